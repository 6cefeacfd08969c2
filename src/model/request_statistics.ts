// What the requests of a group were like one by one, beside the sum of their profiles: without it nobody can
// tell a difference between two groups from noise. Plain data; it travels inside aggregates.
import type { Distribution } from "./statistics/distribution.ts";
import type { Micros } from "./profile.ts";

/** How the time of one function varied over the requests. */
export interface FunctionSpread {
  /** A node of the aggregate's profile that is of the function's frame: the first one. */
  readonly node: number;
  /** Sum over the requests of the square of the function's self time, in square microseconds. */
  readonly selfSquares: number;
  /** The same for its total. */
  readonly totalSquares: number;
}

/** One place in the code where requests wait. */
export interface WaitSite {
  /** A node of the aggregate's profile that is of the site's frame: the first one. */
  readonly node: number;
  /** Waits there in all requests. */
  readonly waits: number;
  /** Most waits of one request there. */
  readonly most: number;
  /** Requests that waited there REPEATED_WAITS times or more. */
  readonly repeating: number;
  readonly micros: Micros;
}

/**
 * From here on waits at one site of one request count as repeated. Five is what Sentry takes for its "N+1
 * queries" (https://docs.sentry.io/product/issues/issue-details/performance-issues/n-one-queries/).
 */
export const REPEATED_WAITS = 5;

/** Of one group. */
export interface RequestStatistics {
  /** In microseconds. */
  readonly durations: Distribution;
  /** In microseconds; missing when it is unknown for one of the requests, which another program recorded. */
  readonly cpu?: Distribution;
  /** Likewise. */
  readonly wait?: Distribution;
  /** Waits per request; likewise. */
  readonly waits?: Distribution;
  /** Ordered by node. */
  readonly functions: readonly FunctionSpread[];
  /** Sites where some request waited REPEATED_WAITS times or more, ordered by node. */
  readonly repeated: readonly WaitSite[];
}
