// Real files and the system's own events. That nothing is told can only be seen by what comes after it: each
// test ends with a change that must be told, alone.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { Watcher } from "./watcher.ts";

const PATIENCE_MS = 10_000;

/** A folder with a watcher on it. */
class Rig implements AsyncDisposable {
  readonly dir: string;
  readonly told: string[] = [];
  readonly watcher: Watcher;
  #heard = () => {};

  private constructor(dir: string) {
    this.dir = dir;
    this.watcher = new Watcher((path) => {
      this.told.push(path.slice(dir.length + 1));
      this.#heard();
    }, assert.fail);
  }

  static async create(files: Record<string, string> = {}): Promise<Rig> {
    // The system's events have real paths.
    const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "watcher_test-" }));
    const rig = new Rig(dir);
    for (const [name, text] of Object.entries(files)) await rig.write(name, text);
    return rig;
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  watch(...names: string[]): void {
    this.watcher.watch(names.map((name) => this.path(name)));
  }

  async write(name: string, text: string): Promise<void> {
    await Deno.mkdir(join(this.path(name), ".."), { recursive: true });
    await Deno.writeTextFile(this.path(name), text);
  }

  /** Asserts that these changes are told since the last time, and no others before them. */
  async assertTold(...names: string[]): Promise<void> {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, PATIENCE_MS);
    while (this.told.length < names.length) {
      const heard = new Promise<void>((resolve) => this.#heard = resolve);
      if (await Promise.race([heard.then(() => true), timeout.promise]) !== true) break;
    }
    clearTimeout(timer);
    assert.deepEqual(this.told.splice(0), names);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watcher.close();
    await Deno.remove(this.dir, { recursive: true });
  }
}

Deno.test("Watcher tells that a file was written", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "b.ts": "1" });
  rig.watch("a.ts", "b.ts");
  await rig.write("b.ts", "2");
  await rig.assertTold("b.ts");
  await rig.write("a.ts", "2");
  await rig.assertTold("a.ts");
  await rig.write("b.ts", "3");
  await rig.assertTold("b.ts");
});

Deno.test("Watcher tells nothing once it is closed, even if it is given files then", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  const told: string[] = [];
  const closed = new Watcher((path) => told.push(path), assert.fail);
  closed.close();
  closed.watch([rig.path("a.ts")]);
  rig.watch("a.ts");
  await rig.write("a.ts", "2");
  await rig.assertTold("a.ts");
  await rig.write("a.ts", "3");
  await rig.assertTold("a.ts");
  assert.deepEqual(told, []);
});

Deno.test("Watcher tells that a file was saved by renaming", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  rig.watch("a.ts");
  for (const text of ["2", "3"]) {
    await rig.write(".a.ts.tmp", text);
    await Deno.rename(rig.path(".a.ts.tmp"), rig.path("a.ts"));
    await rig.assertTold("a.ts");
  }
});

Deno.test("Watcher tells that a file was saved by deleting and writing it anew", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  rig.watch("a.ts");
  await Deno.remove(rig.path("a.ts"));
  await rig.write("a.ts", "2");
  await rig.assertTold("a.ts");
});

Deno.test("Watcher does not tell that a file was touched, or written as it was", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "b.ts": "1" });
  rig.watch("a.ts", "b.ts");
  await Deno.utime(rig.path("a.ts"), new Date(), new Date());
  await rig.write("a.ts", "1");
  await rig.write("b.ts", "2");
  await rig.assertTold("b.ts");
});

Deno.test("Watcher does not tell that another file in the folder has changed", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "other.ts": "1" });
  rig.watch("a.ts");
  await rig.write("other.ts", "2");
  await rig.write("new.ts", "1");
  await rig.write("a.ts", "2");
  await rig.assertTold("a.ts");
});

Deno.test("Watcher does not tell that a file is gone, but that it is back with other content", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "b.ts": "1" });
  rig.watch("a.ts", "b.ts");
  await Deno.remove(rig.path("a.ts"));
  await rig.write("b.ts", "2");
  await rig.assertTold("b.ts");
  await rig.write("a.ts", "1");
  await rig.write("b.ts", "3");
  await rig.assertTold("b.ts");
  await rig.write("a.ts", "2");
  await rig.assertTold("a.ts");
});

Deno.test("Watcher tells that a missing file has appeared", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  rig.watch("a.ts", "missing.ts");
  await rig.write("missing.ts", "1");
  await rig.assertTold("missing.ts");
});

