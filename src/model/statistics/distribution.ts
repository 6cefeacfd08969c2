// How one quantity varies over the requests of a group: its values, not their mean and deviation, because
// request times are skewed.

/** Plain data, as it stands in files. */
export interface Distribution {
  /** Of all requests. */
  readonly count: number;
  /** Sum over all requests. */
  readonly total: number;
  /**
   * Ascending: the value of every request, or of MAX_VALUES of them at equal distances. Their percentiles, and
   * even their thousandths, by nearest rank are those of all.
   */
  readonly values: readonly number[];
}

/** As many are kept: enough to tell a difference of a few percent from noise, and 8 KB in a file. */
export const MAX_VALUES = 1000;

/** Collects values of 8 bytes each; in any order they make the same distribution, to the last bit. */
export class DistributionBuilder {
  #values = new Float64Array(16);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) this.#grow(this.#count * 2);
    this.#values[this.#count++] = value;
  }

  /** Adds what values() of another one has returned. */
  addAll(values: Float64Array): void {
    if (this.#count + values.length > this.#values.length) {
      this.#grow((this.#count + values.length) * 2);
    }
    this.#values.set(values, this.#count);
    this.#count += values.length;
  }

  /** Everything so far, unsorted; a copy. */
  values(): Float64Array {
    return this.#values.slice(0, this.#count);
  }

  /** Undefined when one of the values is NaN, that is unknown, or there are none. */
  distribution(): Distribution | undefined {
    // NaN sorts to the end.
    const sorted = this.values().sort();
    if (sorted.length === 0 || Number.isNaN(sorted.at(-1))) return undefined;
    // Summed in sorted order, so that the total does not depend on the order of the files.
    const total = sorted.reduce((sum, value) => sum + value, 0);
    return { count: sorted.length, total, values: thinned(sorted) };
  }

  #grow(length: number): void {
    const grown = new Float64Array(length);
    grown.set(this.#values.subarray(0, this.#count));
    this.#values = grown;
  }
}

/** The value that `percent` of the requests do not exceed, by nearest rank: one that some request had. */
export function percentile({ values }: Distribution, percent: number): number {
  // Multiplied before dividing: 0.95 * 20 is a little over 19 in doubles, 95 * 20 / 100 is 19.
  return values[Math.ceil(percent * values.length / 100) - 1] ?? 0;
}

/** The (i + 1)/MAX_VALUES quantiles: nearest ranks of nearest ranks are those of the whole. */
function thinned(sorted: Float64Array): number[] {
  if (sorted.length <= MAX_VALUES) return [...sorted];
  return Array.from(
    { length: MAX_VALUES },
    (_, i) => sorted[Math.ceil((i + 1) * sorted.length / MAX_VALUES) - 1]!,
  );
}
