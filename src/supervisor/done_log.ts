// Which requests of a server have got all that they will get, kept in its spool folder: whoever takes over the
// spool of a killed server must not write the same profile twice.

/** Of an entry. */
export const DONE_BYTES = 4;

/** Ids of finished requests, appended one by one. */
export class DoneLog {
  readonly #file: Deno.FsFile | undefined;
  readonly #ids: Set<number>;

  private constructor(file: Deno.FsFile | undefined, ids: Set<number>) {
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
      return new DoneLog(file, new Set(ids));
    } catch {
      return new DoneLog(undefined, new Set());
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

  close(): void {
    this.#file?.close();
  }
}

function readIds(path: string): Uint32Array {
  const bytes = Deno.readFileSync(path);
  return new Uint32Array(bytes.buffer, 0, Math.floor(bytes.length / DONE_BYTES));
}
