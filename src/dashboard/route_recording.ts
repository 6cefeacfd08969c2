// All requests of a route as one recording, so that every page that shows a request can show a route.
import type { Recording } from "../format/codec.ts";
import { ProfileMerger } from "../model/merge.ts";
import { routeKey, routeRecording } from "./links.ts";
import type { ProfileEntry } from "./profile_entry.ts";

/** More would take seconds for a picture that changes little; gather adds up all. */
const MAX_MERGED = 200;

/** The requests of a route, in the order of the list. */
export function routeEntries(list: readonly ProfileEntry[], key: string): ProfileEntry[] {
  return list.filter(({ request }) => request && routeKey(request) === key);
}

/** The entry of a routeRecording(); undefined when the route has no request. */
export function routeEntry(list: readonly ProfileEntry[], key: string): ProfileEntry | undefined {
  const entries = routeEntries(list, key);
  const last = entries.at(-1);
  return last && {
    name: routeRecording(key),
    bytes: 0,
    writtenAt: last.writtenAt,
    aggregate: {
      key,
      requests: entries.length,
      duration: entries.reduce((sum, { request }) => sum + request!.end - request!.start, 0),
    },
    isReadable: entries.some(({ isReadable }) => isReadable),
    copies: [],
  };
}

/** Adds up the newest requests of a route. One that cannot be read is left out; a note says so. */
export async function mergedRoute(
  entries: readonly ProfileEntry[],
  key: string,
  decode: (entry: ProfileEntry) => Promise<Recording>,
): Promise<Recording> {
  const merger = new ProfileMerger();
  let requests = 0;
  let duration = 0;
  for (const entry of entries.filter(({ isReadable }) => isReadable).slice(-MAX_MERGED)) {
    try {
      merger.add((await decode(entry)).profile);
    } catch {
      continue;
    }
    requests++;
    duration += entry.request!.end - entry.request!.start;
  }
  const notes = requests === entries.length
    ? []
    : [{ name: "Requests", value: `the newest ${requests} of ${entries.length}` }];
  return { profile: merger.build(), aggregate: { key, requests, duration }, notes };
}
