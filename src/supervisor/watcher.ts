// Says when a file of the app has changed. Watches the folders of the files, not the files: editors save by
// renaming, and a folder costs one inotify watch however many files it has.
import { dirname } from "@std/path";

/** Several events of one save, or several files saved at once, make one change. */
const DEBOUNCE_MS = 30;

/** Watches until closed; the set of files can be replaced at any time. */
export class Watcher {
  readonly #changed: (path: string) => void;
  #files = new Map<string, string>();
  #watch: Deno.FsWatcher | undefined;
  #dirs = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` hears of the first file whose content is really another one. */
  constructor(changed: (path: string) => void) {
    this.#changed = changed;
  }

  /** From now on exactly these files (absolute paths) matter; the content of new ones is the known one. */
  watch(files: Iterable<string>): void {
    const known = this.#files;
    this.#files = new Map([...files].map((path) => [path, known.get(path) ?? contentOf(path)]));
    const dirs = [...new Set([...this.#files.keys()].map(dirname))].filter(isDir).sort();
    const key = dirs.join("\0");
    if (key === this.#dirs) return;
    this.#dirs = key;
    this.#watch?.close();
    this.#watch = dirs.length > 0 ? Deno.watchFs(dirs, { recursive: false }) : undefined;
    if (this.#watch) void this.#follow(this.#watch);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watch?.close();
    this.#watch = undefined;
  }

  async #follow(watch: Deno.FsWatcher): Promise<void> {
    for await (const event of watch) {
      if (event.kind === "access") continue;
      if (!event.paths.some((path) => this.#files.has(path))) continue;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#compare(), DEBOUNCE_MS);
    }
  }

  /** A touched file is no change, and a file that is gone will be back at the end of the save. */
  #compare(): void {
    let changedPath: string | undefined;
    for (const [path, known] of this.#files) {
      const content = contentOf(path);
      if (content === known || content === "") continue;
      this.#files.set(path, content);
      changedPath ??= path;
    }
    if (changedPath !== undefined) this.#changed(changedPath);
  }
}

function contentOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function isDir(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
