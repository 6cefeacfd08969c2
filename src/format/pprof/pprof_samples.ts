// The samples of a profile.proto: one for each stack and line of its innermost function, not one for each
// time it was seen, because the format has no order in time.
import type { Profile } from "../../model/profile.ts";
import { lineShares } from "../line_shares.ts";
import { splitWhole } from "../split_whole.ts";
import { wholeMicros } from "../whole_micros.ts";

/** What was measured on one line of a function. Whole numbers; over all lines they add up to the total. */
export interface PprofLine {
  /** 0 = unknown. */
  readonly line: number;
  readonly samples: number;
  readonly micros: number;
}

/** The lines of one node, the innermost of its stack. */
export interface PprofSample {
  readonly node: number;
  readonly lines: readonly PprofLine[];
}

/** The sampled nodes of `profile` in their order. */
export function* pprofSamples(profile: Profile): Generator<PprofSample> {
  const { frames, nodeFrame, samples, weights, lines } = profile;
  const exact = sumByNode(profile, weights);
  const whole = sumByNode(profile, wholeMicros(weights));
  const counts = sumByNode(profile, new Float64Array(samples.length).fill(1));
  let row = 0;
  for (let node = 0; node < nodeFrame.length; node++) {
    const firstRow = row;
    while (lines && lines.nodes[row] === node) row++;
    if (counts[node] === 0) continue;
    const ownLine = frames[nodeFrame[node]!]!.line;
    const numbers = [...lines?.lines.subarray(firstRow, row) ?? [], ownLine];
    const shares = lineShares(lines?.micros.subarray(firstRow, row) ?? [], exact[node]!);
    const micros = splitWhole(whole[node]!, shares);
    const split = splitWhole(counts[node]!, shares);
    const measured = numbers.map((line, i) => ({ line, samples: split[i]!, micros: micros[i]! }));
    yield { node, lines: measured.filter(({ samples, micros }) => samples + micros > 0) };
  }
}

/** node -> sum of the values of its samples. */
function sumByNode({ nodeFrame, samples }: Profile, values: Float64Array): Float64Array {
  const sums = new Float64Array(nodeFrame.length);
  for (let i = 0; i < samples.length; i++) sums[samples[i]!]! += values[i]!;
  return sums;
}
