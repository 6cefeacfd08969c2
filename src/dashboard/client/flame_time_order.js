// @ts-check
// Time order: what was on the stack when. A recording of minutes has millions of samples and a screen has two
// thousand pixels: a stretch is laid out with as many steps as can be seen, and again, finer, after a zoom.
import { sortIntoRows } from "./flame_boxes.js";
import { floats, indices } from "./flame_columns.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").Tree} Tree */

/** More steps than pixels of a wide screen, so a coarse layout can be zoomed a little before the finer is there. */
const MAX_STEPS = 8192;

/** @typedef {{ nodes: Column, ends: Column }} Runs nodes on top of the stack, and the instants at which they left it */

/**
 * Runs of the folded tree, same neighbours as one; starts at 0.
 * @type {(runNodes: Column, runMicros: Column, nodeOf: Column) => Runs}
 */
export function foldRuns(runNodes, runMicros, nodeOf) {
  const nodes = indices(runNodes.length);
  const ends = floats(runNodes.length);
  let count = 0;
  let now = 0;
  for (let run = 0; run < runNodes.length; run++) {
    const node = nodeOf[runNodes[run]];
    now += runMicros[run];
    if (count > 0 && nodes[count - 1] === node) {
      ends[count - 1] = now;
    } else if (runMicros[run] > 0) {
      nodes[count] = node;
      ends[count++] = now;
    }
  }
  return { nodes: nodes.slice(0, count), ends: ends.slice(0, count) };
}

/**
 * Lays out `from` to `to`. Where that has too many runs, each step shows the longest run of its time.
 * @type {(tree: Tree, runs: Runs, isWait: (frame: number) => boolean, range: { from: number, to: number }) => Boxes}
 */
export function layoutTimeOrder(tree, runs, isWait, { from, to }) {
  const total = runs.ends[runs.ends.length - 1] ?? 0;
  const first = runAt(runs, from);
  const last = Math.min(runs.nodes.length - 1, runAt(runs, to));
  const isCoarse = last - first > 2 * MAX_STEPS;
  const grain = isCoarse ? (to - from) / MAX_STEPS : 0;
  const part = isCoarse ? coarseRuns(runs, from, grain) : cutRuns(runs, first, last);
  const start = isCoarse ? from : runs.ends[first - 1] ?? 0;
  const boxes = stackBoxes(tree, part, start, isWait);
  const end = part.ends[part.ends.length - 1] ?? to;
  return sortIntoRows({ ...boxes, total, from: start, to: end, grain });
}

/** @type {(runs: Runs, first: number, last: number) => Runs} */
function cutRuns({ nodes, ends }, first, last) {
  return { nodes: nodes.subarray(first, last + 1), ends: ends.subarray(first, last + 1) };
}

/** @type {(runs: Runs, from: number, grain: number) => Runs} */
function coarseRuns(runs, from, grain) {
  const nodes = indices(MAX_STEPS);
  const ends = floats(MAX_STEPS);
  let run = runAt(runs, from);
  for (let step = 0; step < MAX_STEPS; step++) {
    const end = from + (step + 1) * grain;
    let at = end - grain;
    let longest = -1;
    nodes[step] = runs.nodes[Math.min(run, runs.nodes.length - 1)];
    while (run < runs.nodes.length && at < end) {
      const until = Math.min(end, runs.ends[run]);
      if (until - at > longest) {
        longest = until - at;
        nodes[step] = runs.nodes[run];
      }
      at = until;
      if (runs.ends[run] > end) break;
      run++;
    }
    ends[step] = end;
  }
  return { nodes, ends };
}

