// What the requests of a route have in common, in numbers.
import type { Micros } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { routeKey } from "./links.ts";
import type { ProfileEntry } from "./profile_entry.ts";

/** Times in microseconds; percentiles are durations that some request really had (nearest rank). */
export interface RouteSummary {
  readonly key: string;
  readonly count: number;
  /** Requests that failed, were aborted or answered with 500 and above. */
  readonly errors: number;
  readonly p50: Micros;
  readonly p95: Micros;
  readonly max: Micros;
  /** Sum of the durations, and of the kinds of time that they are made of. */
  readonly total: Micros;
  readonly cpu: Micros;
  readonly gc: Micros;
  readonly wait: Micros;
  readonly queued: Micros;
  readonly unsampled: Micros;
}

/** The sum of every route, the one that took most time first. */
export function routeSummaries(list: readonly ProfileEntry[]): RouteSummary[] {
  const records = list.flatMap(({ request }) => request ? [request] : []);
  return [...Map.groupBy(records, routeKey)].map(([key, each]) => summaryOf(key, each))
    .sort((a, b) => b.total - a.total);
}

/** The sum of one route's requests, of which there is at least one. */
export function summaryOf(key: string, records: readonly RequestRecord[]): RouteSummary {
  const durations = Float64Array.from(records, ({ start, end }) => end - start).sort();
  const sum = (amount: (record: RequestRecord) => number) =>
    records.reduce((total, record) => total + amount(record), 0);
  return {
    key,
    count: records.length,
    errors: records.filter(isError).length,
    p50: nearestRank(durations, 50),
    p95: nearestRank(durations, 95),
    max: durations.at(-1)!,
    total: durations.reduce((total, duration) => total + duration, 0),
    cpu: sum(({ cpu }) => cpu),
    gc: sum(({ gc }) => gc),
    wait: sum(({ wait }) => wait),
    queued: sum(({ queued }) => queued),
    unsampled: sum(({ unsampled }) => unsampled),
  };
}

/** Whether a request went wrong. */
export function isError({ status, outcome }: RequestRecord): boolean {
  return outcome !== "completed" || status === 0 || status >= 500;
}

function nearestRank(sorted: Float64Array, percent: number): number {
  return sorted[Math.ceil(percent * sorted.length / 100) - 1]!;
}
