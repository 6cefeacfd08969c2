// Traces of Chrome's Performance panel, Electron and `node --trace-event-categories`: read only, for the CPU
// profiles in them. A trace may hold a profile of each thread of each process; a Recording is one of them.
import { UserError } from "../../errors.ts";
import type { Micros, Profile } from "../../model/profile.ts";
import { readTraceEvents, type TraceEvents } from "./chrome_trace_events.ts";
import { sampledLineTimes } from "./chrome_trace_lines.ts";
import { readTraceProfiles, type TraceProfile } from "./chrome_trace_profiles.ts";
import { threadFinder, type TraceThread } from "./chrome_trace_threads.ts";
import type { Codec, Recording } from "../codec.ts";
import { cpuprofileCodec } from "../cpuprofile/cpuprofile.ts";
import type { JsonObject } from "../json_value.ts";

/**
 * Decodes the profile of the main thread that worked longest, or of any thread when none is a main thread;
 * notes name it and the others. Not the one that took longest: a trace ends for all threads at once, so the
 * longest belongs to whatever page or extension was there first.
 */
export const chromeTraceCodec = {
  name: "chrome-trace",
  extension: ".json",
  prefix: "",
  recognizes,
  decode,
} satisfies Omit<Codec, "encode">;

function recognizes(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  // DevTools puts its metadata first, which may fill the head.
  if (/^\s*\{/.test(text)) return /"traceEvents"\s*:|^\s*\{\s*"metadata"\s*:\s*\{/.test(text);
  return /^\s*\[\s*\{/.test(text) && /"ph"\s*:/.test(text) && /"[pt]id"\s*:/.test(text);
}

/** A profile of the trace, decoded. */
interface Candidate extends Recording {
  readonly thread: TraceThread;
  /** Time in which the thread was not idle. */
  readonly busy: Micros;
}

function decode(bytes: Uint8Array): Recording {
  const [chosen, ...others] = candidates(readTraceEvents(bytes)).sort((a, b) =>
    Number(b.thread.isMain) - Number(a.thread.isMain) || b.busy - a.busy
  );
  if (!chosen) {
    throw new UserError("No CPU profile in the Chrome trace", {
      hint: "Record it in the Performance panel of DevTools, or with the category " +
        "disabled-by-default-v8.cpu_profiler",
    });
  }
  const { profile, thread, notes = [] } = chosen;
  const otherNotes = others.length === 0 ? [] : [{ name: "Other profiles", value: list(others) }];
  return { profile, notes: [{ name: "Thread", value: thread.name }, ...otherNotes, ...notes] };
}

function candidates(events: TraceEvents): Candidate[] {
  const threadOf = threadFinder(events);
  return readTraceProfiles(events).map((traceProfile) => {
    const thread = threadOf(traceProfile.origin);
    const recording = decodeProfile(traceProfile, thread);
    return { ...recording, thread, busy: busyTime(recording.profile) };
  });
}

/** By way of a .cpuprofile, whose reader knows all that can be wrong with nodes and times. */
function decodeProfile(
  { cpuprofile, sampleLines }: TraceProfile,
  { name }: TraceThread,
): Recording {
  const bytes = cpuprofileBytes(cpuprofile, name);
  try {
    const recording = cpuprofileCodec.decode!(bytes);
    const lines = sampledLineTimes(recording.profile, sampleLines);
    return lines ? { ...recording, profile: { ...recording.profile, lines } } : recording;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    const reason = message.replace(/^Broken \.cpuprofile: /, "");
    throw new UserError(`Broken Chrome trace: in the profile of ${name}, ${reason}`, {
      hint,
      cause: error,
    });
  }
}

function cpuprofileBytes(cpuprofile: JsonObject, threadName: string): Uint8Array {
  try {
    return new TextEncoder().encode(JSON.stringify(cpuprofile));
  } catch (error) {
    // JSON.parse follows any depth of nesting, JSON.stringify not into members called "0".
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`Broken Chrome trace: the profile of ${threadName} is nested too deeply`, {
      hint: "Was the file edited?",
      cause: error,
    });
  }
}

function busyTime({ frames, nodeFrame, samples, weights }: Profile): Micros {
  return weights.reduce((sum, weight, i) => {
    const isIdle = frames[nodeFrame[samples[i]!]!]!.name === "(idle)";
    return isIdle ? sum : sum + weight;
  }, 0);
}

/** A trace of many tabs and workers has more profiles than anybody wants to read about. */
const MOST_LISTED = 8;

function list(others: readonly Candidate[]): string {
  const listed = others.slice(0, MOST_LISTED)
    .map(({ thread, busy }) => `${thread.name} (${(busy / 1000).toFixed(1)} ms busy)`);
  const more = others.length - listed.length;
  return `${listed.join(", ")}${more > 0 ? ` and ${more} more` : ""}, left out`;
}
