// The call graph of a profile as objects, for whoever looks at a part of it; callColumns() says how
// recursion is counted.
import { callColumns } from "./call_columns.ts";
import type { Cost } from "./cost_table.ts";
import type { Profile } from "./profile.ts";

export type { Cost } from "./cost_table.ts";

/** One function that was sampled, or the stand-in for its re-entry. */
export interface FunctionCost {
  /** Index in the profile's frames. */
  readonly frame: number;
  /**
   * True for the leaf that others call when the function is on the stack already (valgrind writes it f'2).
   * It has no self and calls nobody; its total is the time with the function on the stack at least twice.
   */
  readonly isReentry: boolean;
  readonly self: Cost;
  /** Every sample with the function on its stack, once. */
  readonly total: Cost;
}

/** All calls from one function to another. */
export interface CallCost {
  /** Index in functions. */
  readonly caller: number;
  /** Index in functions; equal to caller for direct recursion, which costs nothing extra. */
  readonly callee: number;
  /** Activations that the sampler saw, at least 1: a lower bound of the true number of calls. */
  readonly count: number;
  readonly cost: Cost;
}

/** functions[0] is the root; the others and the calls follow in the order of a depth-first walk. */
export interface CallGraph {
  readonly functions: readonly FunctionCost[];
  readonly calls: readonly CallCost[];
  readonly total: Cost;
}

/** The functions of `profile` and their calls. A function is a frame; frames without any sample are left out. */
export function callGraph(profile: Profile): CallGraph {
  const { frames, isReentry, self, total, callers, callees, counts, costs } = callColumns(profile);
  const functions = Array.from(frames, (frame, i) => ({
    frame,
    isReentry: isReentry[i] === 1,
    self: self.cost(i),
    total: total.cost(i),
  }));
  const calls = Array.from(callers, (caller, i) => ({
    caller,
    callee: callees[i]!,
    count: counts[i]!,
    cost: costs.cost(i),
  }));
  return { functions, calls, total: total.cost(0) };
}
