// How an app's process ends: by a drain that the supervisor asked for, or by the app itself.
import type { Outbox } from "./outbox.ts";
import type { RequestLog } from "./request_log.ts";
import type { Sampler } from "./sampler.ts";
import type { Servers } from "./servers.ts";
import { originals, timers } from "./builtins.ts";
import { openEnded } from "./open_ended.ts";
import { signalListeners } from "./signal_listeners.ts";

interface Draining {
  readonly servers: Servers;
  readonly log: RequestLog;
  readonly sampler: Sampler;
  readonly outbox: Outbox;
}

/** Longer than a turn of the event loop that reads the sockets. */
const SETTLE_MS = 10;
/** A client that reads slowly may take so long after its request has ended. */
const MAX_CLOSE_MS = 3_000;
const ORPHAN_MS = 1_000;
let isDraining = false;

/**
 * Takes no new connections, lets requests in flight finish, sends the last samples, and exits. An app that listens for
 * `signal` is sent it then instead: what it closes there, requests in flight still need.
 */
export async function drain(
  { servers, log, sampler, outbox }: Draining,
  signal: Deno.Signal,
): Promise<void> {
  if (isDraining) return;
  isDraining = true;
  // The app's own handles may be all that kept the process alive until here.
  const alive = timers.setInterval(() => {}, 1000);
  const leave = () => signalListeners.has(signal) ? timers.clearInterval(alive) : originals.exit();
  // After the app's own listeners; from then on only the app keeps its process alive, as without us. The signal comes
  // before the requests have ended when they take too long.
  const leaveAtSignal = () => originals.addSignalListener(signal, leave);
  if (signalListeners.has(signal)) leaveAtSignal();
  const closed = servers.closeAll();
  openEnded.endAll();
  // What was sent before the gate knew of the drain begins by then, and so may a request during the flush.
  await pause(SETTLE_MS);
  do {
    await log.idle();
    await sampler.flush();
  } while (log.activeCount > 0);
  // The answers are with the servers, not all with the clients.
  await Promise.race([closed, pause(MAX_CLOSE_MS)]);
  const awaitsSignal = signalListeners.has(signal);
  if (awaitsSignal) leaveAtSignal();
  outbox.write({ kind: "drained", awaitsSignal });
  // With the exit code that the app has set, if any.
  if (!awaitsSignal) originals.exit();
}

/** For a process whose supervisor is gone: no answer reaches anybody, so nothing is worth a long wait. */
export function exitSoon(): void {
  timers.setTimeout(() => originals.exit(1), ORPHAN_MS);
}

/** Something else keeps the process alive meanwhile; what comes after must not wait for it. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => timers.setTimeout(resolve, ms).unref());
}

/** Writes down why the app ended by itself; what it does about it stays the app's business. */
export function reportEnds(outbox: Outbox, log: RequestLog): void {
  const report = (reason: "uncaught" | "unhandled-rejection" | "exit", message: string) =>
    outbox.write({ kind: "crash", reason, message });
  Object.defineProperty(Deno, "exit", {
    value: (code?: number) => {
      if (log.activeCount > 0 || !isDraining) {
        report("exit", `Deno.exit(${code ?? Deno.exitCode})`);
      }
      return originals.exit(code);
    },
    configurable: true,
    writable: true,
    enumerable: true,
  });
  globalThis.addEventListener("error", (event) => report("uncaught", textOf(event.error)));
  globalThis.addEventListener("unhandledrejection", (event) => {
    report("unhandled-rejection", textOf(event.reason));
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
