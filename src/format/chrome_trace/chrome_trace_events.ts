// The bytes of a Chrome trace -> those of its events that have to do with CPU profiles, few of very many.
// There are two forms: an object with "traceEvents", as DevTools and Node.js write it, and the bare list of
// old Chrome, whose end may be missing.
import { UserError } from "../../errors.ts";
import { brokenTrace, objectOf } from "./chrome_trace_json.ts";
import type { JsonObject } from "../json_value.ts";

/** One event and where it stands. */
export interface TraceEvent {
  readonly event: JsonObject;
  /** "traceEvents[17]", for complaints. */
  readonly place: string;
}

/** The events by name, each list in the order of the file. */
export type TraceEvents = Readonly<Record<typeof NAMES[number], readonly TraceEvent[]>>;

const NAMES = ["CpuProfile", "Profile", "ProfileChunk", "thread_name"] as const;

/** Throws a UserError for what is no JSON or has no list of events. */
export function readTraceEvents(bytes: Uint8Array): TraceEvents {
  const json = parseJson(bytes);
  const isList = Array.isArray(json);
  const list = isList ? json : objectOf(json, "The whole file").traceEvents;
  if (!Array.isArray(list)) throw brokenTrace("traceEvents", list, "a list of events");
  const found = Object.fromEntries(NAMES.map((name) => [name, [] as TraceEvent[]]));
  for (let i = 0; i < list.length; i++) {
    // What is no object has no name, and is none of our business.
    const event: JsonObject | null | undefined = list[i];
    const name = event?.name;
    if (typeof name !== "string" || !Object.hasOwn(found, name)) continue;
    found[name]!.push({ event: event!, place: `${isList ? "" : "traceEvents"}[${i}]` });
  }
  return found as unknown as TraceEvents;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder().decode(bytes);
    return /^\s*\[/.test(text) ? parseList(text) : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Broken Chrome trace: not JSON (${reason})`, {
      hint: "The file may have been cut off while it was written",
      cause: error,
    });
  }
}

/** The format's description makes the closing bracket optional, so that a crash leaves a good file. */
function parseList(text: string): unknown {
  const trimmed = text.trimEnd();
  if (trimmed.endsWith("]")) return JSON.parse(trimmed);
  return JSON.parse(`${trimmed.endsWith(",") ? trimmed.slice(0, -1) : trimmed}]`);
}

/** The member that all events of a profile have. */
export function eventData({ event, place }: TraceEvent): JsonObject {
  return objectOf(objectOf(event.args, `${place}.args`).data, `${place}.args.data`);
}
