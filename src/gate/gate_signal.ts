// Lets one async function sleep until another has news: a condition variable without a mutex.
// A promise kept per state would do as well, but it would pin everyone who ever waited on it.

/** Wakes all who wait now; who waits later waits for the next time. */
export class GateSignal {
  readonly #sleepers = new Set<() => void>();

  /** Resolves at the next notify(), or after `timeoutMs` when given. */
  wait(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs);
      this.#sleepers.add(wake);
    });
  }

  notify(): void {
    for (const wake of [...this.#sleepers]) wake();
  }
}
