// Tables for people, on stdout.
import { printable } from "../printable.ts";

/**
 * Lines with aligned columns, the headings first: the first column and the last to the left, numbers between
 * them to the right. Cells are escaped.
 */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  // Escaped before the widths are taken: what is shown has to line up.
  const shown = rows.map((row) => row.map(printable));
  const last = shown[0]!.length - 1;
  const widths = shown[0]!.map((_, i) => Math.max(...shown.map((row) => row[i]!.length)));
  const lines = shown.map((row) =>
    row.map((cell, i) => {
      if (i === last) return cell;
      return i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i]!);
    }).join("  ")
  );
  return lines.map((line) => `${line}\n`).join("");
}
