// Hot lines: the functions' self time by source line, where the recording knows it.
import { selfByLine } from "../callgrind/callgrind_lines.ts";
import { markdownCode } from "./markdown_code.ts";
import type { MarkdownReport } from "./markdown_report.ts";
import { markdownTable } from "./markdown_table.ts";
import { wholeMicros } from "../whole_micros.ts";

const ROWS = 10;

/** The lines with the most self time; nothing for a recording without line times. */
export function markdownLines(report: MarkdownReport): readonly string[] {
  const { profile, labels, code, millis, percent } = report;
  if (!profile.lines) return [];
  const rows = selfByLine(profile, wholeMicros(profile.weights))
    .flatMap((costs, frame) => [...costs].map(([line, { busy }]) => ({ frame, line, busy })))
    .filter(({ frame, line, busy }) => busy > 0 && line > 0 && labels[frame]!.file !== "")
    .sort((a, b) => b.busy - a.busy || a.frame - b.frame || a.line - b.line)
    .slice(0, ROWS)
    .map(({ frame, line, busy }) => [
      millis(busy),
      percent(busy),
      markdownCode(labels[frame]!.name),
      markdownCode(`${labels[frame]!.file}:${line}`),
      code(frame, line),
    ]);
  if (rows.length === 0) return [];
  return [
    "## Hot lines",
    "",
    ...markdownTable([
      { title: "self ms", isNumber: true },
      { title: "self %", isNumber: true },
      { title: "function" },
      { title: "line" },
      { title: "code", isCode: true },
    ], rows),
  ];
}
