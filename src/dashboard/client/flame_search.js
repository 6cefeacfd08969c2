// @ts-check
// Search: which frames match, and how much of the time has one of them on the stack.
import { subtreeSums } from "./flame_times.js";

/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_types.d.ts").Tree} Tree */

/**
 * 1 for each frame whose name, place or package has every word of `query`, in any case; null for no query.
 * @type {(frames: readonly FlameFrame[], query: string) => Uint8Array | null}
 */
export function matchFrames(frames, query) {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return null;
  return Uint8Array.from(frames, (frame) => {
    const text = `${frame.name} ${frame.place} ${frame.package}`.toLowerCase();
    return words.every((word) => text.includes(word)) ? 1 : 0;
  });
}

/**
 * Microseconds with a matching frame on the stack, however many there are, and the number of nodes that match.
 * @type {(tree: Tree, self: Column, matches: ArrayLike<number>) => { micros: number, nodes: number }}
 */
export function matchedTime(tree, self, matches) {
  const { nodeFrame, nodeParent } = tree;
  const totals = subtreeSums(tree, self);
  const isInside = new Uint8Array(nodeFrame.length);
  let micros = 0;
  let nodes = 0;
  for (let node = 0; node < nodeFrame.length; node++) {
    const isBelow = node > 0 && isInside[nodeParent[node]] === 1;
    const isMatch = matches[nodeFrame[node]] === 1;
    if (isMatch && totals[node] > 0) nodes++;
    if (isMatch && !isBelow) micros += totals[node];
    if (isMatch || isBelow) isInside[node] = 1;
  }
  return { micros, nodes };
}
