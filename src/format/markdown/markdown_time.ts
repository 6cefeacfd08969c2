// Where the time went: the first thing to know is whether a request was slow because it worked or because it
// waited.
import type { MarkdownReport } from "./markdown_report.ts";
import { markdownTable } from "./markdown_table.ts";

/** Its heading; the format is known by it. */
export const TIME_HEADING = "## Where the time went";

/** Shown for requests even when they are 0: that one did not wait is news. */
const ALWAYS_SHOWN = new Set(["cpu", "wait"]);

/** The table of the parts. */
export function markdownTime(
  { recording: { request, aggregate }, parts, total, millis }: MarkdownReport,
): readonly string[] {
  const requests = aggregate?.requests ?? 0;
  const isOurs = request !== undefined || aggregate !== undefined;
  const shown = Object.entries(parts)
    .filter(([name, micros]) => micros > 0 || (isOurs && ALWAYS_SHOWN.has(name)));
  const rows = [...shown, ["total", total] as const].map(([name, micros]) => [
    name,
    millis(micros),
    // Of all time, idle or not: here it can be seen.
    (total > 0 ? micros / total * 100 : 0).toFixed(1),
    ...(requests > 0 ? [millis(micros / requests)] : []),
  ]);
  const columns = [
    { title: "part" },
    { title: "ms", isNumber: true },
    { title: "%", isNumber: true },
    ...(requests > 0 ? [{ title: "ms per request", isNumber: true }] : []),
  ];
  return [
    TIME_HEADING,
    "",
    ...markdownTable(columns, rows),
    ...(parts.idle > 0
      ? ["", `Percentages from here on are of the ${millis(total - parts.idle)} ms without idle.`]
      : []),
  ];
}
