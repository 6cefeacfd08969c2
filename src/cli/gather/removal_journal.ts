// What gather --delete is doing, on disk, so that the run after one that was killed counts no request twice. The file
// lies hidden beside the aggregates. It names aggregates that may be there already although no original has been
// removed yet, and later originals that are counted although they may still be there.
import { join, relative } from "@std/path";
import { UserError } from "../../errors.ts";
import { isJsonObject } from "../../format/json_value.ts";
import { replaceFile } from "../replace_file.ts";
import type { GatherSource } from "./gather_sources.ts";

/** Hidden: no profile is called like this. */
export const JOURNAL_NAME = ".gather-delete.json";

/** As it stands in the file. */
interface Entries {
  /** Names of aggregates that say they are the last copy, and are not. */
  readonly provisional: readonly string[];
  /** Originals that are in an aggregate, relative to the folder of the journal: both may be moved together. */
  readonly counted: readonly string[];
}

/** The journal of one folder of aggregates. */
export class RemovalJournal {
  readonly #folder: string;
  /** Epoch milliseconds; what was written later is not what was counted. */
  readonly #writtenMs: number;
  readonly #provisional: ReadonlySet<string>;
  readonly #counted: ReadonlySet<string>;

  private constructor(folder: string, { provisional, counted }: Entries, writtenMs: number) {
    this.#folder = folder;
    this.#writtenMs = writtenMs;
    this.#provisional = new Set(provisional);
    this.#counted = new Set(counted);
  }

  /** What the last run has left in `folder`, mostly nothing. Throws a UserError for a file of another kind. */
  static async open(folder: string): Promise<RemovalJournal> {
    const path = join(folder, JOURNAL_NAME);
    try {
      const { mtime } = await Deno.stat(path);
      const entries = parse(await Deno.readTextFile(path), path);
      return new RemovalJournal(folder, entries, mtime?.getTime() ?? Infinity);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new RemovalJournal(folder, { provisional: [], counted: [] }, 0);
    }
  }

  /** True for an aggregate whose originals are all there, whatever it says of itself: it may be replaced. */
  isProvisional(name: string): boolean {
    return this.#provisional.has(name);
  }

  /** Tells the sources that are to be counted from the files of those that an aggregate has already. */
  async split(
    sources: readonly GatherSource[],
  ): Promise<{ readonly sources: readonly GatherSource[]; readonly counted: readonly string[] }> {
    if (this.#counted.size === 0) return { sources, counted: [] };
    const wanted: GatherSource[] = [];
    const counted: string[] = [];
    for (const source of sources) {
      if (await this.#isCounted(source.path)) counted.push(source.path, ...source.copies);
      else wanted.push(source);
    }
    return { sources: wanted, counted };
  }

  /** To be called before the first of these aggregates is written. */
  async begin(aggregates: readonly string[]): Promise<void> {
    await this.#write({
      provisional: [...new Set([...this.#provisional, ...aggregates])],
      counted: [...this.#counted],
    });
  }

  /** To be called when they are on disk, before the first of the originals (paths) is removed. */
  async commit(aggregates: readonly string[], originals: readonly string[]): Promise<void> {
    await this.#write({
      provisional: this.#without(aggregates),
      counted: originals.map((path) => relative(this.#folder, path)),
    });
  }

  /** To be called when the originals are gone. */
  async end(aggregates: readonly string[]): Promise<void> {
    const provisional = this.#without(aggregates);
    if (provisional.length > 0) await this.#write({ provisional, counted: [] });
    else await Deno.remove(join(this.#folder, JOURNAL_NAME));
  }

  #without(aggregates: readonly string[]): string[] {
    const written = new Set(aggregates);
    return [...this.#provisional].filter((name) => !written.has(name));
  }

  async #isCounted(path: string): Promise<boolean> {
    if (!this.#counted.has(relative(this.#folder, path))) return false;
    // A new request may have got the name of one that was removed.
    const { mtime } = await Deno.stat(path);
    return (mtime?.getTime() ?? 0) <= this.#writtenMs;
  }

  async #write(entries: Entries): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(entries));
    await replaceFile(join(this.#folder, JOURNAL_NAME), bytes);
  }
}

function parse(text: string, path: string): Entries {
  try {
    const json: unknown = JSON.parse(text);
    if (isJsonObject(json) && isTexts(json.provisional) && isTexts(json.counted)) {
      return { provisional: json.provisional, counted: json.counted };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(`Cannot read "${path}": it is not as gather --delete writes it`, {
    hint: "Remove it; what an interrupted gather --delete has left is then counted again",
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
