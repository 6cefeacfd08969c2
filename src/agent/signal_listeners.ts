// Which signals the app listens for. Without us it would get them at its end, to close what it has opened; Deno does
// not tell who listens, so the functions of both its APIs are asked or replaced.
import { originals, process } from "./builtins.ts";

/** As it was when the agent was loaded: the app may delete it. */
const { Set } = globalThis;
const listenersBySignal = new Map<Deno.Signal, Set<() => void>>();

/** Of this process. */
export const signalListeners = {
  /** Replaces Deno's two functions by ones that take note; what is wrong with their arguments stays Deno's to say. */
  note(): void {
    replace("addSignalListener", (signal, listener) => {
      originals.addSignalListener(signal, listener);
      listenersOf(signal).add(listener);
    });
    replace("removeSignalListener", (signal, listener) => {
      originals.removeSignalListener(signal, listener);
      listenersOf(signal).delete(listener);
    });
  },

  /** True when the app would hear `signal`; otherwise, and always on Windows, it would end the process. */
  has(signal: Deno.Signal): boolean {
    if (Deno.build.os === "windows") return false;
    return listenersOf(signal).size > 0 || process.listenerCount(signal) > 0;
  },
};

function listenersOf(signal: Deno.Signal): Set<() => void> {
  let listeners = listenersBySignal.get(signal);
  if (!listeners) listenersBySignal.set(signal, listeners = new Set());
  return listeners;
}

function replace(
  name: "addSignalListener" | "removeSignalListener",
  value: typeof Deno.addSignalListener,
): void {
  Object.defineProperty(value, "name", { value: name });
  Object.defineProperty(Deno, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}
