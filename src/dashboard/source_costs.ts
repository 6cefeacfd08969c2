// The time of a recording by the lines of one source file.
import { CallLines } from "../format/source/call_lines.ts";
import { selfByLine } from "../format/callgrind/callgrind_lines.ts";
import type { Micros, Profile } from "../model/profile.ts";
import { sourceLineTotals } from "./source_totals.ts";

/** What one line has to do with. */
export interface LineTime {
  /** The line itself was running. */
  self: Micros;
  /** With all that was called and waited for from the line; a stack counts once. */
  total: Micros;
  /** The request waited at an await of the line. */
  wait: Micros;
}

/** A source file: what frames call it, and its text, in which calls are looked for. */
export interface SourceFile {
  readonly url: string;
  readonly text: string;
}

/**
 * Line -> times; lines without any time are missing. A call whose line is not known stands on the line on which its
 * caller begins.
 */
export function sourceLineTimes(profile: Profile, file: SourceFile): Map<number, LineTime> {
  const times = new Map<number, LineTime>();
  const isOfFile = profile.frames.map(({ url }) => url === file.url);
  const at = (line: number): LineTime => {
    let time = times.get(line);
    if (!time) times.set(line, time = { self: 0, total: 0, wait: 0 });
    return time;
  };
  for (const [index, costs] of selfByLine(profile, profile.weights).entries()) {
    if (!isOfFile[index]) continue;
    for (const [line, { busy, wait }] of costs) {
      if (busy > 0) at(line).self += busy;
      if (wait > 0) at(line).wait += wait;
    }
  }
  const callLines = new CallLines((url) => url === file.url ? { text: file.text } : undefined);
  for (const [line, micros] of sourceLineTotals(profile, isOfFile, callLines)) {
    at(line).total = micros;
  }
  times.delete(0);
  return times;
}
