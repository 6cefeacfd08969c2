// Listening on a port of the app's own choice while the process before a reload may still hold it.

/** Far longer than a draining process needs to close its listeners. */
const MAX_WAIT_MS = 1_000;
const PAUSE_MS = 20;
/** By performance.now(); a port that is taken later than that is another program's, or the app's own. */
let contestedUntil = Infinity;

/** From now on the process before a reload may hold ports for so long. */
export function expectPortsTaken(forMs: number): void {
  contestedUntil = performance.now() + forMs;
}

/**
 * What `listen` returns. When its port is taken it is tried again, as it throws synchronously: the thread
 * sleeps, which keeps nobody waiting, because an app that starts has not answered anything yet.
 */
export function whenPortIsFree<T>(listen: () => T): T {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Math.min(performance.now() + MAX_WAIT_MS, contestedUntil);
  for (;;) {
    try {
      return listen();
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || performance.now() > deadline) throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}
