// Gather's result for people: one line per group, the one that costs most first.
import { printable } from "./printable.ts";
import type { GroupResult } from "./request_groups.ts";

const HEADINGS = [
  "group",
  "requests",
  "total ms",
  "p50 ms",
  "p95 ms",
  "max ms",
  "cpu ms",
  "wait ms",
  "slowest",
] as const;

/** Lines with aligned columns: words to the left, numbers to the right. */
export function gatherTable(results: readonly GroupResult[]): string {
  const byTotal = results.toSorted((a, b) => b.durations.total - a.durations.total);
  const rows = [[...HEADINGS], ...byTotal.map(cells)];
  const widths = HEADINGS.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => `${row.map((cell, i) => aligned(cell, i, widths)).join("  ")}\n`).join(
    "",
  );
}

function cells({ key, durations, cpu, wait, slowestFile }: GroupResult): string[] {
  const { count, total, p50, p95, max } = durations;
  // Escaped before the widths are taken: what is shown has to line up.
  const times = [total, p50, p95, max, cpu, wait].map(milliseconds);
  return [printable(key), String(count), ...times, printable(slowestFile)];
}

/** One decimal: sampling is no finer than that. */
function milliseconds(micros: number): string {
  return Number.isNaN(micros) ? "-" : (micros / 1000).toFixed(1);
}

function aligned(cell: string, column: number, widths: readonly number[]): string {
  if (column === HEADINGS.length - 1) return cell;
  return column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
}
