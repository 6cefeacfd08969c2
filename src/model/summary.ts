// The numbers of gather's table: how long the requests of one group took.
// Percentiles, not mean and deviation: request times are skewed, and a mean hides the slow ones.
import { type Distribution, percentile } from "./statistics/distribution.ts";
import type { Micros } from "./profile.ts";

/** Durations of a group, in microseconds; all zero when it is empty. */
export interface Summary {
  readonly count: number;
  readonly total: Micros;
  readonly p50: Micros;
  readonly p95: Micros;
  readonly max: Micros;
}

/** The summary of a group's durations; undefined for a group without requests. */
export function summary(durations: Distribution | undefined): Summary {
  if (!durations) return { count: 0, total: 0, p50: 0, p95: 0, max: 0 };
  const { count, total } = durations;
  const [p50, p95, max] = [50, 95, 100].map((percent) => percentile(durations, percent));
  return { count, total, p50: p50!, p95: p95!, max: max! };
}
