// Numbers of which nobody knows beforehand how many there will be.

/** A list of numbers that grows: 8 bytes each, whatever the numbers, and no work for the garbage collector. */
export class NumberColumn {
  #numbers: Float64Array;
  #length = 0;

  /** Grows when there are more than `expected`; memory that is not used costs nothing. */
  constructor(expected = 1024) {
    this.#numbers = new Float64Array(expected);
  }

  get length(): number {
    return this.#length;
  }

  /** The number at an index below the length. */
  at(index: number): number {
    return this.#numbers[index]!;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Float64Array(this.#length * 2 + 1024);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = number;
  }

  /** Forgets everything from `length` on. */
  cutTo(length: number): void {
    this.#length = length;
  }

  /** The numbers so far: a view that is good until the next call. */
  view(): Float64Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
