// What is in a folder, in an order that does not depend on the file system.
import { folderFailure } from "./folder_failure.ts";

/**
 * Entries that are not hidden, ordered by name, by code units; none for a folder that is not there. Throws a
 * UserError when it cannot be listed. (Deno.readDir takes four times as long and then hands over all at once too.)
 */
export function sortedEntries(folder: string): Deno.DirEntry[] {
  try {
    const entries = [...Deno.readDirSync(folder)].filter(({ name }) => !name.startsWith("."));
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw folderFailure(`Cannot list "${folder}"`, error, "");
  }
}
