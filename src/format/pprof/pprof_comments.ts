// Comments of a profile.proto: the record of the request, for people and for programs.
import type { RequestRecord } from "../../model/request_record.ts";
import { oneLine, oneLineJson, shortLine } from "../callgrind/callgrind_text.ts";
import type { Recording } from "../codec.ts";
import { writeRecordingInfo } from "../recording_info.ts";
import { recordingTitle } from "../recording_title.ts";

/** One fact each. pprof shows them above every report, but for those that start with "#". */
export function pprofComments(recording: Recording, creator: string): readonly string[] {
  const { request, aggregate, notes = [] } = recording;
  const record = { ...(request && { request }), ...(aggregate && { aggregate }) };
  return [
    recordingTitle(recording),
    request ? partsOf(request) : "",
    // A name that begins with "#" would hide the note.
    ...notes.map(({ name, value }) => shortLine(`${name}: ${value}`).replace(/^#+/, "")),
    `Creator: ${oneLine(creator)}`,
    request || aggregate ? `# runprofileserver ${oneLineJson(writeRecordingInfo(record))}` : "",
  ].filter((comment) => comment !== "");
}

function partsOf(
  { cpu, gc, wait, queued, unsampled, backlog = 0, background = 0 }: RequestRecord,
): string {
  const parts = { cpu, gc, wait, queued, ...(unsampled > 0 && { "not sampled": unsampled }) };
  const shown = Object.entries(parts).map(([name, micros]) => `${name} ${millis(micros)}`);
  const before = backlog > 0 ? `, after ${millis(backlog)} ms in the backlog` : "";
  const after = background > 0 ? `, then ${millis(background)} ms of CPU in the background` : "";
  return `Parts: ${shown.join(" + ")} ms${before}${after}`;
}

function millis(micros: number): string {
  return (micros / 1000).toFixed(1);
}
