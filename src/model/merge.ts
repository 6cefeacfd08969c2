// Adds profiles up: what gather does with the requests of one route.
// The law: merging is associative and keeps every microsecond of every stack and line, so parts may be
// merged anywhere (another thread, another day) and merged again. Only the order in time is given up.
import type { Micros, Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

/**
 * Samples of a merged profile, beside one for each node: 0.01 % of the time each. One per node would do
 * for us, but DevTools counts hits instead of weights, and a .cpuprofile tells lines by shares of hits.
 */
const MAX_SAMPLES = 10_000;

/** Accumulates profiles in memory that depends on the size of the common tree, not on their number. */
export class ProfileMerger {
  // Clocks of different processes have nothing in common, so the sum starts at 0.
  readonly #builder = new ProfileBuilder(0);
  readonly #selfByNode: Micros[] = [0];
  #sampleCount = 0;

  /** Adds one profile; it is read at once and not kept. */
  add(profile: Profile): void {
    const mergedNodes = this.#addNodes(profile);
    const { samples, weights, lines } = profile;
    for (let i = 0; i < samples.length; i++) {
      this.#selfByNode[mergedNodes[samples[i]!]!]! += weights[i]!;
    }
    this.#sampleCount += samples.length;
    if (!lines) return;
    for (let i = 0; i < lines.nodes.length; i++) {
      this.#builder.line(mergedNodes[lines.nodes[i]!]!, lines.lines[i]!, lines.micros[i]!);
    }
  }

  /**
   * The sum so far; more may be added afterwards. Every node with self time has samples of about the
   * same weight, as if the sum had been recorded in one go, and the order of a walk through the tree.
   */
  build(): Profile {
    const tree = this.#builder.build();
    const end = this.#selfByNode.reduce((sum, self) => sum + self, 0);
    const weightWanted = end / Math.min(this.#sampleCount, MAX_SAMPLES);
    const samples: number[] = [];
    const weights: Micros[] = [];
    for (const node of preorder(tree.nodeParent)) {
      for (const weight of evenParts(this.#selfByNode[node]!, weightWanted)) {
        samples.push(node);
        weights.push(weight);
      }
    }
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
    }
    return mergedNodes;
  }
}

/** Splits `total` into parts of about `wanted` each, whole but for the last one; none when it is 0. */
function evenParts(total: Micros, wanted: Micros): Micros[] {
  if (total === 0) return [];
  const count = Math.max(1, Math.round(total / wanted));
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
