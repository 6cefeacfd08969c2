// Says once that profiles cannot be written, and once that they can be again: a full disk fails for every request.

/** After so long without a failure it is over: on a disk that is nearly full small files still find room. */
const CALM_MS = 1_000;

/** Counts failures of one kind after the other. */
export class WriteFailures {
  readonly #warn: (message: string) => void;
  readonly #now: () => number;
  #reason = "";
  #count = 0;
  #lastAt = 0;

  /** `now` in milliseconds. */
  constructor(warn: (message: string) => void, now: () => number = () => performance.now()) {
    this.#warn = warn;
    this.#now = now;
  }

  /** `what`, e.g. "GET /a", has no file, and why. */
  failed(what: string, reason: string): void {
    this.#lastAt = this.#now();
    this.#count++;
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#warn(`Cannot write the profile of ${what}: ${reason}`);
  }

  succeeded(): void {
    if (this.#count > 0 && this.#now() - this.#lastAt >= CALM_MS) this.#settle("are written again");
  }

  /** Nothing more will come: whoever has not heard how many are missing hears it now. */
  close(): void {
    if (this.#count > 1) this.#settle("could not all be written");
  }

  #settle(state: string): void {
    const missing = this.#count === 1 ? "1 is" : `${this.#count} are`;
    this.#warn(`Profiles ${state}; ${missing} missing`);
    this.#reason = "";
    this.#count = 0;
  }
}
