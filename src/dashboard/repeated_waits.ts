// Await sites at which one request waits again and again, one after the other: queries in a loop ("N + 1") that
// could be one query, or wait side by side. No profile of the CPU shows them.
import type { Recording } from "../format/codec.ts";
import { FrameIndex } from "../model/frame_index.ts";
import type { Frame, Micros } from "../model/profile.ts";
import { REPEATED_WAITS } from "../model/request_statistics.ts";
import { type SiteWaits, waitingFunction, waitsBySite } from "../model/waits_by_site.ts";

/** A site in some requests of a route. */
export interface RepeatedWait {
  /** The frame of the wait, with its file and line. */
  readonly site: Frame;
  /** The function that waits, "" when it is not known. */
  readonly caller: string;
  /** Waits in a request: the median of those that repeat, and the most. */
  readonly typical: number;
  readonly most: number;
  /** Requests that repeat it, of those that were looked at. */
  readonly requests: number;
  /** Waiting there in one request, on average over the requests that repeat it. */
  readonly micros: Micros;
}

/** The sites that repeat in any of the recordings (of requests, not sums), those with most waiting first. */
export function repeatedWaits(recordings: readonly Recording[]): RepeatedWait[] {
  const numbers = new FrameIndex();
  const repeats = recordings.flatMap(({ profile }) =>
    [...waitsBySite(profile)]
      .filter(([, { waits }]) => waits >= REPEATED_WAITS)
      .map(([frame, waits]) => {
        const site = profile.frames[frame]!;
        const caller = waitingFunction(profile, waits.node)?.name ?? "";
        return { ...waits, site, caller, number: numbers.number(site) };
      })
  );
  return [...Map.groupBy(repeats, ({ number }) => number).values()].map(repeatedWait)
    .sort((a, b) => b.micros * b.requests - a.micros * a.requests);
}

function repeatedWait(
  each: readonly (SiteWaits & Pick<RepeatedWait, "site" | "caller">)[],
): RepeatedWait {
  const counts = each.map(({ waits }) => waits).sort((a, b) => a - b);
  const { site, caller } = each[0]!;
  return {
    site,
    caller,
    typical: counts[Math.ceil(counts.length / 2) - 1]!,
    most: counts.at(-1)!,
    requests: each.length,
    micros: each.reduce((sum, { micros }) => sum + micros, 0) / each.length,
  };
}
