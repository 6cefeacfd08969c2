// What a file's name says about its format. Only for finding files: content decides how they are read.
import type { Codec } from "./codec.ts";
import { codecs } from "./codecs.ts";

/** A file name taken apart: "callgrind.out.a.callgrind.gz" is "a" in callgrind. */
export interface NamedFormat {
  readonly codec: Codec;
  /** Without prefix and extension. */
  readonly base: string;
}

/** Undefined for names of no format of ours; ".gz" may follow. `name` has no folder. */
export function namedFormat(name: string): NamedFormat | undefined {
  return takenApart(name) ?? takenApart(name.replace(/\.gz$/i, ""));
}

function takenApart(name: string): NamedFormat | undefined {
  const codec = codecs.find((candidate) => isNamedLike(candidate, name));
  return codec && { codec, base: name.slice(codec.prefix.length, -codec.extension.length) };
}

function isNamedLike({ prefix, extension }: Codec, name: string): boolean {
  return name.startsWith(prefix) && name.endsWith(extension) &&
    name.length > prefix.length + extension.length;
}
