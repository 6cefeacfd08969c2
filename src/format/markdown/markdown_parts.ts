// The parts of the recorded time, told by the names of frames where there is no record.
import type { Frame, Micros } from "../../model/profile.ts";
import type { Recording } from "../codec.ts";

/** Parts that add up to all recorded time, in the order of the report. */
export type MarkdownParts = Readonly<
  Record<"cpu" | "gc" | "wait" | "queued" | "idle" | "not sampled", Micros>
>;

/** The parts of one recording. */
export function markdownParts({ request, profile }: Recording): MarkdownParts {
  if (request) {
    // The record knows better: CPU time is measured also where no sample fell.
    const { cpu, gc, wait, queued, unsampled } = request;
    return { cpu, gc, wait, queued, idle: 0, "not sampled": unsampled };
  }
  const { frames, nodeFrame, samples, weights } = profile;
  const partByFrame = frames.map(partOf);
  const parts = { cpu: 0, gc: 0, wait: 0, queued: 0, idle: 0, "not sampled": 0 };
  for (let i = 0; i < samples.length; i++) {
    parts[partByFrame[nodeFrame[samples[i]!]!]!] += weights[i]!;
  }
  return parts;
}

function partOf({ name, url, kind }: Frame): keyof MarkdownParts {
  const other = kind === "wait" ? "wait" : "cpu";
  if (url !== "") return other;
  // Also "(queued behind GET /report #12)".
  if (kind === "wait" && /^\(queued\b/.test(name)) return "queued";
  switch (name) {
    case "(garbage collector)":
      return "gc";
    case "(idle)":
      return "idle";
    case "(not sampled)":
      return "not sampled";
    default:
      return other;
  }
}
