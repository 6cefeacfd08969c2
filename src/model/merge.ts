// Adds profiles up: what gather does with the requests of one route.
// The law: merging is commutative and associative to the last bit and keeps every microsecond of every stack
// and line, so parts may be merged anywhere (another thread, another day) and merged again, in any order.
// Sums are of whole microseconds, which doubles add exactly, and build() sorts the tree. Only the order in
// time is given up.
import { FrameIndex } from "./frame_index.ts";
import { LineSums } from "./line_sums.ts";
import { type NodeSums, nodeSums } from "./node_sums.ts";
import { NodeTable } from "./node_table.ts";
import { orderByKey } from "./order_by_key.ts";
import type { LineTimes, Micros, Profile } from "./profile.ts";
import { SortedTree } from "./sorted_tree.ts";

/**
 * Samples of a merged profile, beside one for each node. One per node would do for the times, but a
 * .cpuprofile tells lines by shares of samples, DevTools counts samples, and so does callgrind's Samples.
 */
const MAX_SAMPLES = 10_000;
/** A merger's content as columns by node, to be sent to another thread. Node 0 is the root. */
export interface MergedTree {
  readonly parents: Uint32Array;
  /** Numbers of frames. */
  readonly frames: Uint32Array;
  readonly self: Float64Array;
  readonly counts: Float64Array;
  readonly lines: LineTimes;
}

/** What became of a profile that was added. */
export interface MergedNumbers {
  /** node of the profile -> node of the sum */
  readonly nodes: Uint32Array;
  /** index in the profile's frames -> number in the FrameIndex */
  readonly frames: Uint32Array;
}

/** Accumulates profiles in memory that depends on the size of the common tree, not on their number. */
export class ProfileMerger {
  readonly #frames: FrameIndex;
  readonly #nodes = new NodeTable();
  readonly #lines = new LineSums();
  #sampleCount = 0;

  /** Mergers with the same `frames` share the memory for them. */
  constructor(frames: FrameIndex = new FrameIndex()) {
    this.#frames = frames;
  }

  /** Samples of all profiles added; build() may have fewer. */
  get sampleCount(): number {
    return this.#sampleCount;
  }

  /** Adds one profile, which is not kept. Returns what its nodes and frames are called in the sum. */
  add(profile: Profile, sums: NodeSums = nodeSums(profile)): MergedNumbers {
    const { frames, nodeFrame, nodeParent, samples } = profile;
    const numbers = new Uint32Array(frames.length);
    for (let i = 0; i < frames.length; i++) numbers[i] = this.#frames.number(frames[i]!);
    const merged = new Uint32Array(nodeFrame.length);
    const table = this.#nodes;
    table.add(0, sums.self[0]!, sums.counts[0]!);
    // Parents come first, so one pass is enough.
    for (let node = 1; node < merged.length; node++) {
      const own = table.child(merged[nodeParent[node]!]!, numbers[nodeFrame[node]!]!);
      merged[node] = own;
      table.add(own, sums.self[node]!, sums.counts[node]!);
    }
    this.#sampleCount += samples.length;
    if (profile.lines) this.#addLines(profile.lines, merged);
    return { nodes: merged, frames: numbers };
  }

  /** Adds what another merger has; `numbers` maps the numbers of its frames to those of this one. */
  addTree(tree: MergedTree, numbers: Uint32Array): void {
    const merged = new Uint32Array(tree.self.length);
    for (let node = 0; node < merged.length; node++) {
      const own = node === 0
        ? 0
        : this.#nodes.child(merged[tree.parents[node]!]!, numbers[tree.frames[node]!]!);
      merged[node] = own;
      this.#nodes.add(own, tree.self[node]!, tree.counts[node]!);
      this.#sampleCount += tree.counts[node]!;
    }
    this.#addLines(tree.lines, merged);
  }

  /** Everything so far, for addTree(); good until more is added. */
  tree(): MergedTree {
    const nodes = this.#nodes;
    const { parents, frames } = nodes;
    const self = new Float64Array(nodes.count);
    const counts = new Float64Array(nodes.count);
    for (let node = 0; node < nodes.count; node++) {
      self[node] = nodes.self(node);
      counts[node] = nodes.samples(node);
    }
    return { parents, frames, self, counts, lines: this.#lines.times() };
  }

  /** False for a node within another one of the same frame: a function's total counts the outermost only. */
  isOutermost(node: number): boolean {
    return this.#nodes.isOutermost(node);
  }

  /**
   * The sum so far; more may be added afterwards. Nodes are in the order of a walk through the sorted tree. Each
   * has its samples, or beyond MAX_SAMPLES its share of as many, of even weight.
   */
  build(): Profile {
    const tree = this.tree();
    const { order, nodeParent, nodeFrame, frames } = new SortedTree(tree, this.#frames.frames);
    const share = Math.min(1, MAX_SAMPLES / this.#sampleCount);
    const samples: number[] = [];
    const weights: Micros[] = [];
    for (let node = 0; node < order.length; node++) {
      const count = tree.counts[order[node]!]!;
      if (count === 0) continue;
      const parts = Math.max(1, Math.round(count * share));
      for (let i = 0; i < parts; i++) samples.push(node);
      pushEvenParts(weights, tree.self[order[node]!]!, parts);
    }
    const lines = sortedLines(tree.lines, order);
    return {
      frames,
      nodeFrame,
      nodeParent,
      samples: Uint32Array.from(samples),
      weights: Float64Array.from(weights),
      ...(lines.nodes.length > 0 && { lines }),
      // Clocks of different processes have nothing in common, so the sum starts at 0.
      start: 0,
      end: tree.self.reduce((sum, micros) => sum + micros, 0),
    };
  }

  #addLines({ nodes, lines, micros }: LineTimes, merged: Uint32Array): void {
    let exact = 0;
    let rounded = 0;
    for (let i = 0; i < nodes.length; i++) {
      exact += micros[i]!;
      const next = Math.round(exact);
      this.#lines.add(merged[nodes[i]!]!, lines[i]!, next - rounded);
      rounded = next;
    }
  }
}

/** Splits `total` into `count` parts, as even as whole microseconds allow. */
function pushEvenParts(weights: Micros[], total: Micros, count: number): void {
  let before = 0;
  for (let i = 1; i <= count; i++) {
    const boundary = i === count ? total : Math.floor(i * total / count);
    weights.push(boundary - before);
    before = boundary;
  }
}

/** Line times with the nodes numbered by `order`, ordered by node, then line. */
function sortedLines({ nodes, lines, micros }: LineTimes, order: Uint32Array): LineTimes {
  const placeByNode = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) placeByNode[order[place]!] = place;
  const places = nodes.map((node) => placeByNode[node]!);
  const rows = orderByKey(places, order.length);
  for (let from = 0, to = 0; from < rows.length; from = to) {
    let isSorted = true;
    while (to < rows.length && places[rows[to]!] === places[rows[from]!]) {
      if (to > from && lines[rows[to]!]! < lines[rows[to - 1]!]!) isSorted = false;
      to++;
    }
    if (!isSorted) rows.subarray(from, to).sort((a, b) => lines[a]! - lines[b]!);
  }
  return {
    nodes: rows.map((row) => places[row]!),
    lines: rows.map((row) => lines[row]!),
    micros: Float64Array.from(rows, (row) => micros[row]!),
  };
}
