// Which files of the folder hold a recording, and in which format: told from their names.
import type { Codec } from "../format/codec.ts";
import type { ProfileEntry } from "./profile_entry.ts";

/** The file of a recording in a format; undefined when the folder has none. */
export function fileIn(entry: ProfileEntry, codec: Codec): string | undefined {
  return filesOfEntry(entry).find((file) => isFileOf(file, codec));
}

/** All its files, relative to the folder; a route's sum has none. */
export function filesOfEntry({ name, bytes, copies }: ProfileEntry): readonly string[] {
  return bytes > 0 ? [name, ...copies] : [];
}

/** Whether a file is named like those of a format. */
export function isFileOf(file: string, { prefix, extension }: Codec): boolean {
  return baseName(file).startsWith(prefix) && file.endsWith(extension);
}

/** A name without its folder. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
