// Gather's files: one aggregate per group and format, replacing those of the last run and nothing else.
import { join } from "@std/path";
import type { Codec, EncodeOptions, Recording } from "../../format/codec.ts";
import type { ProfileDir } from "../../store/profile_dir.ts";
import type { Micros } from "../../model/profile.ts";
import { type Summary, summary } from "../../model/summary.ts";
import { AGGREGATE_MARK } from "./aggregate_mark.ts";
import { type RepeatedWaitRow, repeatedWaitRows } from "./repeated_wait_rows.ts";
import type { RemovalJournal } from "./removal_journal.ts";
import type { GroupResult } from "./request_groups.ts";
import { systemReason } from "../system_reason.ts";

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
  /** Of the folder. */
  readonly journal: RemovalJournal;
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
  readonly repeatedWaits: readonly RepeatedWaitRow[];
  /** Names of its files. */
  readonly files: readonly string[];
}

/** Writes each group. Same results, same bytes. */
export async function writeAggregates(
  results: readonly GroupResult[],
  wish: AggregateWish,
): Promise<GatheredGroup[]> {
  const groups: GatheredGroup[] = [];
  const bases = freeBases(results, wish);
  if (wish.areOriginalsRemoved && results.length > 0) {
    await wish.journal.begin(bases.flatMap((base) => wish.codecs.map(aggregateName(base))));
  }
  for (const [i, result] of results.entries()) {
    wish.signal.throwIfAborted();
    groups.push(await writeAggregate(result, bases[i]!, wish));
  }
  return groups;
}

async function writeAggregate(
  { key, sampleCount, slowestFile, build }: GroupResult,
  base: string,
  { dir, codecs, encodeOptions, areOriginalsRemoved }: AggregateWish,
): Promise<GatheredGroup> {
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
    repeatedWaits: repeatedWaitRows(profile, statistics, encodeOptions.base),
    files,
  };
}

function freeBases(results: readonly GroupResult[], wish: AggregateWish): readonly string[] {
  const taken = new Set(wish.originals.map(folded));
  return results.map(({ fileBase }) => freeBase(fileBase, wish, taken));
}

function aggregateName(base: string): (codec: Codec) => string {
  return ({ prefix, extension }) => prefix + base + AGGREGATE_MARK + extension;
}

/** The first of NAME, NAME-1, NAME-2, ... under which nothing would be lost; it is taken then. */
function freeBase(
  fileBase: string,
  { dir, codecs, journal }: AggregateWish,
  taken: Set<string>,
): string {
  for (let suffix = 0;; suffix++) {
    const base = suffix === 0 ? fileBase : `${fileBase}-${suffix}`;
    const names = codecs.map(aggregateName(base));
    const paths = names.map((name) => join(dir.path, name));
    if (paths.some((path) => taken.has(folded(path)))) continue;
    const isKept = (path: string, i: number) =>
      !journal.isProvisional(names[i]!) && isLastCopy(path);
    if (paths.some(isKept)) continue;
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

/**
 * True for an aggregate with the note; found in the text, as not every format can be decoded. (Buffer.includes()
 * takes six times as long as reading the file.)
 */
function isLastCopy(path: string): boolean {
  try {
    return Deno.readTextFileSync(path).includes(LAST_COPY.value);
  } catch (error) {
    // Not there; or not to be read, and then it is not to be replaced either and replace() will say why. What is too
    // long for a text may be anything.
    return systemReason(error) === undefined;
  }
}
