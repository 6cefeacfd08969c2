// Deletes the oldest profiles when there are too many. What was there before counts as well, but only what is known
// to be ours is ever deleted. Several processes may do this in one folder: each looks again from time to time.
import { join } from "node:path";
import { isOwnProfile } from "./own_profile.ts";
import type { ListedFile, ProfileDir } from "./profile_dir.ts";

/** Other processes add and delete files: the folder is listed again when this has passed and it seems too full. */
const LIST_AGAIN_MS = 10_000;
/** The clocks of network drives differ from ours, but hardly by so much. */
const FUTURE_MS = 10 * 60_000;
const MEGABYTE = 1e6;

/** How much is kept; a profile has one file per format and counts once. */
export interface KeepLimits {
  /** 1 or more. */
  readonly profiles?: number | undefined;
  /** Of all formats together, 1e6 bytes each. */
  readonly megabytes?: number | undefined;
}

/** Its files as they were when they were counted: another one of that name is not to be deleted. */
interface CountedProfile {
  readonly files: readonly ListedFile[];
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Keeps one folder within limits. */
export class Retention {
  readonly #dir: ProfileDir;
  readonly #maxProfiles: number;
  readonly #maxBytes: number;
  /** By what the names of their files have in common; oldest first. */
  #profiles = new Map<string, CountedProfile>();
  #bytes = 0;
  #listedAt = -Infinity;
  /** Files that this process has written are ours in every format. */
  readonly #written = new Set<string>();
  /** Whether a file is ours, so that nobody's content is read twice. */
  #isOwnByStamp = new Map<string, boolean>();
  #turn: Promise<void> = Promise.resolve();

  constructor(dir: ProfileDir, { profiles = Infinity, megabytes = Infinity }: KeepLimits) {
    this.#dir = dir;
    this.#maxProfiles = profiles;
    this.#maxBytes = megabytes * MEGABYTE;
  }

  /** Counts what is there and deletes what is too much of it. Throws a UserError when that is not allowed. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#list();
      await this.#deleteOldest();
    });
  }

  /** Counts a profile that was written just now and deletes older ones for it. Throws as start() does. */
  added(names: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const name of names) this.#written.add(name);
      const files = await Promise.all(names.map((name) => this.#dir.stat(name)));
      this.#count(files.filter((file) => file !== undefined));
      if (!this.#isTooMuch()) return;
      if (performance.now() - this.#listedAt > LIST_AGAIN_MS) await this.#list();
      await this.#deleteOldest();
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** The newest one is kept in any case: somebody is waiting for it. */
  #isTooMuch(): boolean {
    const count = this.#profiles.size;
    return count > 1 && (count > this.#maxProfiles || this.#bytes > this.#maxBytes);
  }

  #count(files: readonly ListedFile[]): void {
    if (files.length === 0) return;
    const key = profileKey(files[0]!.name);
    this.#forget(key);
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    const modifiedMs = Math.max(...files.map((file) => file.modifiedMs));
    this.#profiles.set(key, { files, bytes, modifiedMs });
    this.#bytes += bytes;
  }

  #forget(key: string): void {
    this.#bytes -= this.#profiles.get(key)?.bytes ?? 0;
    this.#profiles.delete(key);
  }

  async #deleteOldest(): Promise<void> {
    for (const [key, { files }] of this.#profiles) {
      if (!this.#isTooMuch()) return;
      this.#forget(key);
      for (const file of files) await this.#delete(file);
    }
  }

  async #delete({ name, size, modifiedMs }: ListedFile): Promise<void> {
    this.#written.delete(name);
    const found = await this.#dir.stat(name);
    // Somebody may have deleted it, and somebody else have taken its name.
    if (found?.size === size && found.modifiedMs === modifiedMs) await this.#dir.remove(name);
  }

  async #list(): Promise<void> {
    this.#listedAt = performance.now();
    const filesByKey = new Map<string, ListedFile[]>();
    for await (const file of this.#dir.list()) {
      const key = profileKey(file.name);
      const files = filesByKey.get(key);
      if (files) files.push(file);
      else filesByKey.set(key, [file]);
    }
    const latest = Date.now() + FUTURE_MS;
    const age = (files: readonly ListedFile[]) => {
      const modifiedMs = Math.max(...files.map((file) => file.modifiedMs));
      // Then the clock has been set back since, and all that is written now would seem older.
      return modifiedMs > latest ? modifiedMs - Number.MAX_SAFE_INTEGER : modifiedMs;
    };
    // One file that shows whose it is speaks for those of its other formats.
    const own = [...filesByKey.values()].filter(this.#ownFilter())
      .sort((a, b) => age(a) - age(b));
    this.#profiles = new Map();
    this.#bytes = 0;
    for (const files of own) this.#count(files);
  }

  #ownFilter(): (files: readonly ListedFile[]) => boolean {
    const before = this.#isOwnByStamp;
    const now = this.#isOwnByStamp = new Map();
    const isOwn = ({ name, size, modifiedMs }: ListedFile): boolean => {
      if (this.#written.has(name)) return true;
      const stamp = `${name}:${size}:${modifiedMs}`;
      const answer = before.get(stamp) ?? isOwnProfile(join(this.#dir.path, name));
      now.set(stamp, answer);
      return answer;
    };
    return (files) => files.some(isOwn);
  }
}

/** What the files of one profile have in common: folder and base name. */
function profileKey(name: string): string {
  return name.replace(/(^|\/)callgrind\.out\./, "$1")
    .replace(/\.(cpuprofile|callgrind|speedscope\.json|pb\.gz|folded|report\.md)$/, "");
}
