// The frames of a speedscope file, as its flame graph and its list show them.
import type { Frame, Profile } from "../../model/profile.ts";
import { frameLabel } from "../frame_label.ts";

/** One entry of shared.frames. */
export interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
}

/** The frames that some sample has on its stack, and node -> index in them. */
export function speedscopeFrames(
  profile: Profile,
  base: string,
): { frames: readonly SpeedscopeFrame[]; indexes: Uint32Array } {
  const { nodeFrame, nodeParent, samples } = profile;
  const isUsed = new Uint8Array(nodeFrame.length);
  for (const node of samples) isUsed[node] = 1;
  // The root is shown only where it is all there is.
  for (let node = nodeFrame.length - 1; node > 0; node--) {
    if (isUsed[node] && nodeParent[node] !== 0) isUsed[nodeParent[node]!] = 1;
  }
  const frames: SpeedscopeFrame[] = [];
  const indexByFrame = new Map<number, number>();
  const indexes = nodeFrame.map((frame, node) => {
    if (!isUsed[node]) return 0;
    let index = indexByFrame.get(frame);
    if (index === undefined) {
      index = frames.push(speedscopeFrame(profile.frames[frame]!, base)) - 1;
      indexByFrame.set(frame, index);
    }
    return index;
  });
  return { frames, indexes };
}

function speedscopeFrame(frame: Frame, base: string): SpeedscopeFrame {
  const { lone, file } = frameLabel(frame, base);
  return {
    // Only names are shown in the graph.
    name: lone,
    ...(file !== "" && {
      file,
      ...(frame.line > 0 && { line: frame.line }),
      ...(frame.column > 0 && { col: frame.column }),
    }),
  };
}
