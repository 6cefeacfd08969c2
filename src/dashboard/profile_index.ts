// The recordings of a folder, kept up to date from its files: a file is opened once, at its ends. Every change has
// a number, so that whoever was away can be told what happened since.
import { namedFormat } from "../format/named_format.ts";
import { END_BYTES, recordAtEnd } from "../format/record_at_end.ts";
import type { ListedFile, ProfileDir } from "../store/profile_dir.ts";
import type { ProfileEntry } from "./profile_entry.ts";

/** What happened to the index, in order; `sequence` is 1, 2, ... */
export interface IndexChange {
  readonly sequence: number;
  readonly added: ProfileEntry | undefined;
  /** The name of an entry that is no more. */
  readonly removed: string | undefined;
}

interface IndexedFile extends ListedFile {
  /** The same for all formats of a recording. */
  readonly place: string;
  readonly isReadable: boolean;
  readonly info: Pick<ProfileEntry, "request" | "aggregate">;
}

/** Files opened at a time: enough to hide the hand-overs between threads. */
const CONCURRENCY = 32;

/** Entries by name. Changes come from refresh() and rescan() only; calls must not overlap. */
export class ProfileIndex {
  readonly #dir: ProfileDir;
  readonly #files = new Map<string, IndexedFile>();
  readonly #namesByPlace = new Map<string, Set<string>>();
  readonly #entryByPlace = new Map<string, ProfileEntry>();
  readonly #placeByEntry = new Map<string, string>();
  #sequence = 0;

  constructor(dir: ProfileDir) {
    this.#dir = dir;
  }

  /** The number of the last change. */
  get sequence(): number {
    return this.#sequence;
  }

  /** In the order in which they were found; those of one scan by the time they were written. */
  entries(): ProfileEntry[] {
    return [...this.#entryByPlace.values()];
  }

  entry(name: string): ProfileEntry | undefined {
    const place = this.#placeByEntry.get(name);
    return place === undefined ? undefined : this.#entryByPlace.get(place);
  }

  /** Looks through the whole folder. */
  async rescan(): Promise<IndexChange[]> {
    const found: ListedFile[] = [];
    for await (const file of this.#dir.list()) if (isProfile(file.name)) found.push(file);
    const names = new Set(found.map(({ name }) => name));
    const gone = [...this.#files.keys()].filter((name) => !names.has(name));
    found.sort((a, b) => a.modifiedMs - b.modifiedMs);
    return await this.#update(found.filter((file) => !this.#isKnown(file)), gone);
  }

  /** Looks at files that may be new, other, or gone. */
  async refresh(names: readonly string[]): Promise<IndexChange[]> {
    const states = await Promise.all(
      names.filter(isProfile).map(async (name) => ({ name, file: await this.#dir.stat(name) })),
    );
    const found = states.flatMap(({ file }) => file && !this.#isKnown(file) ? [file] : []);
    const gone = states.flatMap(({ name, file }) => !file && this.#files.has(name) ? [name] : []);
    return await this.#update(found, gone);
  }

  #isKnown({ name, size, modifiedMs }: ListedFile): boolean {
    const known = this.#files.get(name);
    return known !== undefined && known.size === size && known.modifiedMs === modifiedMs;
  }

  async #update(found: readonly ListedFile[], gone: readonly string[]): Promise<IndexChange[]> {
    const places = new Set<string>();
    for (const name of gone) places.add(this.#forget(name));
    for (let i = 0; i < found.length; i += CONCURRENCY) {
      const batch = found.slice(i, i + CONCURRENCY);
      for (const file of await Promise.all(batch.map((file) => this.#look(file)))) {
        this.#remember(file);
        places.add(file.place);
      }
    }
    return [...places].flatMap((place) => this.#settle(place));
  }

  async #look(file: ListedFile): Promise<IndexedFile> {
    const split = file.name.lastIndexOf("/") + 1;
    const { codec, base } = namedFormat(file.name.slice(split))!;
    const place = file.name.slice(0, split) + base;
    const isReadable = codec.decode !== undefined;
    // A file that went away or cannot be opened is listed by its name until the folder says otherwise.
    const ends = await this.#dir.readEnds(file.name, END_BYTES).catch(() => undefined);
    const { request, aggregate } = ends && recordAtEnd(ends) || {};
    return {
      ...file,
      place,
      isReadable,
      info: { ...(request && { request }), ...(aggregate && { aggregate }) },
    };
  }

  #remember(file: IndexedFile): void {
    this.#files.set(file.name, file);
    const names = this.#namesByPlace.get(file.place);
    if (names) names.add(file.name);
    else this.#namesByPlace.set(file.place, new Set([file.name]));
  }

  #forget(name: string): string {
    const { place } = this.#files.get(name)!;
    this.#files.delete(name);
    this.#namesByPlace.get(place)!.delete(name);
    return place;
  }

  /** Makes the entry of a place anew from the files that are there. */
  #settle(place: string): IndexChange[] {
    const files = [...this.#namesByPlace.get(place)!].map((name) => this.#files.get(name)!);
    const before = this.#entryByPlace.get(place);
    const after = entryOf(files);
    if (before) {
      this.#placeByEntry.delete(before.name);
      if (!after) this.#entryByPlace.delete(place);
    }
    if (!after) this.#namesByPlace.delete(place);
    else {
      this.#entryByPlace.set(place, after);
      this.#placeByEntry.set(after.name, place);
    }
    if (!before && !after) return [];
    const removed = before && before.name !== after?.name ? before.name : undefined;
    return [{ sequence: ++this.#sequence, added: after, removed }];
  }
}

function isProfile(name: string): boolean {
  return namedFormat(name.slice(name.lastIndexOf("/") + 1)) !== undefined;
}

/** One that can be read comes first, then one that has a record. */
function entryOf(files: readonly IndexedFile[]): ProfileEntry | undefined {
  const rank = ({ isReadable, info }: IndexedFile) =>
    (isReadable ? 0 : 2) + (info.request || info.aggregate ? 0 : 1);
  const [first, ...others] = files.toSorted((a, b) => rank(a) - rank(b));
  // A report in Markdown alone is no profile that one could look at or sum up.
  if (!first || (!first.isReadable && !first.info.request && !first.info.aggregate)) {
    return undefined;
  }
  return {
    name: first.name,
    bytes: first.size,
    writtenAt: first.modifiedMs,
    ...first.info,
    isReadable: first.isReadable,
    copies: others.map(({ name }) => name),
  };
}
