// Rewrites where the frames and lines of a profile come from, e.g. from generated code to its source.
// The law: no time is lost, gained or moved in time. Functions that become equal become one.
import type { Frame, Profile } from "../profile.ts";
import { ProfileBuilder } from "../profile_builder.ts";

/** How to rewrite; both must answer the same for the same arguments. */
export interface Remapping {
  /** What becomes of a frame; itself to leave it alone. */
  frame(frame: Frame): Frame;
  /** Which line, in the file of the rewritten frame, a line (1-based) of the frame's self time becomes. */
  line(frame: Frame, line: number): number;
}

/**
 * Returns the profile with other frames and lines. Below one parent, nodes whose frames became equal are
 * merged. Samples keep their order, number and weights: the arrays of weights are shared. The root stays.
 */
export function remapProfile(profile: Profile, remapping: Remapping): Profile {
  const { frames, nodeFrame, nodeParent, samples, weights, lines, start, end } = profile;
  const remapped = frames.map((frame) => remapping.frame(frame));
  const builder = new ProfileBuilder(start);
  const nodes = new Uint32Array(nodeFrame.length);
  for (let node = 1; node < nodeFrame.length; node++) {
    nodes[node] = builder.node(nodes[nodeParent[node]!]!, remapped[nodeFrame[node]!]!);
  }
  for (let i = 0; i < (lines?.nodes.length ?? 0); i++) {
    const node = lines!.nodes[i]!;
    const line = remapping.line(frames[nodeFrame[node]!]!, lines!.lines[i]!);
    builder.line(nodes[node]!, line, lines!.micros[i]!);
  }
  // Adding the weights up again could change the end in its last digit.
  return { ...builder.build(), samples: samples.map((node) => nodes[node]!), weights, end };
}
