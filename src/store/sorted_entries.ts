// What is in a folder, in an order that does not depend on the file system.
import { folderFailure } from "./folder_failure.ts";

/**
 * Entries that are not hidden, ordered by name, by code units; none for a folder that is not there. Throws a
 * UserError when it cannot be listed.
 */
export async function sortedEntries(folder: string): Promise<Deno.DirEntry[]> {
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (!entry.name.startsWith(".")) entries.push(entry);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw folderFailure(`Cannot list "${folder}"`, error, "");
    }
  }
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}
