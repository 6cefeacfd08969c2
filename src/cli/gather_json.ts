// Gather's result for programs. Times are whole-file facts in microseconds, null where unknown.
import type { GroupResult } from "./request_groups.ts";

export interface GatherReport {
  /** --by */
  readonly by: string;
  readonly results: readonly GroupResult[];
  /** Names of the files written, by key. */
  readonly filesByKey: ReadonlyMap<string, readonly string[]>;
  /** What could not be gathered, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** One JSON object in ASCII: names from strangers cannot act on the terminal that shows it. */
export function gatherJson({ by, results, filesByKey, skipped }: GatherReport): string {
  const groups = results.map(({ key, durations, cpu, wait, slowestFile }) => ({
    key,
    requests: durations.count,
    totalMicros: durations.total,
    p50Micros: durations.p50,
    p95Micros: durations.p95,
    maxMicros: durations.max,
    // NaN becomes null.
    cpuMicros: cpu,
    waitMicros: wait,
    slowestFile,
    files: filesByKey.get(key) ?? [],
  }));
  const text = JSON.stringify({ by, groups, skipped }, null, 2);
  return text.replace(/[^\n -~]/g, escaped) + "\n";
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
