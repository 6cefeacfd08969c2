// A folder of profile files, and the only code that writes or reads one. A file appears under its name at once
// and whole: it is written to a hidden file beside, then linked, and a link never replaces what is there.
// That holds between processes too, but is not flushed: it guards against crashes, not against power cuts.
import { join, relative, resolve, sep } from "node:path";
import { UserError } from "../errors.ts";
import { claimFolder } from "./claim_folder.ts";
import { readEnds } from "./read_ends.ts";
import { folderFailure } from "./folder_failure.ts";
import { PROBE_TAG, tempName } from "./leftovers.ts";
import type { PendingFile } from "./publication.ts";
import { safeName } from "./safe_name.ts";
import { sortedEntries } from "./sorted_entries.ts";
import { SuffixMemory } from "./suffix_memory.ts";

/** One format of a profile. */
export interface ProfileFile {
  /** Put before the base name, e.g. "callgrind.out."; or "". */
  readonly prefix: string;
  /** With the dot, never "": the suffix of a taken name goes before it. */
  readonly extension: string;
  readonly bytes: Uint8Array;
}

/** A file in the folder. */
export interface ListedFile {
  /** Relative, "/" between folders. */
  readonly name: string;
  readonly size: number;
  /** Epoch milliseconds; 0 when the file system does not tell. */
  readonly modifiedMs: number;
}

/** Hears of a folder that cannot be listed: its name, as in list(), and why. */
export type UnlistedListener = (name: string, error: UserError) => void;

/** How a folder is opened. */
export interface OpenOptions {
  /** Nobody else may look in: mode 0700, and refused when somebody else could have put it there. */
  readonly private?: boolean;
  /** Must exist, is not tried out and never written. */
  readonly readOnly?: boolean;
}

/** Who writes: what a killed writer leaves behind can be told from what another one is writing. */
export interface WriteMark {
  /** For tempName(). */
  readonly tag: string;
  /** Called before names are given in a way that can be interrupted half-way; perhaps again, for other names. */
  publishing(files: readonly PendingFile[]): void;
  /** Called when the files have their names, before the traces of their making are removed. */
  published(): void;
}

/** What the folder needs from the system; tests put a file system without hard links here. */
export interface ProfileDirSystem {
  link(from: string, to: string): Promise<void>;
}

/**
 * The three calls per file are synchronous: profiles are small, and each asynchronous call costs twice its
 * work in hand-overs between threads. Nobody waits on this thread for something more urgent.
 */
const SYSTEM: ProfileDirSystem = {
  // deno-lint-ignore require-await -- a failure must reject
  link: async (from, to) => Deno.linkSync(from, to),
};
/** How often a write starts over when the folder is deleted under it. */
const ATTEMPTS = 3;

/** One profile folder. Several objects, in several processes, may use the same one. */
export class ProfileDir {
  /** Absolute. */
  readonly path: string;
  readonly #options: OpenOptions;
  readonly #system: ProfileDirSystem;
  readonly #suffixes = new SuffixMemory();
  #hasLinks = true;

  private constructor(path: string, options: OpenOptions, system: ProfileDirSystem) {
    this.path = path;
    this.#options = options;
    this.#system = system;
  }

  /** Creates the folder when missing and proves that files can be written; throws a UserError. */
  static async open(
    path: string,
    options: OpenOptions = {},
    system = SYSTEM,
  ): Promise<ProfileDir> {
    // Without resolve(), "link/" would be looked at behind the link.
    const dir = new ProfileDir(resolve(path), options, system);
    if (options.readOnly) await dir.#mustExist();
    else await dir.#proveWritable();
    return dir;
  }

