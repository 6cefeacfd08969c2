// Says when a file of the app has changed. Watches the folders of the files, not the files: editors save by
// renaming, and a folder costs one inotify watch however many files it has.
import { basename, dirname, join } from "@std/path";
import { isFolder } from "../store/is_folder.ts";
import { realPath } from "../store/real_path.ts";
import { withAncestors } from "./with_ancestors.ts";

/** Several events of one save, or several files saved at once, make one change. */
const DEBOUNCE_MS = 30;

/** Watches until closed; the set of files can be replaced at any time. */
export class Watcher {
  readonly #changed: (path: string) => void;
  readonly #failed: (reason: string) => void;
  #files = new Map<string, string | undefined>();
  /** What the system may call the files. */
  #paths = new Set<string>();
  /** The folders of the files and all above them. */
  #folders = new Set<string>();
  #watch: Deno.FsWatcher | undefined;
  #hearing: Promise<void> | undefined;
  /** The folders that are watched, or are about to be. */
  #key = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** `changed` hears of the first file whose content is really another one; `failed`, why nothing is watched. */
  constructor(changed: (path: string) => void, failed: (reason: string) => void) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** From now on exactly these files (absolute paths) matter; the content of new ones is the known one. */
  watch(files: Iterable<string>): void {
    if (this.#isClosed) return;
    const known = this.#files;
    this.#files = new Map([...files].map((path) => [path, known.get(path) ?? contentOf(path)]));
    this.#aim();
  }

  /** For good: who still looks for the app's files may come with them later. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#key = "";
    this.#watch?.close();
    this.#watch = undefined;
  }

  /** Watches where the files are, and the folders above these: one that is removed and made anew is another folder. */
  #aim(): void {
    const folders = new Set([...this.#files.keys()].map(dirname));
    const realFolders = new Map([...folders].map((folder) => [folder, realPath(folder)]));
    this.#folders = new Set([...realFolders].flat().flatMap(withAncestors));
    const inRealFolder = (path: string) => join(realFolders.get(dirname(path))!, basename(path));
    const files = [...this.#files.keys()];
    this.#paths = new Set([...files, ...files.map(inRealFolder)]);
    const dirs = [...new Set([...folders, ...[...folders].map(dirname)].map(existingDir))].sort();
    const key = dirs.join("\0");
    if (key === this.#key) return;
    this.#key = key;
    this.#watch?.close();
    this.#watch = undefined;
    if (this.#hearing === undefined) this.#hearing = this.#hear(dirs);
    else this.#hearing = this.#hearing.then(() => this.#hearAnew(dirs, key));
  }

  /**
   * Deno drops a closed watch when its loop has ended; a new one on the same folder that was opened before hears
   * nothing. What happens between the two is found by looking.
   */
  async #hearAnew(dirs: readonly string[], key: string): Promise<void> {
    if (key !== this.#key) return;
    this.#look();
    await this.#hear(dirs);
  }

  async #hear(dirs: readonly string[]): Promise<void> {
    if (dirs.length === 0) return;
    let watch: Deno.FsWatcher | undefined;
    try {
      watch = this.#watch = Deno.watchFs([...dirs], { recursive: false });
      for await (const event of watch) {
        if (watch !== this.#watch) break; // an event can still come out of a watcher that is closed
        this.#heard(event);
      }
    } catch (error) {
      if (watch !== this.#watch) return; // it was closed, maybe as it gave out an event
      this.#failed(error instanceof Error ? error.message : String(error));
    }
  }

  #heard({ kind, paths }: Deno.FsEvent): void {
    if (kind === "access") return;
    const isAboutFolder = paths.some((path) => this.#folders.has(path));
    if (!isAboutFolder && !paths.some((path) => this.#paths.has(path))) return;
    // Perhaps another folder of that name; its inode would not tell, they are given out again.
    if (isAboutFolder) this.#key = "";
    this.#look();
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compare(), DEBOUNCE_MS);
  }

  /** A touched file is no change, and a file that is gone will be back at the end of the save. */
  #compare(): void {
    this.#aim();
    let changedPath: string | undefined;
    for (const [path, known] of this.#files) {
      const content = contentOf(path);
      if (content === known || content === undefined) continue;
      this.#files.set(path, content);
      changedPath ??= path;
    }
    if (changedPath !== undefined) this.#changed(changedPath);
  }
}

/** `undefined`: there is no such file. */
function contentOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** The folder, or the nearest one above it that exists. */
function existingDir(path: string): string {
  return withAncestors(path).find(isFolder) ?? path;
}
