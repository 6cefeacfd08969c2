// The CPU profiles among the events of a Chrome trace. Chrome 65 and older wrote one "CpuProfile" event with a
// whole .cpuprofile; today a profile comes in pieces: a "Profile" event of the sampled thread, then
// "ProfileChunk" events with new nodes and samples (V8's CpuProfile::StreamPendingTraceEvents).
import { ChunkedProfile } from "./chrome_trace_chunks.ts";
import { eventData, type TraceEvent, type TraceEvents } from "./chrome_trace_events.ts";
import { objectOf, timeOf } from "./chrome_trace_json.ts";
import { type JsonObject, numberOf } from "../json_value.ts";

/** One profile of a trace. */
export interface TraceProfile {
  /** The event of the sampled thread; undefined when the trace does not have it. */
  readonly origin: JsonObject | undefined;
  /** What would be in a .cpuprofile; its nodes have not been looked at. */
  readonly cpuprofile: JsonObject;
  /** The line of each sample, 0 = unknown; empty when the trace has none. */
  readonly sampleLines: readonly number[];
}

/** All profiles. Throws a UserError that names the broken event. */
export function readTraceProfiles(events: TraceEvents): TraceProfile[] {
  return [...events.CpuProfile.map(completeProfile), ...chunkedProfiles(events)];
}

function completeProfile(traceEvent: TraceEvent): TraceProfile {
  const { event, place } = traceEvent;
  const data = eventData(traceEvent);
  const cpuProfile = objectOf(data.cpuProfile, `${place}.args.data.cpuProfile`);
  const { nodes, samples, timeDeltas, startTime, endTime } = cpuProfile;
  const cpuprofile = { nodes, samples, timeDeltas, startTime, endTime };
  return { origin: event, cpuprofile, sampleLines: [] };
}

function chunkedProfiles({ Profile, ProfileChunk }: TraceEvents): TraceProfile[] {
  const starts = new Map(Profile.map((start) => [profileKey(start.event), start]));
  const profiles = new Map<string, ChunkedProfile>();
  // A trace is the buffers of many threads: those of one profile need not lie there in order.
  for (const chunk of ProfileChunk.toSorted((a, b) => timestamp(a) - timestamp(b))) {
    const key = profileKey(chunk.event);
    let profile = profiles.get(key);
    if (!profile) profiles.set(key, profile = new ChunkedProfile(startTime(starts.get(key))));
    profile.add(eventData(chunk), `${chunk.place}.args.data`);
  }
  return Array.from(profiles, ([key, profile]) => ({
    origin: starts.get(key)?.event,
    ...profile.finish(),
  }));
}

/** Chunks are events of V8's own sampling thread, so only the id joins them with their profile. */
function profileKey({ pid, id, id2 }: JsonObject): string {
  const { local, global } = (id2 ?? {}) as JsonObject;
  return `${pid}:${id ?? local ?? global}`;
}

function timestamp({ event }: TraceEvent): number {
  return numberOf(event.ts) || 0;
}

function startTime(start: TraceEvent | undefined): number | undefined {
  return start && timeOf(eventData(start), "startTime", `${start.place}.args.data`);
}
