// convert: each source is read, decoded, encoded and written on its own; one that fails does not stop
// the others, but the exit code tells.
import { resolve } from "@std/path";
import { UserError } from "../errors.ts";
import type { Codec, EncodeOptions } from "../format/codec.ts";
import { codecByName } from "../format/codecs.ts";
import { SourceFiles } from "../store/source_files.ts";
import type { Parsed } from "./command.ts";
import type { commands } from "./commands.ts";
import {
  type ConvertTarget,
  convertTarget,
  resultPlace,
  STANDARD_STREAM,
} from "./convert_target.ts";
import { interruptible } from "./interrupt.ts";
import { addFile } from "./add_file.ts";
import { openFile } from "./open_file.ts";
import { decodeRecording, readRecording } from "./read_recording.ts";
import { replaceFile } from "./replace_file.ts";
import { readStdin } from "./stdin.ts";
import type { Terminal } from "./terminal.ts";
import { CREATOR } from "./version.ts";

interface Conversion {
  readonly codec: Codec;
  readonly target: ConvertTarget;
  readonly encoding: EncodeOptions;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Returns 0, or 1 when a source could not be converted. */
export function runConvert(
  { operands, options }: Parsed<typeof commands.convert>,
  terminal: Terminal,
): Promise<number> {
  const target = convertTarget({ out: options.o, sources: operands, isOpened: options.open });
  const codec = codecByName(options.to);
  const encoding = {
    base: resolve(options.base ?? ".").replace(/[/\\]$/, ""),
    creator: CREATOR,
    readSource: new SourceFiles().read,
  };
  return interruptible(async (signal) => {
    const conversion = { codec, target, encoding, terminal, signal };
    let exitCode = 0;
    for (const [index, source] of operands.entries()) {
      signal.throwIfAborted();
      terminal.progress("Converting", index, operands.length);
      try {
        const path = await convertFile(source, conversion);
        if (path !== undefined) terminal.say(`Wrote ${path}`);
        if (path !== undefined && options.open) openFile(path, codec.name);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        terminal.error(error.message, error.hint);
        exitCode = 1;
      }
    }
    terminal.clearProgress();
    return exitCode;
  });
}

/** Returns where the result lies, undefined for standard output. */
async function convertFile(source: string, conversion: Conversion): Promise<string | undefined> {
  const { codec, target, encoding, terminal, signal } = conversion;
  const recording = source === STANDARD_STREAM
    ? await decodeRecording(await readStdin(signal), "standard input")
    : await readRecording(source);
  const bytes = codec.encode(recording, encoding);
  switch (target.kind) {
    case "stdout":
      terminal.writeData(bytes);
      return undefined;
    case "file":
      await replaceFile(target.path, bytes);
      return target.path;
    case "folder":
      return await addFile({ ...resultPlace(source, target.folder), codec, bytes });
  }
}
