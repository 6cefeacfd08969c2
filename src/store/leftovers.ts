// What a writer that was killed leaves in a profile folder: hidden files. Their names tell whose they are, and
// the number of their links whether the profile in them has its final name already.
import { basename, join } from "node:path";

const EXTENSION = ".tmp";

/** Of files that only prove that files can be written: anybody may remove them. */
export const PROBE_TAG = "probe";

/** A hidden file that was left behind. */
export interface Leftover {
  readonly tag: string;
  /** The same file has its final name besides. Never true where the file system has no hard links. */
  readonly isPublished: boolean;
}

/** A new name for a hidden file of the writer and the work that `tag` (letters, digits, "-") stands for. */
export function tempName(tag: string): string {
  return `.${tag}.${crypto.randomUUID()}${EXTENSION}`;
}

/**
 * Removes the hidden files in `folder` and below whose tag begins with `tagPrefix`; `found` hears of each before.
 * Only for a writer that is known to be dead.
 */
export async function sweepLeftovers(
  folder: string,
  tagPrefix: string,
  found: (leftover: Leftover) => void,
): Promise<void> {
  for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await sweepLeftovers(path, tagPrefix, found);
    if (!isFile || !name.startsWith(`.${tagPrefix}`) || !name.endsWith(EXTENSION)) continue;
    try {
      const { nlink } = await Deno.lstat(path);
      found({ tag: basename(path).split(".")[1]!, isPublished: (nlink ?? 1) > 1 });
      await Deno.remove(path);
    } catch (error) {
      // A probe, which its owner has removed meanwhile.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
