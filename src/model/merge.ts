// Adds profiles up: what gather does with the requests of one route.
// The law: merging is associative and keeps every microsecond of every stack and line, so parts may be
// merged anywhere (another thread, another day) and merged again. Only the order in time is given up.
import type { Micros, Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

/**
 * Samples of a merged profile, beside one for each node. One per node would do for the times, but a
 * .cpuprofile tells lines by shares of samples, DevTools counts samples, and so does callgrind's Samples.
 */
const MAX_SAMPLES = 10_000;

/** Accumulates profiles in memory that depends on the size of the common tree, not on their number. */
export class ProfileMerger {
  // Clocks of different processes have nothing in common, so the sum starts at 0.
  readonly #builder = new ProfileBuilder(0);
  readonly #selfByNode: Micros[] = [0];
  readonly #countByNode = [0];
  #sampleCount = 0;

  /** Samples of all profiles added; build() may have fewer. */
  get sampleCount(): number {
    return this.#sampleCount;
  }

  /** Adds one profile; it is read at once and not kept. */
  add(profile: Profile): void {
    const mergedNodes = this.#addNodes(profile);
    const { samples, weights, lines } = profile;
    for (let i = 0; i < samples.length; i++) {
      const merged = mergedNodes[samples[i]!]!;
      this.#selfByNode[merged]! += weights[i]!;
      this.#countByNode[merged]!++;
    }
    this.#sampleCount += samples.length;
    if (!lines) return;
    for (let i = 0; i < lines.nodes.length; i++) {
      this.#builder.line(mergedNodes[lines.nodes[i]!]!, lines.lines[i]!, lines.micros[i]!);
    }
  }

  /**
   * The sum so far; more may be added afterwards. Each node has its samples, or beyond MAX_SAMPLES its share
   * of as many, of even weight and in the order of a walk through the tree.
   */
  build(): Profile {
    const tree = this.#builder.build();
    const share = Math.min(1, MAX_SAMPLES / this.#sampleCount);
    const samples: number[] = [];
    const weights: Micros[] = [];
    for (const node of preorder(tree.nodeParent)) {
      const count = this.#countByNode[node]!;
      if (count === 0) continue;
      const parts = Math.max(1, Math.round(count * share));
      for (const weight of evenParts(this.#selfByNode[node]!, parts)) {
        samples.push(node);
        weights.push(weight);
      }
    }
    const end = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      ...tree,
      frames: [...tree.frames],
      samples: Uint32Array.from(samples),
      weights: Float64Array.from(weights),
      end,
    };
  }

  /** Returns node of `profile` -> node of the sum. Parents come first, so one pass is enough. */
  #addNodes({ frames, nodeFrame, nodeParent }: Profile): Uint32Array {
    const mergedNodes = new Uint32Array(nodeFrame.length);
    for (let node = 1; node < nodeFrame.length; node++) {
      const parent = mergedNodes[nodeParent[node]!]!;
      const merged = this.#builder.node(parent, frames[nodeFrame[node]!]!);
      mergedNodes[node] = merged;
      this.#selfByNode[merged] ??= 0;
      this.#countByNode[merged] ??= 0;
    }
    return mergedNodes;
  }
}

/** Splits `total` into `count` parts, as even as whole microseconds allow; the last takes a fraction. */
function evenParts(total: Micros, count: number): Micros[] {
  const boundary = (i: number): Micros => i === count ? total : Math.floor(i * total / count);
  return Array.from({ length: count }, (_, i) => boundary(i + 1) - boundary(i));
}

/** Every node after its parent and before the next sibling: stacks that share callers lie together. */
function preorder(nodeParent: Uint32Array): Uint32Array {
  const nextSibling = new Uint32Array(nodeParent.length);
  const firstChild = new Uint32Array(nodeParent.length);
  for (let node = nodeParent.length - 1; node > 0; node--) {
    const parent = nodeParent[node]!;
    nextSibling[node] = firstChild[parent]!;
    firstChild[parent] = node;
  }
  // 0 is the root and nobody's child or sibling, so it can stand for "none".
  const order = new Uint32Array(nodeParent.length);
  const pending: number[] = [];
  for (let i = 0, node = 0; i < order.length; i++) {
    order[i] = node;
    if (nextSibling[node]) pending.push(nextSibling[node]!);
    node = firstChild[node] || pending.pop()!;
  }
  return order;
}
