// A kind of handler: one way in which JavaScript gets to run for a request.
import type { Burn } from "./burn.ts";

/** What a handler does, and how many burn functions it has; steps count from 1. */
export interface Kind {
  readonly steps: number;
  /** Without a Response of its own the answer is "ok". */
  run(burn: Burn, request: Request): void | Response | Promise<void | Response>;
}

/** Resolves after `ms`. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
