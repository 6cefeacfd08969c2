// Gather's reading half: each source is decoded, folded into its group and forgotten; many sources on several
// cores. The order in which they are read does not show in what comes out.
import { codecs } from "../../format/codecs.ts";
import { AGGREGATE_MARK } from "./aggregate_mark.ts";
import { foldOutcome } from "./fold_outcome.ts";
import { FoldPool } from "./fold_pool.ts";
import type { FoldFailure, FoldJob, FoldOutcome } from "./gather_messages.ts";
import type { GatherSource } from "./gather_sources.ts";
import { RequestGroups } from "./request_groups.ts";
import { type Fate, type FoldPlan, SourceFolder } from "./source_folder.ts";
import type { Terminal } from "../terminal.ts";

export interface FoldedSources {
  readonly groups: RequestGroups;
  /** Sources that are in a group. */
  readonly counted: readonly GatherSource[];
  /** Sources that are aggregates. */
  readonly aggregates: readonly GatherSource[];
  /** Sources that should have been in a group, and why they are not; reported already. */
  readonly skipped: readonly SkippedSource[];
}

export interface SkippedSource {
  readonly file: string;
  readonly reason: string;
}

export interface FoldWish {
  readonly plan: FoldPlan;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Made with the same plan; without workers this thread does it all. */
  readonly pool: FoldPool;
}

/** Broken files are reported and skipped; rejects with the signal's reason as soon as it is aborted. */
export async function foldSources(
  sources: readonly GatherSource[],
  { plan, terminal, signal, pool }: FoldWish,
): Promise<FoldedSources> {
  signal.throwIfAborted();
  const jobs = sources.flatMap((source, index) => source.isReadable ? [{ index, source }] : []);
  const outcomes: FoldOutcome[] = [];
  const onOutcome = (outcome: FoldOutcome) => {
    outcomes.push(outcome);
    terminal.progress("Gathering", outcomes.length, jobs.length);
  };
  terminal.progress("Gathering", 0, jobs.length);
  const folder = new SourceFolder(plan);
  if (pool.workerCount > 0) await pool.fold(jobs, folder.groups, { signal, onOutcome });
  else await foldHere(jobs, folder, { signal, onOutcome });
  terminal.clearProgress();
  const withFate = (wanted: Fate) =>
    byIndex(outcomes).flatMap((outcome) =>
      "fate" in outcome && outcome.fate === wanted ? [sources[outcome.index]!] : []
    );
  return {
    groups: folder.groups,
    counted: withFate("counted"),
    aggregates: withFate("aggregate"),
    skipped: [
      ...reportFailures(byIndex(outcomes), sources, terminal),
      ...skipUnreadable(sources, terminal),
    ],
  };
}

async function foldHere(
  jobs: readonly FoldJob[],
  folder: SourceFolder,
  { signal, onOutcome }: { signal: AbortSignal; onOutcome: (outcome: FoldOutcome) => void },
): Promise<void> {
  for (const job of jobs) {
    signal.throwIfAborted();
    onOutcome(await foldOutcome(folder, job, signal));
  }
}

/** Workers answer in any order. */
function byIndex(outcomes: readonly FoldOutcome[]): FoldOutcome[] {
  return outcomes.toSorted((a, b) => a.index - b.index);
}

function reportFailures(
  outcomes: readonly FoldOutcome[],
  sources: readonly GatherSource[],
  terminal: Terminal,
): SkippedSource[] {
  return outcomes.flatMap((outcome) => {
    if (!("failure" in outcome)) return [];
    const { message, hint }: FoldFailure = outcome.failure;
    terminal.error(message, hint);
    return [{ file: sources[outcome.index]!.name, reason: message }];
  });
}

/** One complaint for all: who records callgrind only has as many of these as requests. */
function skipUnreadable(sources: readonly GatherSource[], terminal: Terminal): SkippedSource[] {
  const unreadable = sources.filter(({ isReadable, base }) =>
    !isReadable && !base.endsWith(AGGREGATE_MARK)
  );
  if (unreadable.length === 0) return [];
  const more = unreadable.length === 1 ? "" : ` and ${unreadable.length - 1} more`;
  const reason = "its format can be written only";
  const readable = codecs.filter(({ decode }) => decode).map(({ name }) => name);
  terminal.error(
    `Cannot gather "${unreadable[0]!.name}"${more}: ${reason}`,
    `Record in ${readable.join(" or ")} as well; --format may be repeated`,
  );
  return unreadable.map(({ name }) => ({ file: name, reason }));
}
