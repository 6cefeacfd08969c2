// Where convert puts its results: the rules of -o, and the name beside the source.
import { basename, dirname, extname } from "@std/path";
import { UserError } from "../errors.ts";
import { safeName } from "../store/safe_name.ts";
import { namedFormat } from "../format/named_format.ts";
import { isFolder } from "../store/is_folder.ts";

/** The operand and the -o that stand for standard input and output. */
export const STANDARD_STREAM = "-";

/** What -o, or its absence, means for all sources together. */
export type ConvertTarget =
  | { readonly kind: "stdout" }
  /** Replaced when it is there. */
  | { readonly kind: "file"; readonly path: string }
  /** Each result gets a name of its own in `folder`, or beside its source when that is undefined. */
  | { readonly kind: "folder"; readonly folder: string | undefined };

export interface TargetWish {
  /** -o, if given. */
  readonly out: string | undefined;
  readonly sources: readonly string[];
  /** --open */
  readonly isOpened: boolean;
}

/** Throws a UserError (exit code 2) for wishes that cannot be met together. */
export function convertTarget({ out, sources, isOpened }: TargetWish): ConvertTarget {
  if (sources.filter((source) => source === STANDARD_STREAM).length > 1) {
    throw usageError("Cannot read standard input twice", "Give - once");
  }
  const target = targetOf(out, sources);
  if (target.kind === "stdout" && isOpened) {
    throw usageError("Cannot open standard output", "Name a file with -o FILE");
  }
  if (target.kind !== "folder" && sources.length > 1) {
    const place = target.kind === "stdout" ? "standard output" : `"${target.path}"`;
    throw usageError(
      `Cannot write ${sources.length} files to ${place}`,
      "Name a folder: -o DIR/",
    );
  }
  return target;
}

function targetOf(out: string | undefined, sources: readonly string[]): ConvertTarget {
  const isFilter = out === undefined && sources.includes(STANDARD_STREAM);
  if (out === STANDARD_STREAM || isFilter) return { kind: "stdout" };
  if (out === undefined) return { kind: "folder", folder: undefined };
  return /[/\\]$/.test(out) || isFolder(out)
    ? { kind: "folder", folder: out }
    : { kind: "file", path: out };
}

function usageError(message: string, hint: string): UserError {
  return new UserError(message, { hint, exitCode: 2 });
}

/** Folder and base name of the result of `source`, e.g. "dir/a.cpuprofile" -> "dir", "a". */
export function resultPlace(
  source: string,
  folder: string | undefined,
): { folder: string; base: string } {
  if (source === STANDARD_STREAM) return { folder: folder ?? ".", base: "stdin" };
  return { folder: folder ?? dirname(source), base: safeName(bareName(basename(source))) };
}

/** A name without what tells its format: "callgrind.out.a.callgrind" and "a.json" are "a". */
function bareName(name: string): string {
  const named = namedFormat(name);
  if (named) return named.base;
  const unzipped = name.replace(/\.gz$/i, "");
  return basename(unzipped, extname(unzipped));
}
