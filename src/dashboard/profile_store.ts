// The recordings of a folder, as every page sees them: listed, read, and told of as they come. Looks at the
// folder for the first time when somebody asks, and reads nothing that the index does not name.
import type { Recording } from "../format/codec.ts";
import { detectCodec } from "../format/codecs.ts";
import { UserError } from "../errors.ts";
import { FolderWatch } from "../store/folder_watch.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import { keyOfRouteRecording } from "./links.ts";
import type { ProfileEntry } from "./profile_entry.ts";
import { type IndexChange, ProfileIndex } from "./profile_index.ts";
import { RecordingCache } from "./recording_cache.ts";
import { mergedRoute, routeEntries, routeEntry } from "./route_recording.ts";

/** Changes kept for those who come back; older ones make them start over. */
const CHANGES_KEPT = 2_000;

/** One per dashboard. */
export class ProfileStore {
  /** Absolute. */
  readonly folder: string;
  /** Another one for each store: numbers of changes mean nothing to the next one. */
  readonly run = crypto.randomUUID().slice(0, 8);
  readonly #dir: ProfileDir;
  readonly #index: ProfileIndex;
  readonly #cache = new RecordingCache();
  readonly #listeners = new Set<(changes: readonly IndexChange[]) => void>();
  readonly #changes: IndexChange[] = [];
  #watch: FolderWatch | undefined;
  #ready: Promise<void> | undefined;
  /** Updates of the index, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(dir: ProfileDir) {
    this.folder = dir.path;
    this.#dir = dir;
    this.#index = new ProfileIndex(dir);
  }

  /** Throws a UserError when the folder is not there. */
  static async open(folder: string): Promise<ProfileStore> {
    return new ProfileStore(await ProfileDir.open(folder, { readOnly: true }));
  }

  /** Resolves when everything that was in the folder is listed; from the first call on it is watched. */
  ready(): Promise<void> {
    if (!this.#ready) {
      // Watched first: what comes while it is looked through is looked at once more.
      this.#watch = new FolderWatch(this.folder, {
        changed: (names) => this.#update(() => this.#index.refresh(names)),
        unknown: () => this.#update(() => this.#index.rescan()),
      });
      this.#ready = this.#update(() => this.#index.rescan());
    }
    return this.#ready;
  }

  /** Every recording, in the order in which they came. Empty before ready(). */
  list(): readonly ProfileEntry[] {
    return this.#index.entries();
  }

  /** The entry of a file that is listed, or of a routeRecording(); undefined for all other names. */
  entry(name: string): ProfileEntry | undefined {
    const key = keyOfRouteRecording(name);
    return key === undefined ? this.#index.entry(name) : routeEntry(this.list(), key);
  }

  /**
   * The decoded recording of an entry; the same object again as long as it is remembered, so that what was
   * computed from it can be kept in a WeakMap. Throws a UserError for a name that is not listed, a format that
   * can be written only, and a broken file.
   */
  async read(name: string): Promise<Recording> {
    const entry = this.entry(name);
    if (!entry) throw new UserError(`Cannot read "${name}": there is no such profile`);
    const key = keyOfRouteRecording(name);
    if (key === undefined) return await this.#readFile(entry);
    const entries = routeEntries(this.list(), key);
    // A route has another sum as soon as it has another request.
    const version = `${entries.length} ${entries.at(-1)?.name}`;
    return await this.#cache.get(name, version, async () => {
      const recording = await mergedRoute(entries, key, (each) => this.#decode(each.name));
      return { recording, bytes: 0 };
    });
  }

  /** The file of an entry as it is, e.g. to download it; `name` may be one of its copies. */
  async readBytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#dir.read(name) as Uint8Array<ArrayBuffer>;
  }

  /** Calls back for every entry that comes, until the returned function is called. */
  onAdded(callback: (entry: ProfileEntry) => void): () => void {
    return this.onChange((changes) => {
      for (const { added } of changes) if (added) callback(added);
    });
  }

  /** Calls back for everything that happens to the list, until the returned function is called. */
  onChange(callback: (changes: readonly IndexChange[]) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /** The number of the last change. */
  get sequence(): number {
    return this.#index.sequence;
  }

  /** What has happened after change `sequence`; undefined when that is too long ago. */
  changesSince(sequence: number): readonly IndexChange[] | undefined {
    if (sequence === this.sequence) return [];
    const first = this.#changes[0]?.sequence ?? Infinity;
    if (!Number.isInteger(sequence) || sequence > this.sequence || sequence + 1 < first) {
      return undefined;
    }
    return this.#changes.slice(sequence + 1 - first);
  }

  /** Watches no longer. */
  close(): void {
    this.#watch?.close();
  }

  #readFile({ name, bytes, writtenAt, isReadable }: ProfileEntry): Promise<Recording> {
    if (!isReadable) {
      throw new UserError(`Cannot read "${name}": its format can be written only`, {
        hint:
          "Open it in the program it is for, e.g. KCacheGrind, or serve with --format cpuprofile as well",
      });
    }
    return this.#cache.get(name, `${bytes} ${writtenAt}`, async () => ({
      recording: await this.#decode(name),
      bytes,
    }));
  }

  async #decode(name: string): Promise<Recording> {
    const bytes = await this.#dir.read(name);
    const codec = detectCodec(bytes.subarray(0, 4096));
    if (!codec?.decode) throw new UserError(`Cannot read "${name}": no profile in a known format`);
    try {
      return codec.decode(bytes);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`Cannot read "${name}": ${error.message}`, { hint: error.hint });
    }
  }

  #update(work: () => Promise<IndexChange[]>): Promise<void> {
    return this.#turn = this.#turn.then(work).then((changes) => this.#tell(changes), () => {
      // The folder cannot be read at the moment, e.g. it is gone: the next event tries again.
    });
  }

  #tell(changes: readonly IndexChange[]): void {
    if (changes.length === 0) return;
    this.#changes.push(...changes.slice(-CHANGES_KEPT));
    this.#changes.splice(0, this.#changes.length - CHANGES_KEPT);
    for (const listener of this.#listeners) listener(changes);
  }
}
