import assert from "node:assert/strict";
import { FolderWatch } from "./folder_watch.ts";

const DEADLINE_MS = 10_000;

/** What a watch has reported; until() resolves when a name, or "?" for anything unknown, was among it. */
class Heard {
  readonly names = new Set<string>();
  #check = () => {};

  readonly events = {
    changed: (names: readonly string[]) => {
      for (const name of names) this.names.add(name);
      this.#check();
    },
    unknown: () => {
      this.names.add("?");
      this.#check();
    },
  };

  until(name: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} was not reported`)), DEADLINE_MS);
      this.#check = () => {
        if (!this.names.has(name)) return;
        clearTimeout(timer);
        resolve();
      };
      this.#check();
    });
  }
}

async function inWatchedFolder(test: (folder: string, heard: Heard) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  const heard = new Heard();
  const watch = new FolderWatch(folder, heard.events);
  try {
    await test(folder, heard);
  } finally {
    watch.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("FolderWatch tells of files that come and go, not of hidden ones", () =>
  inWatchedFolder(async (folder, heard) => {
    await Deno.writeTextFile(`${folder}/.hidden.tmp`, "x");
    await Deno.link(`${folder}/.hidden.tmp`, `${folder}/a.cpuprofile`);
    await Deno.remove(`${folder}/.hidden.tmp`);
    await heard.until("a.cpuprofile");
    heard.names.clear();
    await Deno.remove(`${folder}/a.cpuprofile`);
    await heard.until("a.cpuprofile");
    assert.ok(![...heard.names].some((name) => name.includes("hidden")));
  }));

Deno.test("FolderWatch goes on with a folder that was deleted and made anew", () =>
  inWatchedFolder(async (folder, heard) => {
    await Deno.remove(folder);
    await heard.until("?");
    await Deno.mkdir(folder);
    heard.names.clear();
    // Found by looking, and then watched again.
    await heard.until("?");
    await Deno.writeTextFile(`${folder}/a.cpuprofile`, "x");
    await heard.until("a.cpuprofile");
  }));

Deno.test("FolderWatch tells of a subfolder that comes, and then of files in it", () =>
  inWatchedFolder(async (folder, heard) => {
    await Deno.mkdir(`${folder}/2026`);
    await heard.until("?");
    await Deno.writeTextFile(`${folder}/2026/b.cpuprofile`, "x");
    await heard.until("2026/b.cpuprofile");
  }));
