import assert from "node:assert/strict";
import { join } from "@std/path";
import { gatherSources } from "./gather_sources.ts";
import { inFolder } from "./request_file_test_rig.ts";

/** Creates files (which need no content to be found) and their folders. */
async function touch(folder: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), "x");
  }
}

Deno.test("gatherSources() finds profiles in folders and subfolders, ordered by name", () =>
  inFolder(async (folder) => {
    await touch(folder, "b.cpuprofile", "z/a.cpuprofile", "README.md", ".hidden.cpuprofile");
    await touch(folder, "a.cpuprofile.gz", "not-ours.json");
    const sources = await gatherSources([folder]);
    assert.deepEqual(sources.map(({ name }) => name), [
      "a.cpuprofile.gz",
      "b.cpuprofile",
      "z/a.cpuprofile",
    ]);
    assert.deepEqual(sources.map(({ base }) => base), ["a", "b", "a"]);
  }));

Deno.test("gatherSources() takes one request in several formats as one source", () =>
  inFolder(async (folder) => {
    await touch(folder, "a.cpuprofile", "callgrind.out.a.callgrind", "d/callgrind.out.a.callgrind");
    const [both, alone] = await gatherSources([folder]);
    assert.equal(both!.name, "a.cpuprofile");
    assert.equal(both!.isReadable, true);
    assert.deepEqual(both!.copies, [join(folder, "callgrind.out.a.callgrind")]);
    assert.equal(alone!.name, "d/callgrind.out.a.callgrind");
    assert.equal(alone!.isReadable, false);
  }));

Deno.test("gatherSources() takes a file given by its name, whatever it is called", () =>
  inFolder(async (folder) => {
    await touch(folder, "trace.json", "a.cpuprofile");
    const [first, second] = await gatherSources([join(folder, "trace.json"), folder, folder]);
    assert.deepEqual([first!.name, first!.base], [join(folder, "trace.json"), "trace.json"]);
    assert.equal(first!.isReadable, true);
    assert.equal(second!.name, "a.cpuprofile");
  }));

Deno.test("gatherSources() counts a file given twice once", () =>
  inFolder(async (folder) => {
    await touch(folder, "a.cpuprofile");
    const file = join(folder, "a.cpuprofile");
    assert.equal((await gatherSources([folder, file, folder, join(folder, ".")])).length, 1);
  }));

Deno.test("gatherSources() does not care about the order of its arguments", () =>
  inFolder(async (folder) => {
    await touch(folder, "x/a.cpuprofile", "y/b.cpuprofile", "y/a.cpuprofile");
    const [x, y] = [join(folder, "x"), join(folder, "y")];
    assert.deepEqual(await gatherSources([x, y]), await gatherSources([y, x]));
  }));

Deno.test("gatherSources() says what is not there", () =>
  inFolder(async (folder) => {
    const missing = join(folder, "missing");
    await assert.rejects(gatherSources([folder, missing]), {
      name: "UserError",
      message: `Cannot gather "${missing}": no such file or directory`,
    });
  }));
