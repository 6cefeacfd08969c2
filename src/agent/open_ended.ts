// Answers that have no end of their own: WebSockets, event streams, tunnels. A process that drains would wait for them
// as long as it is let; their clients connect again by themselves, and then to the new code.
import { timers } from "./builtins.ts";

/** A token stream of an AI may well be at its end by then. */
const GRACE_MS = 500;
const open = new Set<() => void>();

/** All of this process. */
export const openEnded = {
  /** Keeps `end`, which says goodbye; the returned function takes it back when there is nothing left to end. */
  add(end: () => void): () => void {
    open.add(end);
    return () => open.delete(end);
  },

  /** Ends all soon. */
  endAll(): void {
    timers.setTimeout(() => open.forEach(attempt), GRACE_MS);
  },
};

/** What cannot be ended politely ends with the process. */
function attempt(end: () => void): void {
  try {
    end();
  } catch {
    // It is in a state of which we know nothing.
  }
}
