// The bytes of a Chrome trace -> its list of events. There are two forms: an object with "traceEvents",
// as DevTools and Node.js write it, and the bare list of old Chrome, whose end may be missing.
import { UserError } from "../errors.ts";
import { brokenTrace, objectOf } from "./chrome_trace_json.ts";
import type { JsonObject } from "./cpuprofile_json.ts";

/** One event and where it stands. */
export interface TraceEvent {
  readonly event: JsonObject;
  /** "traceEvents[17]", for complaints. */
  place(): string;
}

/** Parses a trace. Throws a UserError for what is no JSON or has no list of events. */
export function parseTraceEvents(bytes: Uint8Array): readonly TraceEvent[] {
  const json = parseJson(bytes);
  const isList = Array.isArray(json);
  const list = isList ? json : objectOf(json, () => "The whole file").traceEvents;
  if (!Array.isArray(list)) throw brokenTrace("traceEvents", list, "a list of events");
  return list.map((value, i) => {
    const place = (): string => `${isList ? "" : "traceEvents"}[${i}]`;
    return { event: objectOf(value, place), place };
  });
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
