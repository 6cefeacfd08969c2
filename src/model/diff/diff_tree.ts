// Two profiles as one tree, with the self time of each node before and after: what a differential flame graph
// and a table of changes are made of. Unlike profile_diff.ts it needs no more than a profile on either side,
// and so says nothing of chance.
// Law: the sums of both columns are the durations of the two profiles, times their shares.
import { callGraph } from "../call_graph.ts";
import { pairFrames } from "./frame_pairs.ts";
import type { Frame, Micros, Profile } from "../profile.ts";

/** Node 0 is the root, a parent comes before its children; nodes of the same frame below one node are one. */
export interface DiffTree {
  readonly frames: readonly Frame[];
  readonly nodeFrame: Uint32Array;
  readonly nodeParent: Uint32Array;
  /** node -> self time */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** What the times of either side are multiplied by, e.g. 1 / 20 for the mean of 20 requests. */
export interface DiffShares {
  readonly before: number;
  readonly after: number;
}

/** How one function's times changed. Totals count a function once however often it is on the stack. */
export interface FunctionChange {
  readonly frame: Frame;
  readonly selfBefore: Micros;
  readonly selfAfter: Micros;
  readonly totalBefore: Micros;
  readonly totalAfter: Micros;
}

const ALL: DiffShares = { before: 1, after: 1 };

/** Puts `after` over `before`. Functions are matched by name and file, so edits may move them. */
export function diffTree(before: Profile, after: Profile, shares = ALL): DiffTree {
  const { frames, beforePlaces, afterPlaces } = pairFrames(before.frames, after.frames);
  const tree = new TreeBuilder(afterPlaces[after.nodeFrame[0]!]!);
  const beforeNodes = tree.add(before, beforePlaces);
  const afterNodes = tree.add(after, afterPlaces);
  return {
    frames,
    nodeFrame: Uint32Array.from(tree.nodeFrame),
    nodeParent: Uint32Array.from(tree.nodeParent),
    before: selfTimes(before, beforeNodes, tree.size, shares.before),
    after: selfTimes(after, afterNodes, tree.size, shares.after),
  };
}

/** Every function with any time but the root, the largest change of self time first. */
export function functionChanges(diff: DiffTree): FunctionChange[] {
  const before = functionTimes(diff, diff.before);
  const after = functionTimes(diff, diff.after);
  const root = diff.frames[diff.nodeFrame[0]!];
  return diff.frames
    .map((frame, index) => ({
      frame,
      selfBefore: before.self[index]!,
      selfAfter: after.self[index]!,
      totalBefore: before.total[index]!,
      totalAfter: after.total[index]!,
    }))
    // Everything is below the root: it says nothing.
    .filter(({ frame, totalBefore, totalAfter }) => frame !== root && totalBefore + totalAfter > 0)
    .sort((a, b) => selfChange(b) - selfChange(a));
}

function selfChange({ selfBefore, selfAfter }: FunctionChange): Micros {
  return Math.abs(selfAfter - selfBefore);
}

/** Grows by the stacks of one profile after the other. */
class TreeBuilder {
  readonly nodeFrame: number[];
  readonly nodeParent = [0];
  readonly #childByFrame: (Map<number, number> | undefined)[] = [];

  constructor(rootFrame: number) {
    this.nodeFrame = [rootFrame];
  }

  get size(): number {
    return this.nodeFrame.length;
  }

  /** Returns node of `profile` -> node of this tree. */
  add(profile: Profile, places: Uint32Array): Uint32Array {
    const nodes = new Uint32Array(profile.nodeFrame.length);
    for (let node = 1; node < nodes.length; node++) {
      const parent = nodes[profile.nodeParent[node]!]!;
      nodes[node] = this.#child(parent, places[profile.nodeFrame[node]!]!);
    }
    return nodes;
  }

  #child(parent: number, frame: number): number {
    const children = this.#childByFrame[parent] ??= new Map();
    let node = children.get(frame);
    if (node === undefined) {
      this.nodeParent.push(parent);
      children.set(frame, node = this.nodeFrame.push(frame) - 1);
    }
    return node;
  }
}

function selfTimes(
  { samples, weights }: Profile,
  nodes: Uint32Array,
  size: number,
  share: number,
): Float64Array {
  const self = new Float64Array(size);
  for (let i = 0; i < samples.length; i++) self[nodes[samples[i]!]!]! += weights[i]! * share;
  return self;
}

interface FunctionTimes {
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/** frame -> times, from the call graph, which knows how recursion is counted. */
function functionTimes(
  { frames, nodeFrame, nodeParent }: DiffTree,
  weights: Float64Array,
): FunctionTimes {
  const samples = Uint32Array.from(nodeFrame, (_, node) => node);
  const end = weights.reduce((sum, weight) => sum + weight, 0);
  const graph = callGraph({ frames, nodeFrame, nodeParent, samples, weights, start: 0, end });
  const self = new Float64Array(frames.length);
  const total = new Float64Array(frames.length);
  for (const { frame, isReentry, self: own, total: all } of graph.functions) {
    if (isReentry) continue;
    self[frame] = own.busy + own.wait;
    total[frame] = all.busy + all.wait;
  }
  return { self, total };
}
