// Listening on a port of the app's own choice while the process before a reload may still hold it.

/** Far longer than a draining process needs to close its listeners. */
const MAX_WAIT_MS = 1_000;
const PAUSE_MS = 20;

/**
 * What `listen` returns. When its port is taken it is tried again, as it throws synchronously: the thread
 * sleeps, which keeps nobody waiting, because an app that starts has not answered anything yet.
 */
export function whenPortIsFree<T>(listen: () => T): T {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const deadline = performance.now() + MAX_WAIT_MS;;) {
    try {
      return listen();
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || performance.now() > deadline) throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}
