// The header of a callgrind file: what was measured, in the order that callgrind_annotate insists on.
// "events:" ends it; the record goes into "desc:" lines, one for people each and one as JSON for gather.
import type { RequestRecord } from "../../model/request_record.ts";
import type { Aggregate, Recording } from "../codec.ts";
import { oneLine, oneLineJson, shortLine } from "./callgrind_text.ts";
import { writeRecordingInfo } from "../recording_info.ts";

/**
 * The lines from the format line to "events:". Busy_us comes first because percentages are of the first
 * event; Wall_us is derived, KCachegrind offers it for selection.
 */
export function callgrindHeader(
  recording: Recording,
  { creator, samples }: { creator: string; samples: number },
): readonly string[] {
  const { request } = recording;
  const command = commandOf(recording);
  return [
    "# callgrind format",
    "version: 1",
    `creator: ${oneLine(creator) || "runprofileserver"}`,
    ...(request ? [`pid: ${Math.max(0, Math.trunc(request.pid)) || 0}`] : []),
    ...(command ? [`cmd: ${command}`] : []),
    "part: 1",
    "",
    ...descriptions(recording, samples),
    "",
    "positions: line",
    "event: Wall_us = Busy_us + Wait_us : Wall time (us)",
    "event: Busy_us : Busy time (us)",
    "event: Wait_us : Wait time (us)",
    "event: Samples : Samples",
    "events: Busy_us Wait_us Samples",
  ];
}

/** KCachegrind shows it in the title of its window. */
function commandOf({ request, aggregate }: Recording): string {
  if (request) {
    const { method, path, query, status, start, end } = request;
    return shortLine(`${method} ${path}${query} -> ${status} (${millis(end - start)} ms)`);
  }
  if (!aggregate) return "";
  const { key, requests, duration } = aggregate;
  return shortLine(`${key} (${requests} requests, ${millis(duration)} ms)`);
}

/** For people one fact a line, shortened; the record in full and exact, for programs. */
function descriptions(recording: Recording, samples: number): readonly string[] {
  const { request, aggregate, notes } = recording;
  const facts: [name: string, value: string][] = [
    ...(request ? requestFacts(request) : []),
    ...(aggregate ? aggregateFacts(aggregate) : []),
    ["Samples", String(samples)],
    ...(notes ?? []).map(({ name, value }): [string, string] => [name, value]),
  ];
  // Notes have lines of their own.
  const record = { ...(request && { request }), ...(aggregate && { aggregate }) };
  return [
    ...facts.map(([name, value]) => description(name, shortLine(value))),
    ...(request || aggregate
      ? [description("runprofileserver", oneLineJson(writeRecordingInfo(record)))]
      : []),
  ];
}

/** callgrind_annotate takes the text before the first colon for the name. */
function description(name: string, value: string): string {
  const label = shortLine(name).replaceAll(":", " ").trim() || "Note";
  return `desc: ${label}: ${value}`.trimEnd();
}

/** KCachegrind shows the trigger in its list of parts. */
function requestFacts(request: RequestRecord): [name: string, value: string][] {
  const { cpu, gc, wait, queued, unsampled } = request;
  const parts = [`cpu ${millis(cpu)}`, `gc ${millis(gc)}`, `wait ${millis(wait)}`];
  parts.push(`queued ${millis(queued)}`);
  if (unsampled > 0) parts.push(`not sampled ${millis(unsampled)}`);
  return [
    ["Trigger", `${request.method} ${request.path}`],
    ["Duration", `${millis(request.end - request.start)} ms = ${parts.join(" + ")}`],
    ["Started", isoTime(request.startedAt)],
  ];
}

function aggregateFacts({ key, requests, duration }: Aggregate): [name: string, value: string][] {
  return [
    ["Trigger", key],
    ["Requests", String(requests)],
    ["Duration", `${millis(duration)} ms`],
  ];
}

/** Milliseconds to a tenth, as in the access log. */
function millis(micros: number): string {
  return (micros / 1000).toFixed(1);
}

/** toISOString() throws for what is no date. */
function isoTime(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? "unknown" : date.toISOString();
}
