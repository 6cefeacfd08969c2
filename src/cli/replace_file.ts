// Writes a file that the user asked to be replaced: afterwards it has all of the new bytes, and until
// then all of the old ones, whatever happens in between.
import { dirname, join } from "@std/path";
import { UserError } from "../errors.ts";
import { systemReason } from "./system_reason.ts";

/** Throws a UserError that quotes `path` when the system refuses. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const target = await replaceable(path);
    // A device or a pipe takes bytes, but a rename would replace the device itself: -o /dev/null.
    if (target === undefined) await Deno.writeFile(path, bytes, { create: false });
    else await writeAndRename(target, bytes);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new UserError(`Cannot write "${path}": ${reason}`, { cause: error });
  }
}

/** The real path behind links, or undefined for what is no regular file. */
async function replaceable(path: string): Promise<string | undefined> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    if (isDirectory) throw new UserError(`Cannot write "${path}": it is a folder`);
    return isFile ? await Deno.realPath(path) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}

async function writeAndRename(path: string, bytes: Uint8Array): Promise<void> {
  // In the same folder, or the rename would copy. Hidden and not beginning with the name: KCacheGrind
  // loads everything whose name starts with that of the file it opens.
  const temporary = join(dirname(path), `.tmp-${crypto.randomUUID()}`);
  try {
    await Deno.writeFile(temporary, bytes, { createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
