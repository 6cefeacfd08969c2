// Gather's reading half: each source is decoded, folded into its group and forgotten. What it returns
// can be merged with that of other sources, so ranges of sources may later go to workers.
import { UserError } from "../errors.ts";
import type { Template } from "../store/file_name.ts";
import { codecs } from "../format/codecs.ts";
import type { GatherSource } from "./gather_sources.ts";
import { foreignKey, type GroupBy, groupKey } from "./group_key.ts";
import { readRecording } from "./read_recording.ts";
import { RequestGroups } from "./request_groups.ts";
import type { Terminal } from "./terminal.ts";
import { AGGREGATE_MARK } from "./write_aggregates.ts";

export interface FoldedSources {
  readonly groups: RequestGroups;
  /** Sources that are in a group. */
  readonly counted: readonly GatherSource[];
  /** Sources that should have been, and why they are not; reported already. */
  readonly skipped: readonly SkippedSource[];
}

export interface SkippedSource {
  readonly file: string;
  readonly reason: string;
}

export interface FoldWish {
  readonly by: GroupBy;
  /** How the names of files without a recorded request are read. */
  readonly template: Template;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** A broken file is reported and skipped; rejects with the signal's reason between two files. */
export async function foldSources(
  sources: readonly GatherSource[],
  wish: FoldWish,
): Promise<FoldedSources> {
  const { terminal, signal } = wish;
  const groups = new RequestGroups();
  const counted: GatherSource[] = [];
  const skipped: SkippedSource[] = [];
  for (const [index, source] of sources.entries()) {
    signal.throwIfAborted();
    terminal.progress("Gathering", index, sources.length);
    if (!source.isReadable) continue;
    try {
      if (await foldIn(groups, source, wish)) counted.push(source);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      terminal.error(error.message, error.hint);
      skipped.push({ file: source.name, reason: error.message });
    }
  }
  terminal.clearProgress();
  return { groups, counted, skipped: [...skipped, ...skipUnreadable(sources, terminal)] };
}

/** False for an aggregate, known by its content; by its name only where the content does not say. */
async function foldIn(
  groups: RequestGroups,
  { path, name, base }: GatherSource,
  { by, template }: FoldWish,
): Promise<boolean> {
  const { profile, request, aggregate } = await readRecording(path, name);
  if (aggregate || (!request && base.endsWith(AGGREGATE_MARK))) return false;
  const key = request ? groupKey(by, request) : foreignKey(by, base, template);
  groups.add({ ...key, file: name, profile, ...(request && { request }) });
  return true;
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
