// Routes before and after: how long requests take, and which functions make the difference.
import { ALPHA, type Change, change } from "./change.ts";
import { type Distribution, percentile } from "../statistics/distribution.ts";
import { falseDiscovery } from "../statistics/false_discovery.ts";
import { mannWhitney, smallestP } from "../statistics/mann_whitney.ts";
import { type FunctionDiff, profileDiff, type RouteSum } from "./profile_diff.ts";

/** One route on one side. */
export interface RouteSide extends RouteSum {
  /** "GET /users/:id" */
  readonly key: string;
}

/** One route on both sides. */
export interface RouteDiff {
  readonly key: string;
  readonly requests: { readonly before: number; readonly after: number };
  /** Medians, in microseconds. */
  readonly duration: Change;
  /** 95th percentiles of the duration, in microseconds; so few requests make them that nothing is tested. */
  readonly p95: { readonly before: number; readonly after: number };
  /** Medians, in microseconds; missing when it is unknown on a side. */
  readonly cpu?: Change;
  /** Likewise. */
  readonly wait?: Change;
  readonly functions: readonly FunctionDiff[];
}

/** Everything that has changed between two sets of routes. */
export interface RoutesDiff {
  readonly routes: readonly RouteDiff[];
  /** Keys of routes that one side alone has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

const QUANTITIES = ["durations", "cpu", "wait"] as const;

/** Compares pairs of the same route. The p-values are adjusted for all of them together. */
export function routeDiffs(
  pairs: readonly { readonly before: RouteSide; readonly after: RouteSide }[],
): RouteDiff[] {
  const p = falseDiscovery(
    pairs.flatMap(({ before, after }) =>
      QUANTITIES.map((name) => distributionP(before.statistics[name], after.statistics[name]))
    ),
  );
  return pairs.map(({ before, after }, i) => {
    const [duration, cpu, wait] = QUANTITIES.map((name, j) =>
      medianChange(
        before.statistics[name],
        after.statistics[name],
        p[i * QUANTITIES.length + j]!,
      )
    );
    const [old, now] = [before.statistics.durations, after.statistics.durations];
    return {
      key: after.key,
      requests: { before: old.count, after: now.count },
      duration: duration!,
      p95: { before: percentile(old, 95), after: percentile(now, 95) },
      ...(cpu && { cpu }),
      ...(wait && { wait }),
      functions: withEnough(profileDiff(before, after), old.count, now.count),
    };
  });
}

/** NaN when it is unknown, or there are too few requests to show anything, whatever they were like. */
function distributionP(before: Distribution | undefined, after: Distribution | undefined): number {
  if (!before || !after || isTooFew(before.count, after.count)) return NaN;
  return mannWhitney(before.values, after.values);
}

function isTooFew(before: number, after: number): boolean {
  return smallestP(before, after) >= ALPHA;
}

function medianChange(
  before: Distribution | undefined,
  after: Distribution | undefined,
  p: number,
): Change | undefined {
  return before && after && change(percentile(before, 50), percentile(after, 50), p);
}

/** The t-test claims to know from two requests on; a few requests are never normally distributed. */
function withEnough(
  functions: readonly FunctionDiff[],
  before: number,
  after: number,
): readonly FunctionDiff[] {
  if (!isTooFew(before, after)) return functions;
  const unknown = ({ before, after }: Change) => change(before, after, NaN);
  return functions.map((diff) => (
    { ...diff, self: unknown(diff.self), total: unknown(diff.total) }
  ));
}
