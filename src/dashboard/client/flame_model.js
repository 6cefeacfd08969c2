// @ts-check
// Everything that is computed from one flame file, for whoever draws it. It lives in the worker; results are
// plain data. The folded tree of the last rules is kept, because all views ask for it.
import { foldRuns, layoutTimeOrder } from "./flame_time_order.js";
import { foldTree, shownFrames } from "./flame_fold.js";
import { layoutLeftHeavy } from "./flame_left_heavy.js";
import { layoutSandwich } from "./flame_sandwich.js";
import { matchedTime, matchFrames } from "./flame_search.js";
import { nodeTimes, subtreeSums, subtreeSumsOfAll } from "./flame_times.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").FlameFile} FlameFile */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_types.d.ts").FlameRules} FlameRules */
/** @typedef {import("./flame_types.d.ts").TreeRow} TreeRow */

/** @typedef {{ view: "time" | "left" | "sandwich", frame: number, from: number, to: number }} LayoutRequest */

/** One flame file and what follows from it. */
export class FlameModel {
  #file;
  #folded;

  /** @param {FlameFile} file */
  constructor(file) {
    this.#file = file;
    this.#folded = fold(file, { isMine: false, isByPackage: false });
  }

  /**
   * Decides which frames are shown from here on, and returns them: boxes and rows refer to this list.
   * @type {(rules: FlameRules) => { frames: readonly FlameFrame[], total: number, hasTime: boolean }}
   */
  show(rules) {
    const { isMine, isByPackage } = this.#folded.rules;
    if (rules.isMine !== isMine || rules.isByPackage !== isByPackage) {
      this.#folded = fold(this.#file, rules);
    }
    const { frames, totals } = this.#folded;
    return { frames, total: totals[0], hasTime: this.#file.hasTime };
  }

  /** `frame` matters to a sandwich, `from` and `to` to the order of time. @type {(request: LayoutRequest) => Boxes} */
  layout({ view, frame, from, to }) {
    const { tree, times, frames } = this.#folded;
    if (view === "sandwich") return layoutSandwich(tree, times, frame);
    if (view === "left") return layoutLeftHeavy(tree, times);
    const isWait = frames.map(({ tint }) => tint === "wait" || tint === "queued");
    return layoutTimeOrder(tree, this.#runs(), (index) => isWait[index] === true, { from, to });
  }

  /** Children of a node of the call tree, heaviest first. @type {(request: { node: number }) => TreeRow[]} */
  children({ node }) {
    const { tree, totals } = this.#folded;
    const rows = [];
    for (let child = 1; child < tree.nodeParent.length; child++) {
      if (tree.nodeParent[child] === node && totals[child] > 0) rows.push(this.#row(child));
    }
    return rows.sort((a, b) => b.total - a.total);
  }

  /** The way from the root down to `node`, both included. @type {(request: { node: number }) => number[]} */
  path({ node }) {
    const path = [node];
    for (let at = node; at !== 0;) path.unshift(at = this.#folded.tree.nodeParent[at]);
    return path;
  }

  /** Time with a match on the stack; null for no query. @type {(request: { query: string }) => { micros: number, nodes: number } | null} */
  matched({ query }) {
    const { tree, times, frames } = this.#folded;
    const matches = matchFrames(frames, query);
    return matches && matchedTime(tree, times.self, matches);
  }

  /** @type {(node: number) => TreeRow} */
  #row(node) {
    const { tree, times, totals, sums, hasChildren } = this.#folded;
    return {
      node,
      frame: tree.nodeFrame[node],
      total: totals[node],
      self: times.self[node],
      sums: Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, values[node]])),
      hasChildren: hasChildren[node] === 1,
    };
  }

  #runs() {
    const folded = this.#folded;
    return folded.runs ??= foldRuns(this.#file.runNodes, this.#file.runMicros, folded.tree.nodeOf);
  }
}

/** @param {FlameFile} file @param {FlameRules} rules */
function fold(file, rules) {
  const { frames, places, firstGroup } = shownFrames(file.frames, rules);
  const tree = foldTree(file, places, firstGroup);
  const times = nodeTimes(file, tree, frames);
  const totals = subtreeSums(tree, times.self);
  const hasChildren = new Uint8Array(totals.length);
  for (let node = 1; node < totals.length; node++) {
    if (totals[node] > 0) hasChildren[tree.nodeParent[node]] = 1;
  }
  const sums = subtreeSumsOfAll(tree, times.sums);
  /** @type {import("./flame_time_order.js").Runs | undefined} */
  let runs;
  return { rules, frames, tree, times, totals, sums, hasChildren, runs };
}
