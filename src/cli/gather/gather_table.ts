// Gather's result for people: one line per group, the one that costs most first.
import { alignedTable } from "./aligned_table.ts";
import { milliseconds } from "./milliseconds.ts";
import type { GatheredGroup } from "./write_aggregates.ts";

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
export function gatherTable(groups: readonly GatheredGroup[]): string {
  return alignedTable([[...HEADINGS], ...groups.map(cells)]);
}

function cells({ key, durations, cpu, wait, slowestFile }: GatheredGroup): string[] {
  const { count, total, p50, p95, max } = durations;
  const times = [total, p50, p95, max, cpu, wait].map(milliseconds);
  return [key, String(count), ...times, slowestFile];
}
