// How far samples are apart: finely while somebody clicks, as each request is looked at by itself; less often under load,
// where thousands of requests are looked at together and every sample takes time from all of them.
import type { SamplingIntervals } from "../wire/settings.ts";

/** Requests per second from which on it is load, and below which it is over: every change is a cold start. */
const LOAD_PER_SECOND = 100;
const CALM_PER_SECOND = 10;
/** A page with its hundred files is not load yet. */
const WINDOW_MS = 2_000;

/** Chooses the sampling interval; microseconds. */
export class SamplingPace {
  readonly #intervals: SamplingIntervals;
  #interval: number;
  #requests = 0;
  #elapsedMs = 0;

  constructor(intervals: SamplingIntervals) {
    this.#intervals = intervals;
    this.#interval = intervals.fine;
  }

  get interval(): number {
    return this.#interval;
  }

  requestBegins(): void {
    this.#requests++;
  }

  /**
   * So much time has passed since the last call, where `plannedMs` at most were expected. More means that the process was
   * stopped (Ctrl-Z, a laptop's sleep) or one job blocked it: that is no calm. True when there is another interval from
   * here on.
   */
  passed(ms: number, plannedMs: number): boolean {
    this.#elapsedMs += Math.min(ms, plannedMs);
    if (this.#elapsedMs < WINDOW_MS) return false;
    const before = this.#interval;
    const { fine, loaded } = this.#intervals;
    const perSecond = this.#requests * 1_000 / this.#elapsedMs;
    if (perSecond >= LOAD_PER_SECOND) this.#interval = loaded;
    else if (perSecond < CALM_PER_SECOND) this.#interval = fine;
    this.#requests = this.#elapsedMs = 0;
    return this.#interval !== before;
  }
}
