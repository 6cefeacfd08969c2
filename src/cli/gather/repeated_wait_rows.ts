// Where requests of a group wait again and again (queries in a loop), in words.
import { frameLabel } from "../../format/frame_label.ts";
import type { Micros, Profile } from "../../model/profile.ts";
import type { RequestStatistics } from "../../model/request_statistics.ts";
import { waitingFunction } from "../../model/waits_by_site.ts";
import { milliseconds } from "./milliseconds.ts";

/** One site, and who waits there. */
export interface RepeatedWaitRow {
  /** The function that waits; "" when it is not known. */
  readonly function: string;
  /** "src/db.ts:12:20", relative to the current folder. */
  readonly site: string;
  /** Requests that waited there REPEATED_WAITS times or more. */
  readonly requests: number;
  /** Waits there in all requests. */
  readonly waits: number;
  /** Most waits of one request. */
  readonly most: number;
  /** Sum of all waits there. */
  readonly micros: Micros;
}

/** The sites of a group, the one that costs most first. */
export function repeatedWaitRows(
  profile: Profile,
  { repeated }: RequestStatistics,
  base: string,
): RepeatedWaitRow[] {
  const rows = repeated.map(({ node, repeating, waits, most, micros }) => {
    const caller = waitingFunction(profile, node);
    return {
      function: caller ? frameLabel(caller, base).name : "",
      site: frameLabel(profile.frames[profile.nodeFrame[node]!]!, base).place,
      requests: repeating,
      waits,
      most,
      micros,
    };
  });
  return rows.sort((a, b) => b.micros - a.micros);
}

/** One line for people, e.g. "loadPosts at src/db.ts:12:20: 41 of 120 requests, up to 50 waits in one, ...". */
export function repeatedWaitLine(wait: RepeatedWaitRow, requests: number): string {
  const { function: name, site, requests: repeating, waits, most, micros } = wait;
  const place = name === "" ? site : `${name} at ${site}`;
  const who = `${repeating} of ${requests} ${requests === 1 ? "request" : "requests"}`;
  return `${place}: ${who}, up to ${most} waits in one, ${waits} in all, ${
    milliseconds(micros)
  } ms`;
}
