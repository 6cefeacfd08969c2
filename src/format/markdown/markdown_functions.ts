// Hot functions: where the program itself spent its time.
import { markdownCode } from "./markdown_code.ts";
import type { MarkdownReport } from "./markdown_report.ts";
import { markdownTable } from "./markdown_table.ts";

const ROWS = 15;

/** The functions with the most self time. Waiting is nobody's self time, but part of the callers' total. */
export function markdownFunctions(report: MarkdownReport): readonly string[] {
  const { graph, profile, labels, millis, percent } = report;
  const functions = graph.functions
    .filter(({ self, isReentry }) => self.busy > 0 && !isReentry)
    .sort((a, b) => b.self.busy - a.self.busy || a.frame - b.frame);
  if (functions.length === 0) return [];
  const rows = functions.slice(0, ROWS).map(({ frame, self, total }) => {
    const { name, place } = labels[frame]!;
    // Everything is below the root: its total says nothing.
    const all = frame === profile.nodeFrame[0] ? self.busy : total.busy + total.wait;
    return [
      millis(self.busy),
      percent(self.busy),
      millis(all),
      percent(all),
      markdownCode(name),
      place === "" ? "" : markdownCode(place),
    ];
  });
  const others = functions.slice(ROWS);
  const rest = others.reduce((sum, { self }) => sum + self.busy, 0);
  return [
    "## Hot functions",
    "",
    "Self is a function's own running time; total also counts what it called and waited for.",
    "",
    ...markdownTable([
      { title: "self ms", isNumber: true },
      { title: "self %", isNumber: true },
      { title: "total ms", isNumber: true },
      { title: "total %", isNumber: true },
      { title: "function" },
      { title: "location" },
    ], rows),
    ...(others.length > 0
      ? ["", `${others.length} more functions: ${millis(rest)} ms of self time.`]
      : []),
  ];
}
