// What gather's main thread and its workers say to each other.
import type { GatherSource } from "./gather_sources.ts";
import type { GroupsColumns } from "./request_groups.ts";
import type { Fate, FoldPlan } from "./source_folder.ts";

/** A source, with its place in the list. */
export interface FoldJob {
  readonly index: number;
  readonly source: GatherSource;
}

/** What became of a source. */
export type FoldOutcome =
  | { readonly index: number; readonly fate: Fate }
  | { readonly index: number; readonly failure: FoldFailure };

/** A UserError, which does not survive the way between threads. */
export interface FoldFailure {
  readonly message: string;
  readonly hint: string;
}

/** To a worker: start, then fold any number of times, then finish. */
export type FoldRequest =
  | { readonly kind: "start"; readonly plan: FoldPlan }
  | { readonly kind: "fold"; readonly jobs: readonly FoldJob[] }
  | { readonly kind: "finish" };

/** From a worker: one answer to each fold and to finish. */
export type FoldAnswer =
  | { readonly kind: "folded"; readonly outcomes: readonly FoldOutcome[] }
  | { readonly kind: "groups"; readonly groups: GroupsColumns }
  /** A bug of ours. */
  | { readonly kind: "broken"; readonly stack: string };
