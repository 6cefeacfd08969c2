// For tests of what the agent may spend: a clock that only the test moves.
import { originals } from "./builtins.ts";

/** Runs `work` with a clock that stands still until it is moved. */
export function withClock(work: (move: (ms: number) => void) => void): void {
  const { now } = originals;
  let at = now();
  originals.now = () => at;
  try {
    work((ms) => at += ms);
  } finally {
    originals.now = now;
  }
}
