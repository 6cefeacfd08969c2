// Numbers for pairs of numbers: which functions call each other, which lines a function has. A Map with a
// key made of two numbers takes five times as long, and a large profile has a hundred thousand pairs.

/** Numbers of a slot: first, second, number + 1 (0 = free), and one to make it a quarter of a cache line. */
const SLOT = 4;

/** Numbers pairs of whole numbers below 2^32 from 0 on, in the order in which they come. */
export class PairIndex {
  #firsts = new Uint32Array(512);
  #seconds = new Uint32Array(512);
  #count = 0;
  /** Open addressing, at most half full; as many slots as a power of two. */
  #slots = new Uint32Array(1024 * SLOT);
  #mask = 1024 - 1;

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
    const known = this.#slots[this.#slotOf(first, second) + 2]!;
    if (known > 0) return known - 1;
    if (this.#count === this.#firsts.length) this.#grow();
    this.#firsts[this.#count] = first;
    this.#seconds[this.#count] = second;
    this.#put(this.#count);
    return this.#count++;
  }

  /** Where the pair is in slots, or where it belongs. */
  #slotOf(first: number, second: number): number {
    const slots = this.#slots;
    // Knuth's multiplicative hashing, twice: 2^32 divided by the golden ratio.
    let hash = Math.imul(Math.imul(first, 0x9e37_79b1) + second, 0x9e37_79b1);
    hash ^= hash >>> 15;
    for (;; hash++) {
      const at = (hash & this.#mask) * SLOT;
      if (slots[at + 2] === 0 || (slots[at] === first && slots[at + 1] === second)) return at;
    }
  }

  #put(number: number): void {
    const first = this.#firsts[number]!;
    const second = this.#seconds[number]!;
    const at = this.#slotOf(first, second);
    this.#slots[at] = first;
    this.#slots[at + 1] = second;
    this.#slots[at + 2] = number + 1;
  }

  #grow(): void {
    const [firsts, seconds] = [this.#firsts, this.#seconds];
    this.#firsts = new Uint32Array(this.#count * 2);
    this.#seconds = new Uint32Array(this.#count * 2);
    this.#firsts.set(firsts);
    this.#seconds.set(seconds);
    this.#slots = new Uint32Array(this.#slots.length * 2);
    this.#mask = this.#mask * 2 + 1;
    for (let number = 0; number < this.#count; number++) this.#put(number);
  }
}
