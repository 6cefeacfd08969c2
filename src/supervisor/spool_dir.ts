// The private folder in which a server's agents write what happens, and what is left of it when the server was
// killed. A lock tells whether somebody still uses it: the system lifts it at the holder's death, however that
// came. (Process ids are given out again, and say nothing in containers.)
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WIRE_VERSION } from "../wire/records.ts";
import { folderFailure } from "../store/folder_failure.ts";
import { DONE_BYTES } from "./done_log.ts";
import type { RecordingOptions } from "./recording_messages.ts";

const PREFIX = "runprofileserver-";
const LOCK = "lock";
const OPTIONS = "recording.json";
/** Ends the name of a folder that is being deleted: whoever is killed at that leaves nothing to think about. */
const GONE = ".gone";
/** A folder that lacks something may be one that is just being made. */
const YOUNG_MS = 60_000;

/** A spool folder that this process holds. */
export class SpoolDir {
  readonly path: string;
  #lock: Deno.FsFile | undefined;

  private constructor(path: string, lock: Deno.FsFile) {
    this.path = path;
    this.#lock = lock;
  }

  /** A new folder, mode 0700. */
  static async create(parent = tmpdir()): Promise<SpoolDir> {
    try {
      const path = await Deno.makeTempDir({ prefix: PREFIX, dir: parent });
      const lock = await Deno.open(join(path, LOCK), { write: true, createNew: true, mode: 0o600 });
      await lock.lock(true);
      return new SpoolDir(path, lock);
    } catch (error) {
      throw unusable(parent, error);
    }
  }

  /** The folders whose servers are gone; from now on this process holds them. */
  static async takeAbandoned(parent = tmpdir()): Promise<SpoolDir[]> {
    const taken: SpoolDir[] = [];
    for await (const { name, isDirectory } of Deno.readDir(parent)) {
      if (!isDirectory || !name.startsWith(PREFIX)) continue;
      if (name.endsWith(GONE)) {
        await removeGone(join(parent, name));
        continue;
      }
      const dir = await take(join(parent, name), (path, lock) => new SpoolDir(path, lock));
      if (dir) taken.push(dir);
    }
    return taken;
  }

  /** Tells this folder's requests from those of others. */
  get key(): string {
    return this.path.slice(this.path.lastIndexOf(PREFIX) + PREFIX.length);
  }

  /** Where it is written which requests are done. */
  get doneLog(): string {
    return join(this.path, "done");
  }

  /** How many requests are done. */
  doneCount(): number {
    try {
      return Deno.statSync(this.doneLog).size / DONE_BYTES;
    } catch {
      return 0;
    }
  }

  /** Where the agents of a generation write: `<path>.0`, `<path>.1`, ... */
  spoolOf(generation: number): string {
    return join(this.path, `spool-${generation}`);
  }

  /** The generations that have left something, oldest first. */
  async generations(): Promise<number[]> {
    const numbers = await this.#numbersIn(/^spool-(\d+)\.\d+$/);
    return [...new Set(numbers)];
  }

  /** The files of a generation that are still there, in their order. */
  async spoolFiles(generation: number): Promise<string[]> {
    const numbers = await this.#numbersIn(new RegExp(`^spool-${generation}\\.(\\d+)$`));
    return numbers.map((number) => `${this.spoolOf(generation)}.${number}`);
  }

  /** True while the process of an agent lives. */
  async hasAgents(): Promise<boolean> {
    for (const generation of await this.#numbersIn(/^spool-(\d+)\.lock$/)) {
      using lock = await Deno.open(`${this.spoolOf(generation)}.lock`, { write: true });
      if (!await lock.tryLock(true)) return true;
    }
    return false;
  }

  /** True when its server may be about to write what is missing. */
  isNew(): boolean {
    const { mtime } = Deno.lstatSync(this.path);
    return mtime === null || Date.now() - mtime.getTime() < YOUNG_MS;
  }

  async #numbersIn(pattern: RegExp): Promise<number[]> {
    const numbers: number[] = [];
    for await (const { name } of Deno.readDir(this.path)) {
      const number = name.match(pattern)?.[1];
      if (number !== undefined) numbers.push(Number(number));
    }
    return numbers.sort((a, b) => a - b);
  }

  /** Keeps what somebody needs to know who finishes the work. */
  async writeOptions(options: RecordingOptions): Promise<void> {
    const path = join(this.path, OPTIONS);
    // Renamed, because half of it would be worse than nothing.
    try {
      await Deno.writeTextFile(`${path}.new`, JSON.stringify({ version: WIRE_VERSION, options }), {
        mode: 0o600,
      });
      await Deno.rename(`${path}.new`, path);
    } catch (error) {
      throw unusable(this.path, error);
    }
  }

  /** What was kept; undefined when the server was killed before that, or was another version. */
  async readOptions(): Promise<RecordingOptions | undefined> {
    try {
      const { version, options } = JSON.parse(await Deno.readTextFile(join(this.path, OPTIONS)));
      return version === WIRE_VERSION ? options : undefined;
    } catch {
      return undefined;
    }
  }

  /** Leaves the folder to whoever comes next. */
  release(): void {
    this.#lock?.close();
    this.#lock = undefined;
  }

  /** Deletes the folder, unless it was released. */
  async remove(): Promise<void> {
    if (!this.#lock) return;
    // Windows moves and deletes nothing that is open; without options nobody who takes the lock now has work.
    await Deno.remove(join(this.path, OPTIONS)).catch(() => {});
    this.release();
    const gone = this.path + GONE;
    await Deno.rename(this.path, gone).catch(() => {});
    for (const path of [gone, this.path]) {
      await Deno.remove(path, { recursive: true }).catch(() => {});
    }
  }
}

async function removeGone(path: string): Promise<void> {
  try {
    if (isOurs(await Deno.lstat(path))) await Deno.remove(path, { recursive: true });
  } catch {
    // Its own server is still at it.
  }
}

function unusable(folder: string, error: unknown): unknown {
  const hint = "Make room there, or name another temp folder by the variable TMPDIR.";
  return folderFailure(`Cannot keep a spool in "${folder}"`, error, hint);
}

async function take<T>(
  path: string,
  taken: (path: string, lock: Deno.FsFile) => T,
): Promise<T | undefined> {
  try {
    if (!isOurs(await Deno.lstat(path))) return undefined;
    const lock = await Deno.open(join(path, LOCK), { write: true });
    if (await lock.tryLock(true)) return taken(path, lock);
    lock.close();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) await removeUnlocked(path);
  }
  return undefined;
}

/** The temp folder is everybody's: what others put there must not make us write anywhere. */
function isOurs({ isDirectory, uid, mode }: Deno.FileInfo): boolean {
  if (!isDirectory) return false;
  return Deno.build.os === "windows" || (uid === Deno.uid() && ((mode ?? 0) & 0o077) === 0);
}

/** Its server was killed within the first instants: there is nothing in it. */
async function removeUnlocked(path: string): Promise<void> {
  try {
    const { mtime } = await Deno.lstat(path);
    const isOld = mtime !== null && Date.now() - mtime.getTime() > YOUNG_MS;
    if (isOld) await Deno.remove(path, { recursive: true });
  } catch {
    // Somebody else was faster.
  }
}
