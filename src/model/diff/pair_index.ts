// Numbers for pairs of numbers: which functions call each other, which lines a function has. A Map whose keys
// are made of both takes two to three times as long, and cannot be read back in columns.

/** Numbers pairs of whole numbers below 2^32 from 0 on, in the order in which they come. */
export class PairIndex {
  #firsts = new Uint32Array(512);
  #seconds = new Uint32Array(512);
  #count = 0;
  /** Open addressing: number of a pair + 1, 0 = free. Twice as many as pairs fit, a power of two. */
  #slots = new Uint32Array(1024);

  /** The first of each pair: a view that is good until the next new pair. */
  get firsts(): Uint32Array {
    return this.#firsts.subarray(0, this.#count);
  }

  /** The second of each pair: a view that is good until the next new pair. */
  get seconds(): Uint32Array {
    return this.#seconds.subarray(0, this.#count);
  }

  /** The number of a pair; the next one for a new pair. */
  number(first: number, second: number): number {
    const known = this.#slots[this.#slotOf(first, second)]!;
    if (known > 0) return known - 1;
    if (this.#count === this.#firsts.length) this.#grow();
    this.#firsts[this.#count] = first;
    this.#seconds[this.#count] = second;
    this.#slots[this.#slotOf(first, second)] = ++this.#count;
    return this.#count - 1;
  }

  /** Where the pair is, or the free slot where it belongs. */
  #slotOf(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    // Knuth's multiplicative hashing, twice: 2^32 divided by the golden ratio.
    let hash = Math.imul(Math.imul(first, 0x9e37_79b1) + second, 0x9e37_79b1);
    hash ^= hash >>> 15;
    for (;; hash++) {
      const pair = slots[hash & mask]! - 1;
      if (pair < 0) return hash & mask;
      if (this.#firsts[pair] === first && this.#seconds[pair] === second) return hash & mask;
    }
  }

  #grow(): void {
    const [firsts, seconds] = [this.#firsts, this.#seconds];
    this.#firsts = new Uint32Array(this.#count * 2);
    this.#seconds = new Uint32Array(this.#count * 2);
    this.#firsts.set(firsts);
    this.#seconds.set(seconds);
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let pair = 0; pair < this.#count; pair++) {
      this.#slots[this.#slotOf(firsts[pair]!, seconds[pair]!)] = pair + 1;
    }
  }
}
