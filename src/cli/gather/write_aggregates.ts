// Gather's files: one aggregate per group and format, replacing those of the last run and nothing else.
import { join } from "@std/path";
import type { Codec, EncodeOptions, Recording } from "../../format/codec.ts";
import type { ProfileDir } from "../../store/profile_dir.ts";
import type { Micros } from "../../model/profile.ts";
import { type Summary, summary } from "../../model/summary.ts";
import { type RepeatedWait, repeatedWaits } from "./repeated_waits.ts";
import type { GroupResult } from "./request_groups.ts";

/** Goes before the extension; what has it is not gathered again. */
export const AGGREGATE_MARK = ".agg";

/**
 * Written into aggregates whose originals are removed. They are then the last copy of their requests,
 * which a later run does not have, and so must not replace.
 */
const LAST_COPY = { name: "Originals", value: "removed by gather --delete" } as const;

export interface AggregateWish {
  readonly dir: ProfileDir;
  readonly codecs: readonly Codec[];
  readonly encodeOptions: EncodeOptions;
  /** --delete */
  readonly areOriginalsRemoved: boolean;
  /** Absolute paths of what was read: a request may be called like an aggregate. */
  readonly originals: readonly string[];
  readonly signal: AbortSignal;
}

/** A group whose files are written: all that is said of it. */
export interface GatheredGroup {
  readonly key: string;
  readonly durations: Summary;
  /** Summed over the requests; NaN when unknown for one of them. */
  readonly cpu: Micros;
  /** Likewise. */
  readonly wait: Micros;
  /** Number of waits, likewise. */
  readonly waits: number;
  readonly slowestFile: string;
  readonly repeatedWaits: readonly RepeatedWait[];
  /** Names of its files. */
  readonly files: readonly string[];
}

/** Writes each group. Same results, same bytes. */
export async function writeAggregates(
  results: readonly GroupResult[],
  wish: AggregateWish,
): Promise<GatheredGroup[]> {
  const groups: GatheredGroup[] = [];
  const taken = new Set(wish.originals.map(folded));
  for (const result of results) {
    wish.signal.throwIfAborted();
    groups.push(await writeAggregate(result, wish, taken));
  }
  return groups;
}

async function writeAggregate(
  { key, fileBase, sampleCount, slowestFile, build }: GroupResult,
  wish: AggregateWish,
  taken: Set<string>,
): Promise<GatheredGroup> {
  const { dir, codecs, encodeOptions, areOriginalsRemoved } = wish;
  const base = await freeBase(fileBase, wish, taken);
  const { profile, statistics } = build();
  const { durations, cpu, wait, waits } = statistics;
  const recording: Recording = {
    profile,
    statistics,
    aggregate: { key, requests: durations.count, duration: durations.total },
    notes: [
      { name: "Recorded samples", value: String(sampleCount) },
      ...(areOriginalsRemoved ? [LAST_COPY] : []),
    ],
  };
  const files: string[] = [];
  for (const codec of codecs) {
    const bytes = codec.encode(recording, encodeOptions);
    const extension = AGGREGATE_MARK + codec.extension;
    files.push(await dir.replace(base, { prefix: codec.prefix, extension, bytes }));
  }
  if (areOriginalsRemoved) await Promise.all(files.map((name) => flush(join(dir.path, name))));
  return {
    key,
    durations: summary(durations),
    cpu: cpu?.total ?? NaN,
    wait: wait?.total ?? NaN,
    waits: waits?.total ?? NaN,
    slowestFile,
    repeatedWaits: repeatedWaits(profile, statistics, encodeOptions.base),
    files,
  };
}

/** The first of NAME, NAME-1, NAME-2, ... under which nothing would be lost; it is taken then. */
async function freeBase(
  fileBase: string,
  { dir, codecs }: AggregateWish,
  taken: Set<string>,
): Promise<string> {
  for (let suffix = 0;; suffix++) {
    const base = suffix === 0 ? fileBase : `${fileBase}-${suffix}`;
    const paths = codecs.map(({ prefix, extension }) =>
      join(dir.path, prefix + base + AGGREGATE_MARK + extension)
    );
    if (paths.some((path) => taken.has(folded(path)))) continue;
    if ((await Promise.all(paths.map(isLastCopy))).includes(true)) continue;
    for (const path of paths) taken.add(folded(path));
    return base;
  }
}

/** Out of the system's memory onto the disk: until then a power cut could take both copies. */
async function flush(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.sync();
}

/** For file systems that do not tell GET.A from GET.a. */
function folded(path: string): string {
  return path.toLowerCase();
}

/** True for an aggregate with the note; found in the text, as not every format can be decoded. */
async function isLastCopy(path: string): Promise<boolean> {
  try {
    return (await Deno.readTextFile(path)).includes(LAST_COPY.value);
  } catch {
    // Not there; or not to be read, and then it is not to be replaced either and replace() will say why.
    return false;
  }
}
