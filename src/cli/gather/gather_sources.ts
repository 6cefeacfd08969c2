// Which files gather reads. One request may lie there in several formats, so files of one name are one
// source, and a source is read in the first format that can be read.
import { basename, resolve, SEPARATOR } from "@std/path";
import { UserError } from "../../errors.ts";
import type { Codec } from "../../format/codec.ts";
import { codecs } from "../../format/codecs.ts";
import { ProfileDir } from "../../store/profile_dir.ts";
import { namedFormat } from "../../format/named_format.ts";
import { systemReason } from "../system_reason.ts";

/** One profile, in one or more files. */
export interface GatherSource {
  /** Absolute path of the file to read. */
  readonly path: string;
  /** The same as the user knows it: relative to the folder given, or as given. */
  readonly name: string;
  /** File name without what tells the format, e.g. "users.7.000041ms.1795333599". */
  readonly base: string;
  /** False when all its files are in formats that can be written only. */
  readonly isReadable: boolean;
  /** Absolute paths of the same profile in other formats. */
  readonly copies: readonly string[];
}

/** A file before those of one name are put together. */
interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly base: string;
  /** Undefined for a file given by the user whose name tells nothing: its content will. */
  readonly codec: Codec | undefined;
}

/** Who wants to know while sources are looked for. */
export interface SourceListener {
  /** The number of files so far. */
  readonly onFound?: (count: number) => void;
  /** A folder below a given one that cannot be listed; without this its error is thrown. */
  readonly onUnlisted?: (name: string, error: UserError) => void;
}

/**
 * The sources in folders (with all subfolders) and files, ordered by name: the order of the arguments
 * and of the file system must not show in the result. Throws a UserError for what is not there.
 */
export async function gatherSources(
  operands: readonly string[],
  { onFound, onUnlisted }: SourceListener = {},
): Promise<GatherSource[]> {
  const filesByPlace = new Map<string, FoundFile[]>();
  const seen = new Set<string>();
  for (const operand of operands) {
    for (const file of await filesOf(operand, onUnlisted)) {
      if (seen.has(file.path)) continue;
      seen.add(file.path);
      onFound?.(seen.size);
      const place = file.codec ? folderOf(file.path) + file.base : file.path;
      const others = filesByPlace.get(place);
      if (others) others.push(file);
      else filesByPlace.set(place, [file]);
    }
  }
  const sources = Array.from(filesByPlace.values(), sourceOf);
  return sources.sort((a, b) => compare(a.name, b.name) || compare(a.path, b.path));
}

/** For ten thousand files dirname() and join() take longer than to list them. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf(SEPARATOR) + 1);
}

async function filesOf(
  operand: string,
  onUnlisted: SourceListener["onUnlisted"],
): Promise<Iterable<FoundFile>> {
  if (await isFolder(operand)) {
    return filesIn(await ProfileDir.open(operand, { readOnly: true }), onUnlisted);
  }
  const named = namedFormat(basename(operand));
  const base = named?.base ?? basename(operand);
  return [{ path: resolve(operand), name: operand, base, codec: named?.codec }];
}

/** Not asynchronous: ten thousand turns of the event loop take as long as three hundred files. */
function* filesIn(dir: ProfileDir, onUnlisted: SourceListener["onUnlisted"]): Generator<FoundFile> {
  const start = dir.path.endsWith(SEPARATOR) ? dir.path : dir.path + SEPARATOR;
  // Empty ones too: who gathers wants to know that a request is missing.
  for (const name of dir.names(onUnlisted)) {
    const { codec, base } = namedFormat(name.slice(name.lastIndexOf("/") + 1)) ?? {};
    const path = start + (SEPARATOR === "/" ? name : name.replaceAll("/", SEPARATOR));
    if (codec) yield { path, name, base: base!, codec };
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UserError(`Cannot gather "${path}": ${reason}`, { cause: error });
  }
}

function sourceOf(files: readonly FoundFile[]): GatherSource {
  const sorted = files.length === 1
    ? files
    : files.toSorted((a, b) =>
      preference(a.codec) - preference(b.codec) || compare(a.path, b.path)
    );
  const [first, ...others] = sorted;
  const { path, name, base, codec } = first!;
  const copies = others.map((file) => file.path);
  return { path, name, base, isReadable: !codec || codec.decode !== undefined, copies };
}

/** Formats that can be read come first, then the order of the codec list. */
function preference(codec: Codec | undefined): number {
  if (!codec) return 0;
  return codecs.indexOf(codec) + (codec.decode ? 0 : codecs.length);
}

/** By code units: the order must not depend on anybody's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
