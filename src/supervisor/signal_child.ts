// Signals to processes that may end by themselves at any moment.

/** Sends `signal`; a process that has ended already hears nothing, and that is no error. */
export function signalChild(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}
