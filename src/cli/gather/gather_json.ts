// Gather's result for programs. Times are whole-file facts in microseconds, null where unknown.
import { asciiJson } from "./ascii_json.ts";
import type { SkippedSource } from "./fold_sources.ts";
import type { GatheredGroup } from "./write_aggregates.ts";

export interface GatherReport {
  /** --by */
  readonly by: string;
  readonly groups: readonly GatheredGroup[];
  /** What could not be gathered, and why. */
  readonly skipped: readonly SkippedSource[];
}

/** One JSON object, see asciiJson(). */
export function gatherJson({ by, groups, skipped }: GatherReport): string {
  const rows = groups.map(({ key, durations, cpu, wait, waits, repeatedWaits, ...group }) => ({
    key,
    requests: durations.count,
    totalMicros: durations.total,
    p50Micros: durations.p50,
    p95Micros: durations.p95,
    maxMicros: durations.max,
    // NaN becomes null.
    cpuMicros: cpu,
    waitMicros: wait,
    waits,
    slowestFile: group.slowestFile,
    files: group.files,
    repeatedWaits,
  }));
  return asciiJson({ by, groups: rows, skipped });
}
