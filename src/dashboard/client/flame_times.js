// @ts-check
// Self and total times of a tree's nodes.
import { floats } from "./flame_columns.js";

/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").FlameFile} FlameFile */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_types.d.ts").NodeTimes} NodeTimes */
/** @typedef {import("./flame_types.d.ts").Tree} Tree */

/**
 * Self time of the nodes of a folded tree. A profile's sums are `wait` (waiting and queued), a comparison's are
 * `before` and `after`, and there the self time is the larger of the two, so that neither is cut off.
 * @type {(file: FlameFile, folded: Tree & { nodeOf: Column }, frames: readonly FlameFrame[]) => NodeTimes}
 */
export function nodeTimes(file, { nodeFrame, nodeOf }, frames) {
  const self = floats(nodeFrame.length);
  if (file.before && file.after) {
    const before = sumByNode(file.before, nodeOf, nodeFrame.length);
    const after = sumByNode(file.after, nodeOf, nodeFrame.length);
    for (let node = 0; node < self.length; node++) self[node] = Math.max(before[node], after[node]);
    return { self, sums: { before, after } };
  }
  for (let run = 0; run < file.runNodes.length; run++) {
    self[nodeOf[file.runNodes[run]]] += file.runMicros[run];
  }
  const wait = floats(nodeFrame.length);
  const isWait = frames.map(({ tint }) => tint === "wait" || tint === "queued");
  for (let node = 0; node < self.length; node++) {
    if (isWait[nodeFrame[node]]) wait[node] = self[node];
  }
  return { self, sums: { wait } };
}

/** @type {(values: Column, nodeOf: Column, count: number) => Column} */
function sumByNode(values, nodeOf, count) {
  const sums = floats(count);
  for (let node = 0; node < values.length; node++) sums[nodeOf[node]] += values[node];
  return sums;
}

/**
 * `values` added up over each node and everything below it.
 * @type {(tree: Tree, values: Column) => Column}
 */
export function subtreeSums({ nodeParent }, values) {
  const sums = values.slice();
  for (let node = sums.length - 1; node > 0; node--) sums[nodeParent[node]] += sums[node];
  return sums;
}

/**
 * The same for each of several columns.
 * @type {(tree: Tree, sums: Readonly<Record<string, Column>>) => Record<string, Column>}
 */
export function subtreeSumsOfAll(tree, sums) {
  const totals = Object.entries(sums).map(([name, values]) => [name, subtreeSums(tree, values)]);
  return Object.fromEntries(totals);
}
