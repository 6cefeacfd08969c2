// What every section of a report is made from, worked out once.
import { type CallGraph, callGraph } from "../../model/call_graph.ts";
import type { Micros, Profile } from "../../model/profile.ts";
import { nameFunctions } from "../callgrind/callgrind_names.ts";
import { oneLine } from "../callgrind/callgrind_text.ts";
import type { EncodeOptions, Recording } from "../codec.ts";
import { type FrameLabel, frameLabel } from "../frame_label.ts";
import { FrameSources } from "../source/frame_sources.ts";
import { type MarkdownParts, markdownParts } from "./markdown_parts.ts";

/** A recording with the numbers and names of its report. */
export interface MarkdownReport {
  readonly recording: Recording;
  /** The recording's profile in which a frame is one function of the report. */
  readonly profile: Profile;
  readonly graph: CallGraph;
  /** frame -> how it is shown */
  readonly labels: readonly FrameLabel[];
  readonly parts: MarkdownParts;
  /** All time that was recorded. */
  readonly total: Micros;
  /** The code on a line of a frame's function, shortened; "" without its source. */
  code(frame: number, line: number): string;
  /** "12.34": milliseconds with as many digits as the whole report needs. */
  millis(micros: Micros): string;
  /** "65.2": percent of all time but idle, which would hide what a sleepy server is busy with. */
  percent(micros: Micros): string;
}

/** Longer lines of code are cut. */
const MAX_CODE = 80;

/** Files are shown relative to `base`. */
export function markdownReport(
  recording: Recording,
  { base, readSource }: Pick<EncodeOptions, "base" | "readSource">,
): MarkdownReport {
  const { profile } = nameFunctions(recording.profile, base);
  const graph = callGraph(profile);
  const parts = markdownParts(recording);
  const total = graph.total.busy + graph.total.wait;
  const active = total - parts.idle;
  const sources = readSource && new FrameSources(readSource);
  const digits = total >= 100_000 ? 1 : total >= 10_000 ? 2 : 3;
  return {
    recording,
    profile,
    graph,
    labels: profile.frames.map((frame) => frameLabel(frame, base)),
    parts,
    total,
    code: (frame, line) => cut(oneLine(sources?.code(profile.frames[frame]!, line) ?? "")),
    millis: (micros) => (micros / 1000).toFixed(digits),
    percent: (micros) => (active > 0 ? micros / active * 100 : 0).toFixed(1),
  };
}

function cut(code: string): string {
  const characters = Array.from(code);
  return characters.length <= MAX_CODE ? code : `${characters.slice(0, MAX_CODE - 1).join("")}…`;
}
