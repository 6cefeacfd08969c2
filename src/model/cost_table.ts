// Costs of nodes, functions or calls in a large profile: numbers in objects would be most of its memory, and
// to add to one takes V8 four times as long.
import type { Micros } from "./profile.ts";

/** What a function or a call cost. busy + wait is wall time. */
export interface Cost {
  /** Time with JavaScript, native code or the garbage collector on the thread. */
  readonly busy: Micros;
  /** Time below a frame of kind "wait". */
  readonly wait: Micros;
  readonly samples: number;
}

/** Busy, wait, samples. */
const COLUMNS = 3;

/** A number of costs, all nothing at first. */
export class CostTable {
  /** Row by row: a cost is in one line of the processor's cache, not in three. */
  readonly #numbers: Float64Array;

  constructor(length: number) {
    this.#numbers = new Float64Array(length * COLUMNS);
  }

  /** Adds a sample of `weight` microseconds. */
  addSample(index: number, weight: Micros, isWait: boolean): void {
    this.#numbers[index * COLUMNS + (isWait ? 1 : 0)]! += weight;
    this.#numbers[index * COLUMNS + 2]!++;
  }

  /** Adds the cost at `from` in another table, or in this one. */
  add(index: number, other: CostTable, from: number): void {
    const to = index * COLUMNS;
    const at = from * COLUMNS;
    this.#numbers[to]! += other.#numbers[at]!;
    this.#numbers[to + 1]! += other.#numbers[at + 1]!;
    this.#numbers[to + 2]! += other.#numbers[at + 2]!;
  }

  busy(index: number): Micros {
    return this.#numbers[index * COLUMNS]!;
  }

  wait(index: number): Micros {
    return this.#numbers[index * COLUMNS + 1]!;
  }

  samples(index: number): number {
    return this.#numbers[index * COLUMNS + 2]!;
  }

  cost(index: number): Cost {
    return { busy: this.busy(index), wait: this.wait(index), samples: this.samples(index) };
  }

  copy(): CostTable {
    const copy = new CostTable(this.#numbers.length / COLUMNS);
    copy.#numbers.set(this.#numbers);
    return copy;
  }
}
