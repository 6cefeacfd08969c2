// gather: adds up profiles that belong together. Nothing is written before all files are read, and
// nothing removed before all aggregates are on disk.
import { dirname, resolve } from "@std/path";
import { UserError } from "../../errors.ts";
import type { Codec } from "../../format/codec.ts";
import { REPEATED_WAITS } from "../../model/request_statistics.ts";
import { ProfileDir } from "../../store/profile_dir.ts";
import { chosenCodecs } from "../chosen_codecs.ts";
import type { Parsed } from "../command.ts";
import type { commands } from "../commands.ts";
import { FoldPool } from "./fold_pool.ts";
import { foldPlan } from "./fold_plan.ts";
import { foldSources } from "./fold_sources.ts";
import { runGatherCheck } from "./gather_check.ts";
import { runGatherDiff } from "./gather_diff.ts";
import { gatherJson } from "./gather_json.ts";
import { gatherTable } from "./gather_table.ts";
import { interruptible } from "../interrupt.ts";
import { listSources } from "./list_sources.ts";
import { repeatedWaitLine } from "./repeated_wait_rows.ts";
import { RemovalJournal } from "./removal_journal.ts";
import { systemReason } from "../system_reason.ts";
import type { Terminal } from "../terminal.ts";
import { CREATOR } from "../version.ts";
import { type GatheredGroup, writeAggregates } from "./write_aggregates.ts";

type Input = Parsed<typeof commands.gather>;

/** Returns 0, or 1 when a file could not be gathered or a budget is broken. */
export async function runGather(input: Input, terminal: Terminal): Promise<number> {
  if (input.options.diff) return await runGatherDiff(input, terminal);
  if (input.options.check !== undefined) return await runGatherCheck(input, terminal);
  refuseLoneReports(input);
  return await gatherUp(input, terminal);
}

async function gatherUp({ operands, options }: Input, terminal: Terminal): Promise<number> {
  const plan = foldPlan(options, Date.now());
  const codecs = chosenCodecs(options);
  if (options.delete) refuseLoss(codecs);
  return await interruptible(async (signal) => {
    using pool = new FoldPool(plan);
    const listed = await listSources(operands, { pool, terminal });
    if (listed.sources.length === 0) throw nothingIn(operands);
    // Opened first: who cannot write should know before everything is read.
    const dir = await openOut(options.o ?? await folderOf(operands[0]!));
    const journal = await RemovalJournal.open(dir.path);
    const { sources, counted: gone } = await journal.split(listed.sources);
    if (gone.length > 0) sayLeftOut(gone.length, terminal);
    const wish = { plan, terminal, signal, pool };
    const { groups, counted, aggregates, ...folded } = await foldSources(sources, wish);
    const skipped = [...listed.unlisted, ...folded.skipped];
    if (counted.length === 0 && skipped.length === 0) {
      const isAllAggregates = aggregates.length === sources.length;
      terminal.say(isAllAggregates ? "Nothing there but aggregates" : "No request is selected");
    }
    const originals = [...gone, ...counted.flatMap(({ path, copies }) => [path, ...copies])];
    const gathered = await writeAggregates(groups.results(), {
      dir,
      codecs,
      encodeOptions: { base: resolve("."), creator: CREATOR },
      areOriginalsRemoved: options.delete,
      journal,
      originals,
      signal,
    });
    const shown = gathered.toSorted(byCost).slice(0, options.top);
    // JSON keeps the order of keys unless the costliest are asked for.
    const rows = options.top === undefined ? gathered : shown;
    if (options.json) terminal.print(gatherJson({ by: options.by, groups: rows, skipped }));
    else if (!terminal.isQuiet && shown.length > 0) printGroups(shown, terminal);
    if (options.delete && originals.length > 0) {
      const aggregateNames = gathered.flatMap(({ files }) => files);
      await journal.commit(aggregateNames, originals);
      await removeFiles(originals);
      await journal.end(aggregateNames);
    }
    return skipped.length === 0 ? 0 : 1;
  });
}

function sayLeftOut(count: number, terminal: Terminal): void {
  const files = count === 1 ? "1 file" : `${count} files`;
  terminal.say(`Left out ${files} that an interrupted gather --delete has counted already`);
}

function refuseLoneReports({ options }: Input): void {
  const lone = (["junit", "markdown"] as const).find((name) => options[name] !== undefined);
  if (lone === undefined) return;
  throw new UserError(`Cannot use --${lone} without --check`, {
    hint: `Add --check FILE, or leave out --${lone}`,
    exitCode: 2,
  });
}

/** What took most time first. */
function byCost(a: GatheredGroup, b: GatheredGroup): number {
  return b.durations.total - a.durations.total;
}

function printGroups(groups: readonly GatheredGroup[], terminal: Terminal): void {
  const waits = groups.flatMap(({ key, durations, repeatedWaits }) =>
    repeatedWaits.map((wait) => `  ${key}: ${repeatedWaitLine(wait, durations.count)}\n`)
  );
  terminal.print(gatherTable(groups));
  if (waits.length === 0) return;
  terminal.print(`\nRepeated waits, ${REPEATED_WAITS} or more in one request at one place:\n`);
  terminal.print(waits.join(""));
}

/** Originals may go only when something stays that can be read and gathered again. */
function refuseLoss(codecs: readonly Codec[]): void {
  if (codecs.some(({ decode }) => decode)) return;
  const names = codecs.map(({ name }) => name).join(" and ");
  throw new UserError(`Cannot use --delete with ${names} alone: it cannot be gathered again`, {
    hint: "Add --format cpuprofile, or leave --delete out",
    exitCode: 2,
  });
}

function nothingIn(operands: readonly string[]): UserError {
  const places = operands.map((operand) => `"${operand}"`).join(", ");
  return new UserError(`Cannot gather ${places}: no profiles of requests there`, {
    hint: "Name the folder that serve prints when it starts, --prof-path",
  });
}

async function folderOf(operand: string): Promise<string> {
  return (await Deno.stat(operand)).isDirectory ? operand : dirname(operand);
}

async function openOut(path: string): Promise<ProfileDir> {
  try {
    return await ProfileDir.open(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The store's hint is about the folder of serve.
    throw new UserError(error.message, { hint: "Choose another folder with -o", cause: error });
  }
}

async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      const reason = systemReason(error);
      if (reason === undefined) throw error;
      throw new UserError(`Cannot remove "${path}": ${reason}`, { cause: error });
    }
  }
}
