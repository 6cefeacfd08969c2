// Tables that are read in a terminal as often as in a browser: columns are aligned in the source as well.
import { markdownCode } from "./markdown_code.ts";

/** One column. Numbers are aligned at their right. */
export interface MarkdownColumn {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Plain text that is shown as code; the column is left out where it is empty in all rows. */
  readonly isCode?: boolean;
}

/** Wider cells stick out instead of pushing everything after them off the screen. */
const WIDEST = 40;

/** The lines of a table (https://github.github.com/gfm/#tables-extension-); cells hold finished Markdown. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const isShown = columns.map(({ isCode }, i) => !isCode || rows.some((row) => row[i] !== ""));
  const shown = columns.filter((_, i) => isShown[i]);
  const cells = rows.map((row) =>
    row.filter((_, i) => isShown[i])
      .map((cell, i) => shown[i]!.isCode && cell !== "" ? markdownCode(cell) : cell)
  );
  return tableLines(shown, cells);
}

function tableLines(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map(({ title, isNumber }, i) => {
    // Nothing stands behind the last column.
    if (i === columns.length - 1 && !isNumber) return 0;
    const widest = rows.reduce((width, row) => Math.max(width, row[i]!.length), title.length);
    return Math.max(3, Math.min(WIDEST, widest));
  });
  const pad = (text: string, i: number): string =>
    columns[i]!.isNumber ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
  const line = (cells: readonly string[]): string => `| ${cells.map(pad).join(" | ")} |`;
  const rules = columns.map(({ isNumber }, i) => {
    const dashes = "-".repeat(Math.max(3, widths[i]!) - (isNumber ? 1 : 0));
    return isNumber ? `${dashes}:` : dashes;
  });
  return [line(columns.map(({ title }) => title)), line(rules), ...rows.map(line)];
}
