// Tells which files of a folder have come, changed or gone, soon after it happened.
import { join, relative, sep } from "node:path";
import { realPath } from "./real_path.ts";

/** A burst of requests makes one report; much longer would be seen by who waits for a row. */
const DEBOUNCE_MS = 25;
/** How often the folder is looked through where the system cannot watch it. */
const POLL_MS = 2_000;

/** What a FolderWatch reports. */
export interface FolderWatchEvents {
  /** Names as in ProfileDir.list(), of files that may be new, other, or gone. */
  changed(names: readonly string[]): void;
  /** Anything may have changed: events were lost, a folder came or went, or the system cannot watch. */
  unknown(): void;
}

/** Watches a folder with its subfolders until closed. */
export class FolderWatch {
  readonly #root: string;
  readonly #events: FolderWatchEvents;
  readonly #names = new Set<string>();
  #isUnknown = false;
  #watch: Deno.FsWatcher | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #isClosed = false;

  /** `root` is absolute. What happens after the constructor has returned is reported. */
  constructor(root: string, events: FolderWatchEvents) {
    // The system reports real paths, e.g. /private/tmp for /tmp on a Mac.
    this.#root = realPath(root);
    this.#events = events;
    this.#aim();
  }

  /** Nothing is reported any more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#poll);
    this.#watch?.close();
    this.#watch = undefined;
  }

  /** Watches, or looks now and then until that is possible. */
  #aim(): void {
    this.#watch = watchFolder(this.#root);
    if (!this.#watch) return this.#startPolling();
    clearInterval(this.#poll);
    this.#poll = undefined;
    void this.#hear(this.#watch);
  }

  async #hear(watch: Deno.FsWatcher): Promise<void> {
    try {
      for await (const event of watch) {
        if (this.#isClosed) return;
        this.#note(event);
        // Made anew it would be another folder, of which this watch knows nothing.
        if (event.kind === "remove" && !isFolder(this.#root)) break;
      }
    } catch {
      // Told by polling from now on.
    }
    if (!this.#isClosed) this.#startPolling();
  }

  #note({ kind, paths, flag }: Deno.FsEvent): void {
    if (kind === "access") return;
    if (flag === "rescan") this.#isUnknown = true;
    for (const path of paths) {
      const name = relative(this.#root, path).replaceAll(sep, "/");
      if (name === "" || name.startsWith("../")) this.#isUnknown = true;
      else if (isFolder(join(this.#root, name))) this.#isUnknown = true;
      else if (!/^\.|\/\./.test(name)) this.#names.add(name);
    }
    if (this.#isUnknown || this.#names.size > 0) this.#report();
  }

  /** At a fixed delay after the first event, so that a stream of events cannot put it off for ever. */
  #report(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const names = [...this.#names];
      this.#names.clear();
      const isUnknown = this.#isUnknown;
      this.#isUnknown = false;
      if (isUnknown) this.#events.unknown();
      else this.#events.changed(names);
    }, DEBOUNCE_MS);
  }

  #startPolling(): void {
    this.#poll ??= setInterval(() => {
      this.#aim();
      this.#events.unknown();
    }, POLL_MS);
  }
}

/** Undefined where the system has too many watches already, or a file system without them. */
function watchFolder(path: string): Deno.FsWatcher | undefined {
  try {
    return Deno.watchFs(path, { recursive: true });
  } catch {
    return undefined;
  }
}

/** Of a folder that came with files in it only the folder is reported. */
function isFolder(path: string): boolean {
  try {
    return Deno.lstatSync(path).isDirectory;
  } catch {
    return false;
  }
}
