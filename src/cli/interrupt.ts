// Ctrl-C in commands that write files: asked to stop, they finish the file in hand and go.

/** What a command throws once it has stopped because the user asked. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * Runs `work` with a signal that the first Ctrl-C aborts, with Interrupted as the reason; `work` looks
 * at it between files. Waiting for `work` instead of leaving at once is what keeps files whole.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    // The second time the user means it: one big file may take long.
    if (controller.signal.aborted) Deno.exit(130);
    controller.abort(new Interrupted("Stopped by Ctrl-C"));
  };
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}
