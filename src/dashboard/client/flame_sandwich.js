// @ts-check
// Sandwich: one function, who calls it above and what it calls below, over all its stacks. Both halves are as
// wide as the function's total, in which time counts once however often the function is on a stack.
import { sortIntoRows } from "./flame_boxes.js";
import { floats, indices } from "./flame_columns.js";
import { walkLeftHeavy } from "./flame_left_heavy.js";
import { subtreeSums, subtreeSumsOfAll } from "./flame_times.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").NodeTimes} NodeTimes */
/** @typedef {import("./flame_types.d.ts").Tree} Tree */
/** @typedef {import("./flame_types.d.ts").WalkedBoxes} WalkedBoxes */

/**
 * The sandwich of `frame`: callers in the rows above baseRow (the nearest right above), callees below.
 * @type {(tree: Tree, times: NodeTimes, frame: number) => Boxes}
 */
export function layoutSandwich(tree, times, frame) {
  const outermost = outermostNodes(tree, frame);
  const callees = calleeTree(tree, times, outermost, frame).walk();
  const callers = callerTree(tree, times, outermost, frame).walk();
  const callerRows = maximum(callers.row);
  return sortIntoRows(joined(callers, callees, callerRows), callerRows);
}

/** Nodes of `frame` that are not below another one of it. @type {(tree: Tree, frame: number) => number[]} */
function outermostNodes({ nodeFrame, nodeParent }, frame) {
  const isInside = new Uint8Array(nodeFrame.length);
  const nodes = [];
  for (let node = 0; node < nodeFrame.length; node++) {
    const isBelow = node > 0 && isInside[nodeParent[node]] === 1;
    if (nodeFrame[node] === frame && !isBelow) nodes.push(node);
    if (nodeFrame[node] === frame || isBelow) isInside[node] = 1;
  }
  return nodes;
}

/**
 * Everything below the outermost nodes, added up.
 * @type {(tree: Tree, times: NodeTimes, outermost: number[], frame: number) => MergedTree}
 */
function calleeTree({ nodeFrame, nodeParent }, times, outermost, frame) {
  const merged = new MergedTree(frame, Object.keys(times.sums));
  const mergedOf = indices(nodeFrame.length);
  mergedOf.fill(-1);
  for (const node of outermost) mergedOf[node] = 0;
  for (let node = 0; node < nodeFrame.length; node++) {
    if (mergedOf[node] < 0) {
      const parent = node === 0 ? -1 : mergedOf[nodeParent[node]];
      if (parent < 0) continue;
      mergedOf[node] = merged.child(parent, nodeFrame[node]);
    }
    merged.add(mergedOf[node], node, times);
  }
  return merged;
}

/**
 * The callers of the outermost nodes, upside down: the time of a stack sits on its farthest caller.
 * @type {(tree: Tree, times: NodeTimes, outermost: number[], frame: number) => MergedTree}
 */
function callerTree(tree, { self, sums }, outermost, frame) {
  const merged = new MergedTree(frame, Object.keys(sums));
  const totals = { self: subtreeSums(tree, self), sums: subtreeSumsOfAll(tree, sums) };
  for (const node of outermost) {
    let at = 0;
    for (let caller = node; caller !== 0;) {
      caller = tree.nodeParent[caller];
      // The root calls everything, so as a caller it says nothing.
      if (caller !== 0) at = merged.child(at, tree.nodeFrame[caller]);
    }
    merged.add(at, node, totals);
  }
  return merged;
}

/** A tree in which the same frames below one node are one. Parents come first. */
class MergedTree {
  /** @type {number[]} */
  #frames;
  #parents = [0];
  #self = [0];
  /** @type {Record<string, number[]>} */
  #sums;
  /** @type {Map<number, number>} */
  #known = new Map();

  /** @param {number} frame @param {readonly string[]} names */
  constructor(frame, names) {
    this.#frames = [frame];
    this.#sums = Object.fromEntries(names.map((name) => [name, [0]]));
  }

  /** @type {(parent: number, frame: number) => number} */
  child(parent, frame) {
    const key = parent * 0x4000000 + frame;
    let node = this.#known.get(key);
    if (node === undefined) {
      node = this.#frames.push(frame) - 1;
      this.#parents.push(parent);
      this.#self.push(0);
      for (const values of Object.values(this.#sums)) values.push(0);
      this.#known.set(key, node);
    }
    return node;
  }

  /** Adds the times that `from` has in another tree. @type {(node: number, from: number, times: NodeTimes) => void} */
  add(node, from, { self, sums }) {
    this.#self[node] += self[from];
    for (const [name, values] of Object.entries(this.#sums)) {
      values[node] += /** @type {Column} */ (sums[name])[from];
    }
  }

  /** Its boxes, the function's first. @returns {WalkedBoxes} */
  walk() {
    const tree = { nodeFrame: column(this.#frames), nodeParent: column(this.#parents) };
    const sums = Object.entries(this.#sums).map(([name, values]) => [name, column(values)]);
    return walkLeftHeavy(tree, { self: column(this.#self), sums: Object.fromEntries(sums) });
  }
}

/** @type {(values: readonly number[]) => Column} */
function column(values) {
  const result = floats(values.length);
  result.set(values);
  return result;
}

/** @type {(callers: WalkedBoxes, callees: WalkedBoxes, callerRows: number) => WalkedBoxes} */
function joined(callers, callees, callerRows) {
  // The function itself is in both: the callees' has its self time, so the callers' is left out.
  const offset = callers.row.length - 1;
  const sums = Object.entries(callees.sums).map(([name, below]) => {
    return [name, concatenated(/** @type {Column} */ (callers.sums[name]), below)];
  });
  const row = concatenated(callers.row, callees.row);
  const parent = concatenated(callers.parent, callees.parent);
  for (let box = 0; box < row.length; box++) {
    const isCaller = box < offset;
    row[box] = isCaller ? callerRows - row[box] : callerRows + row[box];
    if (!isCaller) parent[box] = box === offset ? -1 : parent[box] + offset;
    else parent[box] = parent[box] === 0 ? offset : parent[box] - 1;
  }
  return {
    ...callees,
    frame: concatenated(callers.frame, callees.frame),
    node: concatenated(callers.node, callees.node),
    start: concatenated(callers.start, callees.start),
    width: concatenated(callers.width, callees.width),
    self: concatenated(callers.self, callees.self),
    sums: Object.fromEntries(sums),
    parent,
    row,
  };
}

/** All of `below` behind all but the first of `above`. @type {(above: Column, below: Column) => Column} */
function concatenated(above, below) {
  const result = floats(above.length - 1 + below.length);
  result.set(/** @type {ArrayLike<number>} */ (above.subarray(1)));
  result.set(/** @type {ArrayLike<number>} */ (below), above.length - 1);
  return result;
}

/** @type {(values: Column) => number} */
function maximum(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}
