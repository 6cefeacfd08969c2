// Which requests of a server have got all that they will get, and which is about to, kept in its spool folder: whoever
// takes over the spool of a killed server must not write the same profile twice, nor half of it.
import type { PendingFile } from "../store/publication.ts";

/** Of an entry. */
export const DONE_BYTES = 4;

/** The request whose files were getting their names. */
export interface Publishing {
  readonly id: number;
  readonly files: readonly PendingFile[];
}

/** Ids of finished requests, appended one by one. */
export class DoneLog {
  readonly #path: string;
  readonly #file: Deno.FsFile | undefined;
  readonly #ids: Set<number>;
  #publishing: Deno.FsFile | undefined;

  private constructor(path: string, file: Deno.FsFile | undefined, ids: Set<number>) {
    this.#path = path;
    this.#file = file;
    this.#ids = ids;
  }

  /** Opens the log at `path`, made when missing. Without a place to write it is kept for nobody. */
  static open(path: string): DoneLog {
    try {
      const file = Deno.openSync(path, { read: true, append: true, create: true, mode: 0o600 });
      const ids = readIds(path);
      // What comes next must not be taken for the rest of an entry that is cut off.
      file.truncateSync(ids.length * DONE_BYTES);
      return new DoneLog(path, file, new Set(ids));
    } catch {
      return new DoneLog(path, undefined, new Set());
    }
  }

  /** True for what was finished before this log was opened. */
  has(id: number): boolean {
    return this.#ids.has(id);
  }

  /** Never throws: on a full disk a profile may be written twice, but only if the server is killed then. */
  add(id: number): void {
    try {
      this.#file?.writeSync(new Uint8Array(Uint32Array.of(id).buffer));
    } catch {
      // As said above.
    }
  }

  /** These files get their names now. Never throws, as add(). */
  publishing(id: number, files: readonly PendingFile[]): void {
    try {
      const options = { create: true, write: true, mode: 0o600 };
      this.#publishing ??= Deno.openSync(publishingPath(this.#path), options);
      // Over the one before, of which an end may stay behind the end of the line.
      this.#publishing.seekSync(0, Deno.SeekMode.Start);
      const line = JSON.stringify({ id, files } satisfies Publishing);
      this.#publishing.writeSync(new TextEncoder().encode(`${line}\n`));
    } catch {
      // As said above.
    }
  }

  /** What was the last to be announced by publishing(), unless it is done. */
  interrupted(): Publishing | undefined {
    try {
      const [line] = Deno.readTextFileSync(publishingPath(this.#path)).split("\n");
      const publishing: Publishing = JSON.parse(line!);
      return this.#ids.has(publishing.id) ? undefined : publishing;
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#file?.close();
    this.#publishing?.close();
  }
}

function publishingPath(path: string): string {
  return `${path}.publishing`;
}

function readIds(path: string): Uint32Array {
  const bytes = Deno.readFileSync(path);
  return new Uint32Array(bytes.buffer, 0, Math.floor(bytes.length / DONE_BYTES));
}
