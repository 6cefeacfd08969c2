// V8 keeps the innermost 255 (Node.js 20) or 512 (Deno 2.9) frames of a stack; the rest of a deeper one hangs
// directly below the root, where it looks like an entry point. No file says so, the shape of the tree does.
import type { Profile } from "../model/profile.ts";

/** The smallest limit of any V8 in use; inlined frames may make a cut stack longer, never shorter. */
const FEWEST_FRAMES = 254;

/**
 * How many samples have a stack that was cut: deep, and its outermost function is called by others
 * elsewhere. A stack that really starts at the event loop starts with a function that nobody calls.
 */
export function countTruncatedStacks(profile: Profile): number {
  const { frames, nodeFrame, nodeParent, samples } = profile;
  const isCalled = new Uint8Array(frames.length);
  const depth = new Uint32Array(nodeFrame.length);
  const outermost = new Uint32Array(nodeFrame.length);
  for (let node = 1; node < nodeFrame.length; node++) {
    const parent = nodeParent[node]!;
    depth[node] = depth[parent]! + 1;
    outermost[node] = parent === 0 ? nodeFrame[node]! : outermost[parent]!;
    // A direct recursion calls itself below the cut as well.
    if (parent !== 0 && nodeFrame[parent] !== nodeFrame[node]) isCalled[nodeFrame[node]!] = 1;
  }
  let count = 0;
  for (const node of samples) {
    if (depth[node]! >= FEWEST_FRAMES && isCalled[outermost[node]!]) count++;
  }
  return count;
}
