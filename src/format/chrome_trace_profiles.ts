// The CPU profiles among the events of a Chrome trace. Since Chrome 66 a profile comes in pieces: a "Profile"
// event of the sampled thread, then "ProfileChunk" events with new nodes and samples; V8 writes them in
// CpuProfile::StreamPendingTraceEvents(). Before that one "CpuProfile" event held a whole .cpuprofile.
import type { TraceEvent } from "./chrome_trace_events.ts";
import { objectOf, timeOf } from "./chrome_trace_json.ts";
import { ChunkedProfile } from "./chrome_trace_chunks.ts";
import { type JsonObject, numberOf } from "./cpuprofile_json.ts";

/** One profile of a trace. */
export interface TraceProfile {
  readonly pid: string;
  /** The sampled thread; "" when the trace does not tell. */
  readonly tid: string;
  /** What is in a .cpuprofile; its members have not all been looked at. */
  readonly cpuprofile: JsonObject;
  /** The line of each sample, 0 = unknown; undefined when the trace has none. */
  readonly sampleLines?: readonly number[];
}

/** The profiles in the order in which they began. Throws a UserError that names the broken event. */
export function readTraceProfiles(events: readonly TraceEvent[]): TraceProfile[] {
  const complete: TraceProfile[] = [];
  const starts = new Map<string, JsonObject>();
  const chunks: TraceEvent[] = [];
  for (const traceEvent of events) {
    const { event } = traceEvent;
    if (event.name === "CpuProfile") complete.push(completeProfile(traceEvent));
    if (event.name === "Profile") starts.set(profileKey(event), event);
    if (event.name === "ProfileChunk") chunks.push(traceEvent);
  }
  return [...complete, ...chunkedProfiles(starts, chunks)];
}

/** The event is of the thread that was sampled. */
function completeProfile(traceEvent: TraceEvent): TraceProfile {
  const { event, place } = traceEvent;
  const data = dataOf(traceEvent);
  const cpuProfile = objectOf(data.cpuProfile, () => `${place()}.args.data.cpuProfile`);
  const { nodes, samples, timeDeltas, startTime, endTime } = cpuProfile;
  const cpuprofile = { nodes, samples, timeDeltas, startTime, endTime };
  return { pid: String(event.pid), tid: String(event.tid), cpuprofile };
}

function chunkedProfiles(
  starts: ReadonlyMap<string, JsonObject>,
  chunks: TraceEvent[],
): TraceProfile[] {
  const profiles = new Map<string, ChunkedProfile>();
  // The buffers of several threads are written one after the other, not by time.
  for (const chunk of chunks.sort((a, b) => timestamp(a) - timestamp(b))) {
    const key = profileKey(chunk.event);
    let profile = profiles.get(key);
    if (!profile) profiles.set(key, profile = new ChunkedProfile(startTime(starts.get(key))));
    profile.add(dataOf(chunk), `${chunk.place()}.args.data`);
  }
  return Array.from(profiles, ([key, profile]) => ({
    pid: key.slice(0, key.indexOf(":")),
    tid: String(starts.get(key)?.tid ?? ""),
    ...profile.finish(),
  }));
}

/** Chunks come from V8's own sampling thread, so only the id joins them with their profile. */
function profileKey({ pid, id, id2 }: JsonObject): string {
  const { local, global } = (id2 ?? {}) as JsonObject;
  return `${pid}:${id ?? local ?? global ?? ""}`;
}

function timestamp({ event }: TraceEvent): number {
  return numberOf(event.ts) || 0;
}

function startTime(start: JsonObject | undefined): number | undefined {
  const { data } = (start?.args ?? {}) as JsonObject;
  return data ? timeOf(data as JsonObject, "startTime", "Profile event") : undefined;
}

function dataOf({ event, place }: TraceEvent): JsonObject {
  const args = objectOf(event.args, () => `${place()}.args`);
  return objectOf(args.data, () => `${place()}.args.data`);
}
