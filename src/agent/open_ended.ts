// Answers that have no end of their own: WebSockets, event streams, camera pictures, tunnels. A process that drains
// would wait for them as long as it is let; their clients connect again by themselves, and then to the new code.
import { timers } from "./builtins.ts";

/** A token stream of an AI may well be at its end by then. */
const GRACE_MS = 500;
/** With gaps. No Set: most of those that are added to it are ordinary answers that are gone at once. */
const open: ((() => void) | undefined)[] = [];
const gaps: number[] = [];

/** All of this process. */
export const openEnded = {
  /** Keeps `end`, which says goodbye; the returned function takes it back when there is nothing left to end. */
  add(end: () => void): () => void {
    const place = gaps.pop() ?? open.length;
    open[place] = end;
    return () => {
      if (open[place] !== end) return;
      open[place] = undefined;
      gaps.push(place);
    };
  },

  /** Ends all soon. */
  endAll(): void {
    timers.setTimeout(() => open.forEach((end) => end && attempt(end)), GRACE_MS).unref();
  },
};

/**
 * By the content type of a response. Other streams end by themselves in most cases, and one that is cut off would look
 * whole: a process waits for those, as for any request.
 */
export function isOpenEnded(contentType: string | null): boolean {
  return /^ *(text\/event-stream|multipart\/x-mixed-replace)/i.test(contentType ?? "");
}

/** What cannot be ended politely ends with the process. */
function attempt(end: () => void): void {
  try {
    end();
  } catch {
    // It is in a state of which we know nothing.
  }
}
