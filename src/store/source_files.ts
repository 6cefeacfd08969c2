// The source files that profiles name, for formats that look for the lines of calls in them. Profiles come from
// anywhere, so a name in one must not make us read a device, a pipe or another machine.
import { fileURLToPath } from "node:url";
import type { SourceReader, SourceText } from "../format/codec.ts";

/** Nothing that a person wrote is larger. */
const MAX_FILE_BYTES = 16 * 2 ** 20;
/** Characters that are kept for the next profile of the same program. */
const MAX_KEPT = 16 * 2 ** 20;

interface Kept {
  readonly source: SourceText;
  readonly size: number;
  readonly changedAt: number;
}

/** Reads each file once, and again when it has changed. */
export class SourceFiles {
  /** By path, those used last at the end. */
  readonly #kept = new Map<string, Kept>();
  #keptLength = 0;

  /** The text at a file URL or an absolute path; undefined for everything else and what cannot be read. */
  readonly read: SourceReader = (url) => {
    const path = localPath(url);
    if (path === undefined) return undefined;
    try {
      return this.#read(path);
    } catch {
      // Not there, not ours, moved meanwhile: a profile is written without it.
      this.#forget(path);
      return undefined;
    }
  };

  #read(path: string): SourceText | undefined {
    const { isFile, size, mtime } = Deno.statSync(path);
    const changedAt = mtime?.getTime() ?? 0;
    const known = this.#kept.get(path);
    this.#forget(path);
    if (!isFile || size > MAX_FILE_BYTES) return undefined;
    const isSame = known?.size === size && known.changedAt === changedAt;
    const source = isSame ? known.source : { text: Deno.readTextFileSync(path) };
    this.#keep(path, { source, size, changedAt });
    return source;
  }

  #keep(path: string, kept: Kept): void {
    this.#kept.set(path, kept);
    this.#keptLength += kept.source.text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptLength <= MAX_KEPT) return;
      this.#forget(oldest);
    }
  }

  #forget(path: string): void {
    this.#keptLength -= this.#kept.get(path)?.source.text.length ?? 0;
    this.#kept.delete(path);
  }
}

function localPath(url: string): string | undefined {
  if (/^\/(?!\/)|^[A-Za-z]:[\\/]/.test(url)) return url;
  // With a host it would be a file of another machine.
  if (!url.startsWith("file:///")) return undefined;
  try {
    const path = fileURLToPath(url);
    return path.startsWith("\\\\") ? undefined : path;
  } catch {
    return undefined;
  }
}
