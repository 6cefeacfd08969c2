// Source files of the user's project, for reading them beside a profile. A profile is input: one that somebody
// dropped into the folder may name any file, so only program text below the project's folder is ever read.
import { fromFileUrl, isAbsolute, relative, resolve, SEPARATOR } from "@std/path";
import { UserError } from "../errors.ts";
import type { SourceReader } from "../format/codec.ts";

/** What may be looked at: no .env, no keys, no databases. */
const PROGRAM_TEXT = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|html)$/i;
const MAX_BYTES = 4_000_000;

/** The project's folder. */
export class SourceDir {
  /** Absolute. */
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** The absolute path of a source (a file URL or a path) below the folder, else undefined. Looks at no disk. */
  pathOf(url: string): string | undefined {
    const path = localPath(url);
    return path !== undefined && PROGRAM_TEXT.test(path) && isBelow(this.path, path)
      ? path
      : undefined;
  }

  /**
   * The text of a source. Throws a UserError when it is not there, too large, or outside of the folder, also when
   * only a link leads out of it.
   */
  read(url: string): string {
    const path = this.pathOf(url);
    if (path === undefined) throw refusal(url, `it is no source below "${this.path}"`);
    try {
      const real = Deno.realPathSync(path);
      if (!isBelow(Deno.realPathSync(this.path), real) || !PROGRAM_TEXT.test(real)) {
        throw refusal(url, `it leads out of "${this.path}"`);
      }
      const { size, isFile } = Deno.statSync(real);
      if (!isFile) throw refusal(url, "it is not a file");
      if (size > MAX_BYTES) throw refusal(url, `it is larger than ${MAX_BYTES / 1e6} MB`);
      return Deno.readTextFileSync(real);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw refusal(url, "it is not there or cannot be read");
    }
  }

  /** The same for codecs, to which a source that may not be read is one that is not there. */
  readonly reader: SourceReader = (url) => {
    try {
      return { text: this.read(url) };
    } catch {
      return undefined;
    }
  };
}

function localPath(url: string): string | undefined {
  if (url.includes("\0")) return undefined;
  if (!url.startsWith("file:")) return isAbsolute(url) ? resolve(url) : undefined;
  try {
    return resolve(fromFileUrl(url));
  } catch {
    return undefined;
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${SEPARATOR}`) && !isAbsolute(way);
}

function refusal(url: string, reason: string): UserError {
  return new UserError(`Cannot show "${url}": ${reason}`, {
    hint: "Sources are shown when they lie below the folder that the server was started in",
  });
}
