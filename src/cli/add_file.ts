// Puts a converted file where nobody named it: nothing that is there may be lost.
import { basename, join } from "@std/path";
import { UserError } from "../errors.ts";
import type { Codec } from "../format/codec.ts";
import { ProfileDir } from "../store/profile_dir.ts";

export interface AddedFile {
  /** Created when missing. */
  readonly folder: string;
  /** A safeName() without prefix and extension. */
  readonly base: string;
  readonly codec: Codec;
  readonly bytes: Uint8Array;
}

/**
 * Writes below the first of NAME, NAME-1, NAME-2, ... that is free, and returns the path. A file that has
 * these very bytes is as good as written: converting twice makes one file.
 */
export async function addFile({ folder, base, codec, bytes }: AddedFile): Promise<string> {
  const { prefix, extension } = codec;
  for (let suffix = 0;; suffix++) {
    const name = suffix === 0 ? base : `${base}-${suffix}`;
    const path = join(folder, `${prefix}${name}${extension}`);
    const present = await bytesOf(path);
    if (present === undefined) break;
    if (isEqual(present, bytes)) return path;
  }
  try {
    const dir = await ProfileDir.open(folder);
    const [name] = await dir.write(base, [{ prefix, extension, bytes }]);
    return join(folder, basename(name!));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The store's hint is about the folder of serve.
    throw new UserError(error.message, { hint: "Choose another place with -o", cause: error });
  }
}

/** Undefined when it cannot be read: then write() finds out whether it is there. */
async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  return await Deno.readFile(path).catch(() => undefined);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
