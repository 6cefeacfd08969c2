// What the samples of a profile add up to, node by node, in whole microseconds.
import type { Profile } from "./profile.ts";

/** Columns by node. */
export interface NodeSums {
  /** Self time, whole microseconds. */
  readonly self: Float64Array;
  /** Samples. */
  readonly counts: Uint32Array;
}

/**
 * Sums up samples. Whole numbers add up to the same in any order, parts of a microsecond do not; like the
 * codecs it rounds the running sum and not each weight, so the total is off by half a microsecond at most.
 */
export function nodeSums(
  { nodeFrame, samples, weights }: Pick<Profile, "nodeFrame" | "samples" | "weights">,
): NodeSums {
  const self = new Float64Array(nodeFrame.length);
  const counts = new Uint32Array(nodeFrame.length);
  let exact = 0;
  let rounded = 0;
  for (let i = 0; i < samples.length; i++) {
    exact += weights[i]!;
    const next = Math.round(exact);
    self[samples[i]!]! += next - rounded;
    counts[samples[i]!]!++;
    rounded = next;
  }
  return { self, counts };
}
