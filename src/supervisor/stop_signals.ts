// Ctrl-C once: finish and stop. Twice: stop at once. The terminal's hang-up and SIGTERM count like Ctrl-C.

/** Why the server stops. */
export interface StopReason {
  readonly exitCode: number;
  /** What the app would have been sent without us. */
  readonly signal: Deno.Signal;
}

/** How the server is told to stop. */
export interface Stop {
  /** Settles once somebody wants the server to stop. */
  readonly first: Promise<StopReason>;
  /** Somebody is impatient. */
  readonly second: Promise<void>;
  /** Stops from inside, with that exit code. */
  stop(exitCode: number): void;
}

/** Listens for the signals from now on. */
export function untilStopped(): Stop {
  const first = Promise.withResolvers<StopReason>();
  const second = Promise.withResolvers<void>();
  let count = 0;
  const stop = (exitCode: number, signal: Deno.Signal) =>
    ++count === 1 ? first.resolve({ exitCode, signal }) : second.resolve();
  // Windows knows only two of them.
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) Deno.addSignalListener(signal, () => stop(0, signal));
  return {
    first: first.promise,
    second: second.promise,
    // Once is enough, however many things fail; but a Ctrl-C after it is impatience.
    stop: (exitCode) => count === 0 && stop(exitCode, "SIGTERM"),
  };
}
