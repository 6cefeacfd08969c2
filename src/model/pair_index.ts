// Numbers for pairs of numbers: which functions call each other, which lines a function has. A Map with a
// key made of two numbers takes five times as long, and a large profile has a hundred thousand pairs.

/** Numbers pairs of whole numbers below 2^32 from 0 on, in the order in which they come. */
export class PairIndex {
  #firsts = new Uint32Array(512);
  #seconds = new Uint32Array(512);
  /** Open addressing: number of a pair + 1, 0 = free. Twice as many as pairs, a power of two. */
  #slots = new Uint32Array(1024);
  #count = 0;

  /** How many different pairs there were. */
  get count(): number {
    return this.#count;
  }

  /** The number of a pair; the next one for a new pair. */
  number(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) return known;
    if (this.#count === this.#firsts.length) {
      this.#grow();
      return this.number(first, second);
    }
    this.#firsts[this.#count] = first;
    this.#seconds[this.#count] = second;
    this.#slots[slot] = ++this.#count;
    return this.#count - 1;
  }

  /** The first of each pair: a view that is good until the next new pair. */
  get firsts(): Uint32Array {
    return this.#firsts.subarray(0, this.#count);
  }

  /** The second of each pair: a view that is good until the next new pair. */
  get seconds(): Uint32Array {
    return this.#seconds.subarray(0, this.#count);
  }

  /** Where the pair is, or the free slot where it belongs. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    // Multipliers of Knuth's multiplicative hashing: near 2^32 divided by the golden ratio.
    let hash = Math.imul(Math.imul(first, 0x9e37_79b1) + second, 0x9e37_79b1);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (let entry; (entry = this.#slots[slot]!) !== 0; slot = (slot + 1) & mask) {
      if (this.#firsts[entry - 1] === first && this.#seconds[entry - 1] === second) break;
    }
    return slot;
  }

  #grow(): void {
    const firsts = new Uint32Array(this.#count * 2);
    const seconds = new Uint32Array(this.#count * 2);
    firsts.set(this.#firsts);
    seconds.set(this.#seconds);
    this.#firsts = firsts;
    this.#seconds = seconds;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let i = 0; i < this.#count; i++) {
      this.#slots[this.#slotOf(firsts[i]!, seconds[i]!)] = i + 1;
    }
  }
}