/** The run that is going on at `time`. @type {(runs: Runs, time: number) => number} */
function runAt({ ends }, time) {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Boxes of stacks that follow each other: what two neighbours have in common stays open.
 * @type {(tree: Tree, runs: Runs, start: number, isWait: (frame: number) => boolean) => Omit<import("./flame_types.d.ts").WalkedBoxes, "total" | "from" | "to" | "grain">}
 */
function stackBoxes({ nodeFrame, nodeParent }, { nodes, ends }, start, isWait) {
  const columns = new BoxColumns();
  const depths = nodeDepths(nodeParent);
  /** The open boxes, the root's first. @type {number[]} */
  const open = [];
  /** @type {number[]} */
  const openNodes = [];
  let now = start;
  let waited = 0;
  for (let run = 0; run < nodes.length; run++) {
    const top = nodes[run];
    const path = [];
    for (let node = top; openNodes[depths[node]] !== node; node = nodeParent[node]) {
      path.push(node);
      if (node === 0) break;
    }
    closeDownTo(depths[top] + 1 - path.length);
    while (path.length > 0) {
      const node = /** @type {number} */ (path.pop());
      open.push(columns.open(node, open.at(-1) ?? -1, open.length, { now, waited }));
      openNodes.push(node);
    }
    const micros = ends[run] - now;
    columns.addSelf(/** @type {number} */ (open.at(-1)), micros);
    if (isWait(nodeFrame[top])) waited += micros;
    now = ends[run];
  }
  closeDownTo(0);
  return columns.finish(nodeFrame);

  /** @param {number} count */
  function closeDownTo(count) {
    while (open.length > count) columns.close(/** @type {number} */ (open.pop()), { now, waited });
    openNodes.length = count;
  }
}

/** @type {(nodeParent: Column) => Column} */
function nodeDepths(nodeParent) {
  const depths = indices(nodeParent.length);
  for (let node = 1; node < depths.length; node++) depths[node] = depths[nodeParent[node]] + 1;
  return depths;
}

/** @typedef {{ now: number, waited: number }} Instant how much of the time up to now was waiting */

/** Columns that grow. */
class BoxColumns {
  #count = 0;
  #capacity = 1024;
  #node = indices(this.#capacity);
  #parent = indices(this.#capacity);
  #row = indices(this.#capacity);
  #start = floats(this.#capacity);
  #end = floats(this.#capacity);
  #self = floats(this.#capacity);
  #wait = floats(this.#capacity);

  /** @type {(node: number, parent: number, row: number, time: Instant) => number} */
  open(node, parent, row, { now, waited }) {
    if (this.#count === this.#capacity) this.#grow();
    const box = this.#count++;
    this.#node[box] = node;
    this.#parent[box] = parent;
    this.#row[box] = row;
    this.#start[box] = now;
    this.#wait[box] = -waited;
    return box;
  }

  /** @type {(box: number, time: Instant) => void} */
  close(box, { now, waited }) {
    this.#end[box] = now;
    this.#wait[box] += waited;
  }

  /** @type {(box: number, micros: number) => void} */
  addSelf(box, micros) {
    this.#self[box] += micros;
  }

  /** @param {Column} nodeFrame */
  finish(nodeFrame) {
    const count = this.#count;
    const node = this.#node.slice(0, count);
    const width = this.#end.slice(0, count);
    const frame = indices(count);
    for (let box = 0; box < count; box++) {
      width[box] -= this.#start[box];
      frame[box] = nodeFrame[node[box]];
    }
    return {
      node,
      frame,
      width,
      parent: this.#parent.slice(0, count),
      row: this.#row.slice(0, count),
      start: this.#start.slice(0, count),
      self: this.#self.slice(0, count),
      sums: { wait: this.#wait.slice(0, count) },
    };
  }

  #grow() {
    this.#capacity *= 2;
    this.#node = grown(this.#node, indices(this.#capacity));
    this.#parent = grown(this.#parent, indices(this.#capacity));
    this.#row = grown(this.#row, indices(this.#capacity));
    this.#start = grown(this.#start, floats(this.#capacity));
    this.#end = grown(this.#end, floats(this.#capacity));
    this.#self = grown(this.#self, floats(this.#capacity));
    this.#wait = grown(this.#wait, floats(this.#capacity));
  }
}

/** @type {(from: Column, to: Column) => Column} */
function grown(from, to) {
  to.set(/** @type {ArrayLike<number>} */ (from));
  return to;
}
