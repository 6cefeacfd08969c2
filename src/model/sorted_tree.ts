// A tree whose nodes came in any order -> the same tree in the one order that depends on nothing but its
// frames, so that the same profiles make the same bytes, whichever was read first.
import { orderByKey } from "./order_by_key.ts";
import type { Frame } from "./profile.ts";

/** By node; node 0 is the root, and its own parent. */
export interface UnsortedTree {
  /** A smaller node. */
  readonly parents: Uint32Array;
  /** Index in the frames. */
  readonly frames: Uint32Array;
}

/** Depth first; children by the text of their frames; frames in the order of first use. */
export class SortedTree {
  /** new node -> old node */
  readonly order: Uint32Array;
  /** By new node. */
  readonly nodeParent: Uint32Array;
  /** By new node, index in `frames`. */
  readonly nodeFrame: Uint32Array;
  readonly frames: readonly Frame[];

  /** `allFrames` may have more than the tree uses; the first is the root's. */
  constructor({ parents, frames }: UnsortedTree, allFrames: readonly Frame[]) {
    const count = parents.length;
    this.order = walk(parents, byFrame(frames, ranks(frames, allFrames)));
    this.nodeParent = new Uint32Array(count);
    this.nodeFrame = new Uint32Array(count);
    const used: Frame[] = [allFrames[0]!];
    const indexByFrame = new Map([[0, 0]]);
    const placeByNode = new Uint32Array(count);
    for (let place = 1; place < count; place++) {
      const node = this.order[place]!;
      const frame = frames[node]!;
      placeByNode[node] = place;
      this.nodeParent[place] = placeByNode[parents[node]!]!;
      let index = indexByFrame.get(frame);
      if (index === undefined) indexByFrame.set(frame, index = used.push(allFrames[frame]!) - 1);
      this.nodeFrame[place] = index;
    }
    this.frames = used;
  }
}

/** frame -> its place among the frames of the tree, sorted by their text. */
function ranks(frames: Uint32Array, allFrames: readonly Frame[]): Uint32Array {
  const used = [...new Set(frames)];
  used.sort((a, b) => compareFrames(allFrames[a]!, allFrames[b]!));
  const rankByFrame = new Uint32Array(allFrames.length);
  for (let rank = 0; rank < used.length; rank++) rankByFrame[used[rank]!] = rank;
  return rankByFrame;
}

/** By code units: the order must not depend on anybody's language. */
function compareFrames(a: Frame, b: Frame): number {
  return compare(a.url, b.url) || a.line - b.line || a.column - b.column ||
    compare(a.name, b.name) || compare(a.kind, b.kind);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Nodes but the root by the rank of their frame; siblings never have the same frame. */
function byFrame(frames: Uint32Array, rankByFrame: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(frames.length);
  for (let node = 0; node < ranks.length; node++) ranks[node] = rankByFrame[frames[node]!]!;
  return orderByKey(ranks.subarray(1), rankByFrame.length).map((index) => index + 1);
}

/** Depth first, children in the order in which `sorted` has them. A loop, because stacks may be 20,000 deep. */
function walk(parents: Uint32Array, sorted: Uint32Array): Uint32Array {
  const firstChild = new Uint32Array(parents.length);
  const nextSibling = new Uint32Array(parents.length);
  for (let i = sorted.length - 1; i >= 0; i--) {
    const node = sorted[i]!;
    const parent = parents[node]!;
    nextSibling[node] = firstChild[parent]!;
    firstChild[parent] = node;
  }
  // 0 is the root and nobody's child or sibling, so it can stand for "none".
  const order = new Uint32Array(parents.length);
  const pending: number[] = [];
  for (let i = 0, node = 0; i < order.length; i++) {
    order[i] = node;
    if (nextSibling[node]) pending.push(nextSibling[node]!);
    node = firstChild[node] || pending.pop()!;
  }
  return order;
}
