// Await sites at which one request waits again and again, one after the other: queries in a loop ("N + 1") that
// could be one query, or wait side by side. No profile of the CPU shows them.
import type { Recording } from "../format/codec.ts";
import type { Frame, Micros } from "../model/profile.ts";
import { REPEATED_WAITS } from "../model/request_statistics.ts";

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

interface SiteWaits {
  readonly site: Frame;
  readonly caller: string;
  count: number;
  micros: Micros;
}

/** The sites that repeat in any of the recordings (of requests, not sums), those with most waiting first. */
export function repeatedWaits(recordings: readonly Recording[]): RepeatedWait[] {
  const repeats = recordings.flatMap((recording) =>
    [...waitsBySite(recording)].filter(([, { count }]) => count >= REPEATED_WAITS)
  );
  const bySite = Map.groupBy(repeats, ([place]) => place);
  return [...bySite.values()].map((each) => repeatedWait(each.map(([, waits]) => waits)))
    .sort((a, b) => b.micros * b.requests - a.micros * a.requests);
}

function repeatedWait(each: readonly SiteWaits[]): RepeatedWait {
  const counts = each.map(({ count }) => count).sort((a, b) => a - b);
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

/** Each wait of a request is one sample; what is queued or unknown has no place and is no hint. */
function waitsBySite({ profile }: Recording): Map<string, SiteWaits> {
  const { frames, nodeFrame, nodeParent, samples, weights } = profile;
  const waitsByPlace = new Map<string, SiteWaits>();
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    const site = frames[nodeFrame[node]!]!;
    if (site.kind !== "wait" || site.url === "") continue;
    const place = `${site.url}:${site.line}:${site.column}`;
    let waits = waitsByPlace.get(place);
    if (!waits) {
      const caller = frames[nodeFrame[nodeParent[node]!]!]!;
      const isFunction = nodeParent[node] !== 0 && caller.kind !== "wait";
      waits = { site, caller: isFunction ? caller.name : "", count: 0, micros: 0 };
      waitsByPlace.set(place, waits);
    }
    waits.count++;
    waits.micros += weights[i]!;
  }
  return waitsByPlace;
}
