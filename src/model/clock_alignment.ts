// Brings the agent's clock (performance.now(), milliseconds) and V8's profile clock (microseconds) together.
import type { Micros } from "./profile.ts";

/** Every profile that was seen to start narrows the offset; a dozen brings it to a few microseconds. */
export class ClockAlignment {
  #low: Micros = -Infinity;
  #high: Micros = Infinity;

  /** A profile started at V8's `startTime`, between two readings of performance.now(). */
  observe(reading: { openedAfter: number; openedBefore: number; startTime: Micros }): void {
    const low = reading.startTime - reading.openedBefore * 1000;
    const high = reading.startTime - reading.openedAfter * 1000;
    // Readings that exclude each other mean that a clock has jumped: the newest one holds.
    const hasJumped = low > this.#high || high < this.#low;
    this.#low = hasJumped ? low : Math.max(this.#low, low);
    this.#high = hasJumped ? high : Math.min(this.#high, high);
  }

  /**
   * Corrects the offset only when the reading proves it wrong: it must not wander, because instants that
   * were converted at different times are compared.
   */
  check(reading: { openedAfter: number; openedBefore: number; startTime: Micros }): void {
    const { openedAfter, openedBefore, startTime } = reading;
    const isWrong = startTime < this.micros(openedAfter) || startTime > this.micros(openedBefore);
    if (isWrong) this.observe(reading);
  }

  /** The instant `ms` of performance.now() on V8's clock; on its own clock when there was no reading yet. */
  micros(ms: number): Micros {
    const offset = (this.#low + this.#high) / 2;
    return ms * 1000 + (Number.isFinite(offset) ? offset : 0);
  }
}
