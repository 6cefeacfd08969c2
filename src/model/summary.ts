// The numbers of gather's table: how long the requests of one group took.
// Percentiles, not mean and deviation: request times are skewed, and a mean hides the slow ones.
import type { Micros } from "./profile.ts";

/** Durations of a group, in microseconds; all zero when it is empty. */
export interface Summary {
  readonly count: number;
  readonly total: Micros;
  readonly p50: Micros;
  readonly p95: Micros;
  readonly max: Micros;
}

/**
 * Collects durations; 8 bytes each, so a million requests cost 8 MB and percentiles stay exact
 * (a sketch such as t-digest would save memory nobody misses and make two runs differ).
 */
export class DurationSummary {
  #durations = new Float64Array(16);
  #count = 0;

  add(duration: Micros): void {
    if (this.#count === this.#durations.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#durations);
      this.#durations = grown;
    }
    this.#durations[this.#count++] = duration;
  }

  /** Percentiles by nearest rank: each is a duration that some request really had. */
  summary(): Summary {
    const sorted = this.#durations.slice(0, this.#count).sort();
    return {
      count: this.#count,
      // Summed in sorted order, so that the total does not depend on the order of the files.
      total: sorted.reduce((sum, duration) => sum + duration, 0),
      p50: nearestRank(sorted, 50),
      p95: nearestRank(sorted, 95),
      max: sorted.at(-1) ?? 0,
    };
  }
}

/** The smallest value that at least `percent` of all values do not exceed. */
function nearestRank(sorted: Float64Array, percent: number): number {
  // Multiplied before dividing: 0.95 * 20 is a little over 19 in doubles, 95 * 20 / 100 is 19.
  return sorted[Math.ceil(percent * sorted.length / 100) - 1] ?? 0;
}