Deno.test("Watcher tells several files that are saved at once in one go", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "b.ts": "1", "c.ts": "1" });
  rig.watch("a.ts", "b.ts", "c.ts");
  for (const name of ["b.ts", "a.ts"]) Deno.writeTextFileSync(rig.path(name), "2");
  await rig.assertTold("a.ts");
  await rig.write("c.ts", "2");
  await rig.assertTold("c.ts");
});

Deno.test("Watcher watches files in several folders", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "lib/b.ts": "1", "lib/deep/c.ts": "1" });
  rig.watch("a.ts", "lib/b.ts", "lib/deep/c.ts", "none/d.ts");
  for (const name of ["lib/b.ts", "lib/deep/c.ts", "a.ts"]) {
    await rig.write(name, "2");
    await rig.assertTold(name);
  }
});

Deno.test("watch() replaces the files, and takes their content as known", async () => {
  await using rig = await Rig.create({ "a.ts": "1", "b.ts": "1", "lib/c.ts": "1" });
  rig.watch("a.ts");
  rig.watch("b.ts", "lib/c.ts");
  await rig.write("a.ts", "2");
  await rig.write("lib/c.ts", "2");
  await rig.assertTold("lib/c.ts");
  rig.watch("a.ts", "b.ts");
  await rig.write("lib/c.ts", "3");
  await rig.write("b.ts", "2");
  await rig.assertTold("b.ts");
});

Deno.test("watch() with no files tells nothing, until there are some", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  rig.watch("a.ts");
  rig.watch();
  await rig.write("a.ts", "2");
  rig.watch("a.ts");
  await rig.write("a.ts", "3");
  await rig.assertTold("a.ts");
});

Deno.test("Watcher tells that a file was saved empty", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  rig.watch("a.ts");
  await rig.write("a.ts", "");
  await rig.assertTold("a.ts");
});

Deno.test("Watcher follows a folder that is removed and made anew", async () => {
  await using rig = await Rig.create({ "src/lib/a.ts": "1", "b.ts": "1" });
  rig.watch("src/lib/a.ts", "b.ts");
  for (const [text, gone] of [["2", "src/lib"], ["3", "src"], ["4", "src/lib"]] as const) {
    await Deno.remove(rig.path(gone), { recursive: true });
    await rig.write("src/lib/a.ts", text);
    await rig.assertTold("src/lib/a.ts");
    await rig.write("src/lib/a.ts", text + "0");
    await rig.assertTold("src/lib/a.ts");
  }
});

Deno.test("close() ends the watching, also while a change is about to be told", async () => {
  await using rig = await Rig.create({ "a.ts": "1" });
  await using other = await Rig.create({ "a.ts": "1" });
  rig.watch("a.ts");
  await rig.write("a.ts", "2");
  rig.watcher.close();
  rig.watcher.close();
  // A slow machine may have told the first change before it was closed.
  const told = rig.told.splice(0).length;
  assert.ok(told <= 1);
  await rig.write("a.ts", "3");
  other.watch("a.ts");
  await other.write("a.ts", "2");
  await other.assertTold("a.ts");
  assert.deepEqual(rig.told, []);
});

Deno.test({
  name: "Watcher knows a file by its real path, which is what a Mac reports",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using rig = await Rig.create({ "real/a.ts": "one" });
    await Deno.symlink(rig.path("real"), rig.path("link"));
    const { watchFs } = Deno;
    // Linux reports the path that was asked for.
    Object.defineProperty(Deno, "watchFs", {
      value: (...args: Parameters<typeof watchFs>) => realEvents(watchFs(...args)),
      configurable: true,
      writable: true,
    });
    try {
      rig.watch("link/a.ts");
      await rig.write("real/a.ts", "two");
      await rig.assertTold("link/a.ts");
    } finally {
      Object.defineProperty(Deno, "watchFs", {
        value: watchFs,
        configurable: true,
        writable: true,
      });
    }
  },
});

function realEvents(watcher: Deno.FsWatcher): Deno.FsWatcher {
  async function* events(): AsyncGenerator<Deno.FsEvent> {
    for await (const event of watcher) {
      yield { ...event, paths: event.paths.map((path) => path.replace("/link/", "/real/")) };
    }
  }
  return Object.assign(events(), { close: () => watcher.close() }) as unknown as Deno.FsWatcher;
}