  /**
   * Writes all files of one profile below one base name, with "-1", "-2", ... when any of its names is taken,
   * and returns their names. `name` is relative, "/"-separated, made of safeName()s; throws a UserError.
   */
  async write(name: string, files: readonly ProfileFile[], mark?: WriteMark): Promise<string[]> {
    checkName(name, files);
    return await this.#retrying(async () => {
      const temps = await this.#writeTemps(name, files, mark?.tag);
      try {
        const names = await this.#publish(name, files, { temps, mark });
        mark?.published();
        return names;
      } finally {
        await Promise.all(temps.map(removeIfThere));
      }
    });
  }

  /** Writes one file over an earlier one of that name, whole or not at all; for aggregates. Returns the name. */
  async replace(name: string, file: ProfileFile): Promise<string> {
    checkName(name, [file]);
    return await this.#retrying(async () => {
      const [temp] = await this.#writeTemps(name, [file]) as [string];
      const [target] = fileNames(name, [file], 0) as [string];
      try {
        await Deno.rename(temp, this.#absolute(target));
      } catch (error) {
        await removeIfThere(temp);
        throw error;
      }
      return target;
    });
  }

  /**
   * Every file in the folder and below, sorted within each folder. Hidden files, links and empty files are
   * left out: a crash may leave an empty one where the file system has no hard links.
   */
  async *list(): AsyncGenerator<ListedFile> {
    for (const name of this.names()) {
      const file = await this.stat(name);
      if (file) yield file;
    }
  }

  /**
   * The names of all files, as list() has them, and of empty ones: in a tenth of the time, as no file is looked at.
   * `onUnlisted` hears of folders below this one that cannot be listed; without it the first of them ends it all.
   */
  *names(onUnlisted?: UnlistedListener): Generator<string> {
    yield* this.#namesBelow("", onUnlisted);
  }

  /** What list() would say of a file; undefined when it would leave it out. */
  async stat(name: string): Promise<ListedFile | undefined> {
    const info = await ifThere(Deno.lstat(this.#absolute(name)));
    if (!info?.isFile || info.size === 0) return undefined;
    return { name, size: info.size, modifiedMs: info.mtime?.getTime() ?? 0 };
  }

  /** A file's bytes. `name` as in list(): nothing outside of the folder is read; throws a UserError. */
  async read(name: string): Promise<Uint8Array> {
    try {
      return await Deno.readFile(await this.#inside(name));
    } catch (error) {
      throw folderFailure(`Cannot read "${name}" in "${this.path}"`, error, "");
    }
  }

  /**
   * The first and the last `length` bytes of a file, which overlap in a short one: formats keep their record at
   * an end, and a list of thousands of files cannot read them all. As read() otherwise.
   */
  async readEnds(name: string, length: number): Promise<{ head: Uint8Array; tail: Uint8Array }> {
    try {
      return readEnds(await this.#inside(name), length);
    } catch (error) {
      throw folderFailure(`Cannot read "${name}" in "${this.path}"`, error, "");
    }
  }

  /** Deletes a file that list() named; one that is gone already is fine. Throws a UserError. */
  async remove(name: string): Promise<void> {
    try {
      await Deno.remove(await this.#inside(name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw folderFailure(`Cannot delete "${name}" in "${this.path}"`, error, "");
    }
  }

  async #mustExist(): Promise<void> {
    try {
      for await (const _ of Deno.readDir(this.path)) break;
    } catch (error) {
      throw folderFailure(
        `Cannot read profiles from "${this.path}"`,
        error,
        "Name a folder of profiles.",
      );
    }
  }

  async #proveWritable(): Promise<void> {
    await this.#retrying(async () => {
      await this.#create("");
      await removeIfThere(await this.#writeTemp(this.path, new Uint8Array(1), PROBE_TAG));
    });
  }

  /** Runs `work`, again when the folder vanished meanwhile, and words what goes wrong. */
  async #retrying<T>(work: () => Promise<T>): Promise<T> {
    if (this.#options.readOnly) throw new Error("The folder was opened for reading only");
    for (let attempt = 1;; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Deno.errors.NotFound && attempt < ATTEMPTS) continue;
        throw folderFailure(
          `Cannot write profiles to "${this.path}"`,
          error,
          "Choose another folder with --prof-path.",
        );
      }
    }
  }

  async #create(subfolder: string): Promise<void> {
    const mode = this.#options.private ? 0o700 : 0o777;
    await Deno.mkdir(this.path, { recursive: true, mode });
    if (this.#options.private) await claimFolder(this.path);
    if (subfolder) await Deno.mkdir(this.#absolute(subfolder), { recursive: true, mode });
  }

  async #writeTemps(name: string, files: readonly ProfileFile[], tag = ""): Promise<string[]> {
    const subfolder = name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "";
    const folder = this.#absolute(subfolder);
    const results = await Promise.allSettled(files.map(async ({ bytes }) => {
      try {
        return await this.#writeTemp(folder, bytes, tag);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        await this.#create(subfolder);
        return await this.#writeTemp(folder, bytes, tag);
      }
    }));
    const temps = results.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
    const failed = results.find((result) => result.status === "rejected");
    if (!failed) return temps;
    await Promise.all(temps.map(removeIfThere));
    throw failed.reason;
  }

  async #writeTemp(folder: string, bytes: Uint8Array, tag = ""): Promise<string> {
    const temp = join(folder, tempName(tag));
    try {
      Deno.writeFileSync(temp, bytes, { createNew: true, mode: 0o600 });
    } catch (error) {
      // A full disk leaves the beginning of the file.
      await removeIfThere(temp);
      throw error;
    }
    return temp;
  }

  /** Gives the written files the first names that are free for all of them. */
  async #publish(
    name: string,
    files: readonly ProfileFile[],
    { temps, mark }: { temps: readonly string[]; mark: WriteMark | undefined },
  ): Promise<string[]> {
    for (let suffix = this.#suffixes.take(name);;) {
      const names = fileNames(name, files, suffix);
      const pending = names.map((each, i) => ({ temp: temps[i]!, target: this.#absolute(each) }));
      if (await this.#linkAll(pending, mark)) return names;
      const isFree = (candidate: number) => this.#areFree(fileNames(name, files, candidate));
      suffix = await this.#suffixes.skipTaken(name, suffix, isFree);
    }
  }

  /** False, and nothing left behind, when one of the names is taken. */
  async #linkAll(pending: readonly PendingFile[], mark: WriteMark | undefined): Promise<boolean> {
    const done: string[] = [];
    const announce = () => mark?.publishing(pending);
    if (pending.length > 1 || !this.#hasLinks) announce();
    try {
      for (const file of pending) {
        await this.#link(file, announce);
        done.push(file.target);
      }
      return true;
    } catch (error) {
      await Promise.all(done.map(removeIfThere));
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
  }

  async #link({ temp, target }: PendingFile, announce: () => void): Promise<void> {
    try {
      await this.#system.link(temp, target);
    } catch (error) {
      const isAnswer = error instanceof Deno.errors.AlreadyExists ||
        error instanceof Deno.errors.NotFound;
      if (isAnswer) throw error;
      if (this.#hasLinks) announce();
      this.#hasLinks = false;
      // FAT and some network drives have no links, and each words it in another way. The empty file reserves
      // the name against everyone; a lock file would only bind those who know of it.
      const reservation = await Deno.open(target, { write: true, createNew: true, mode: 0o600 });
      reservation.close();
      await Deno.rename(temp, target).catch(async (reason) => {
        await removeIfThere(target);
        throw reason;
      });
    }
  }

  async #areFree(names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      try {
        await Deno.lstat(this.#absolute(name));
        return false;
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    return true;
  }

  *#namesBelow(folder: string, onUnlisted?: UnlistedListener): Generator<string> {
    for (const entry of this.#entries(folder, onUnlisted)) {
      const name = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory) yield* this.#namesBelow(name, onUnlisted);
      if (entry.isFile) yield name;
    }
  }

  #entries(folder: string, onUnlisted?: UnlistedListener): Deno.DirEntry[] {
    try {
      return sortedEntries(this.#absolute(folder));
    } catch (error) {
      if (folder === "" || !onUnlisted || !(error instanceof UserError)) throw error;
      onUnlisted(folder, error);
      return [];
    }
  }

  /** The absolute path of a file that list() could name. */
  async #inside(name: string): Promise<string> {
    const root = await Deno.realPath(this.path);
    const real = await Deno.realPath(this.#absolute(name));
    // Any "..", link or other detour on the way makes the two differ.
    const isDirect = relative(root, real) === name.replaceAll("/", sep);
    if (isDirect && !/^\.|\/\./.test(name)) return real;
    throw new UserError(`Cannot use "${name}": it is not a file in "${this.path}"`);
  }

  #absolute(name: string): string {
    return join(this.path, name);
  }
}

function fileNames(name: string, files: readonly ProfileFile[], suffix: number): string[] {
  const split = name.lastIndexOf("/") + 1;
  const base = name.slice(split) + (suffix === 0 ? "" : `-${suffix}`);
  return files.map(({ prefix, extension }) => name.slice(0, split) + prefix + base + extension);
}

/** Callers make names with safeName(), so a name that it would change is a bug of theirs. */
function checkName(name: string, files: readonly ProfileFile[]): void {
  for (const component of name.split("/")) {
    if (safeName(component) !== component) throw new Error(`"${name}" is not a safe file name`);
  }
  for (const { prefix, extension } of files) {
    // Without an extension "callgrind.out.x" would be the beginning of "callgrind.out.x-1": see safe_name.ts.
    if (!/^(?:\.[a-z0-9]+)+$/.test(extension)) throw new Error(`"${extension}" is no extension`);
    if (!/^(?:[a-z][a-z.]*)?$/.test(prefix)) throw new Error(`"${prefix}" is no prefix`);
  }
}

async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

// deno-lint-ignore require-await -- a failure must reject
async function removeIfThere(path: string): Promise<void> {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
