// Sums of squares, exact: the square of a second in microseconds is 10^12, and a few thousand of them are
// beyond what doubles count one by one. Exact sums are the same in whatever order the requests come.

/** Each sum is high * BASE + low, both whole. */
const BASE = 2 ** 52;

/** A growing number of sums, as columns. */
export interface SquareColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Sums of squares of whole numbers, numbered from 0. */
export class SquareSums {
  readonly #high: number[] = [];
  readonly #low: number[] = [];

  /** Adds the square of `value`; sums come into being in the order of their numbers. */
  add(index: number, value: number): void {
    // Beyond 94 seconds the square is rounded, but still a whole number, and the same each time.
    const square = value * value;
    if (square < BASE) this.#carry(index, 0, square);
    else this.#carry(index, Math.floor(square / BASE), square % BASE);
  }

  /** Adds the sum at `from` in columns(). */
  addSum(index: number, { high, low }: SquareColumns, from: number): void {
    this.#carry(index, high[from]!, low[from]!);
  }

  /** A copy of all sums. */
  columns(): SquareColumns {
    return { high: Float64Array.from(this.#high), low: Float64Array.from(this.#low) };
  }

  /** The sum, rounded to a double. */
  sum(index: number): number {
    return this.#high[index]! * BASE + this.#low[index]!;
  }

  #carry(index: number, high: number, low: number): void {
    if (index === this.#low.length) {
      this.#high.push(0);
      this.#low.push(0);
    }
    const sum = this.#low[index]! + low;
    const carried = sum >= BASE ? 1 : 0;
    this.#low[index] = sum - carried * BASE;
    if (high + carried > 0) this.#high[index]! += high + carried;
  }
}
