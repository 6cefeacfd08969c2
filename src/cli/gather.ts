// gather: adds up profiles that belong together. Nothing is written before all files are read, and
// nothing removed before all aggregates are on disk.
import { dirname, resolve } from "@std/path";
import { UserError } from "../errors.ts";
import type { Codec } from "../format/codec.ts";
import { parseTemplate } from "../store/file_name.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import { chosenCodecs } from "./chosen_codecs.ts";
import type { Parsed } from "./command.ts";
import type { commands } from "./commands.ts";
import { foldSources } from "./fold_sources.ts";
import { gatherJson } from "./gather_json.ts";
import { gatherSources } from "./gather_sources.ts";
import { gatherTable } from "./gather_table.ts";
import { interruptible } from "./interrupt.ts";
import { systemReason } from "./system_reason.ts";
import type { Terminal } from "./terminal.ts";
import { CREATOR } from "./version.ts";
import { writeAggregates } from "./write_aggregates.ts";

type Input = Parsed<typeof commands.gather>;

/** Returns 0, or 1 when a file could not be gathered. */
export async function runGather({ operands, options }: Input, terminal: Terminal): Promise<number> {
  const { by, json } = options;
  const template = parseTemplate(options["prof-file"]);
  const codecs = chosenCodecs(options);
  if (options.delete) refuseLoss(codecs);
  return await interruptible(async (signal) => {
    const sources = await gatherSources(operands);
    if (sources.length === 0) throw nothingIn(operands);
    // Opened first: who cannot write should know before everything is read.
    const dir = await openOut(options.o ?? await folderOf(operands[0]!));
    const { groups, counted, skipped } = await foldSources(sources, {
      by,
      template,
      terminal,
      signal,
    });
    const results = groups.results();
    if (counted.length === 0 && skipped.length === 0) terminal.say("Nothing there but aggregates");
    const originals = counted.flatMap(({ path, copies }) => [path, ...copies]);
    const filesByKey = await writeAggregates(results, {
      dir,
      codecs,
      encodeOptions: { base: resolve("."), creator: CREATOR },
      areOriginalsRemoved: options.delete,
      originals,
      signal,
    });
    if (json) terminal.print(gatherJson({ by, results, filesByKey, skipped }));
    else if (!terminal.isQuiet && results.length > 0) terminal.print(gatherTable(results));
    if (options.delete) await removeFiles(originals);
    return skipped.length === 0 ? 0 : 1;
  });
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
