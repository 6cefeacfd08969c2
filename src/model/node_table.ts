// The nodes of a tree that grows by profiles, with their sums. Everything about a node lies close together: a
// large tree does not fit in the processor's caches, and most of the time of merging is waiting for memory.
import type { Micros } from "./profile.ts";

/** Parent, frame, node; the fourth makes a slot a quarter of a line of the cache. */
const SLOT = 4;
/** Self time, samples, and 1 for a node whose frame is not on the stack below it already. */
const SUM = 3;

/** Nodes numbered from 0, the root, in the order in which they come. */
export class NodeTable {
  #count = 1;
  /** Found or added last. */
  #last = 0;
  #parents = new Uint32Array(32);
  #frames = new Uint32Array(32);
  /** Node by node. */
  #sums = new Float64Array(32 * SUM);
  /** Open addressing, at most half full; node 0 is in none, so 0 = free. The number of slots is a power of two. */
  #slots = new Uint32Array(64 * SLOT);

  constructor() {
    this.#sums[2] = 1;
  }

  get count(): number {
    return this.#count;
  }

  /** The node of `frame` called from `parent`, which is added when new. */
  child(parent: number, frame: number): number {
    // Profiles that are alike ask for the same nodes in the same order: then the next one is near in memory.
    const guess = this.#last + 1;
    const isNext = guess < this.#count && this.#parents[guess] === parent &&
      this.#frames[guess] === frame;
    return this.#last = isNext ? guess : this.#find(parent, frame);
  }

  #find(parent: number, frame: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = slotOf(parent, frame, mask);
    for (let node; (node = slots[at + 2]!) !== 0; at = (at + SLOT) & mask) {
      if (slots[at] === parent && slots[at + 1] === frame) return node;
    }
    return this.#add(parent, frame, at);
  }

  /** Adds to the sums of a node. */
  add(node: number, micros: Micros, samples: number): void {
    this.#sums[node * SUM]! += micros;
    this.#sums[node * SUM + 1]! += samples;
  }

  self(node: number): Micros {
    return this.#sums[node * SUM]!;
  }

  samples(node: number): number {
    return this.#sums[node * SUM + 1]!;
  }

  /** False for a node within another one of the same frame. */
  isOutermost(node: number): boolean {
    return this.#sums[node * SUM + 2] === 1;
  }

  /** node -> parent; a view that is good until the next new node, as is frames. */
  get parents(): Uint32Array {
    return this.#parents.subarray(0, this.#count);
  }

  /** node -> frame */
  get frames(): Uint32Array {
    return this.#frames.subarray(0, this.#count);
  }

  #add(parent: number, frame: number, at: number): number {
    const node = this.#count++;
    if (node === this.#parents.length) this.#grow();
    this.#parents[node] = parent;
    this.#frames[node] = frame;
    this.#sums[node * SUM + 2] = this.#isOnStack(parent, frame) ? 0 : 1;
    if (this.#count * 2 * SLOT > this.#slots.length) this.#rehash();
    else this.#slots.set([parent, frame, node], at);
    return node;
  }

  #isOnStack(node: number, frame: number): boolean {
    for (let at = node;; at = this.#parents[at]!) {
      if (this.#frames[at] === frame) return true;
      if (at === 0) return false;
    }
  }

  #grow(): void {
    const length = this.#parents.length * 2;
    this.#parents = copyInto(new Uint32Array(length), this.#parents);
    this.#frames = copyInto(new Uint32Array(length), this.#frames);
    const sums = new Float64Array(length * SUM);
    sums.set(this.#sums);
    this.#sums = sums;
  }

  #rehash(): void {
    const slots = this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let node = 1; node < this.#count; node++) {
      const [parent, frame] = [this.#parents[node]!, this.#frames[node]!];
      let at = slotOf(parent, frame, mask);
      while (slots[at + 2] !== 0) at = (at + SLOT) & mask;
      slots[at] = parent;
      slots[at + 1] = frame;
      slots[at + 2] = node;
    }
  }
}

/** Knuth's multiplicative hashing, twice: 2^32 divided by the golden ratio. */
function slotOf(parent: number, frame: number, mask: number): number {
  let hash = Math.imul(Math.imul(parent, 0x9e37_79b1) + frame, 0x9e37_79b1);
  hash ^= hash >>> 15;
  return (hash * SLOT) & mask;
}

function copyInto(
  longer: Uint32Array<ArrayBuffer>,
  shorter: Uint32Array,
): Uint32Array<ArrayBuffer> {
  longer.set(shorter);
  return longer;
}
