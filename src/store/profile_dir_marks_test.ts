// What a writer is told about its profile while ProfileDir gives it names: enough for whoever finds it dead.
import assert from "node:assert/strict";
import { basename } from "node:path";
import { ProfileDir, type ProfileDirSystem, type WriteMark } from "./profile_dir.ts";

const PROFILE = { prefix: "", extension: ".cpuprofile", bytes: new TextEncoder().encode("text") };
const FOLDED = { ...PROFILE, extension: ".folded" };

/** What is said while `write` runs. */
async function saidWhile(
  write: (dir: ProfileDir, mark: WriteMark) => Promise<unknown>,
  system?: ProfileDirSystem,
): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "profile_dir_marks_test-" });
  const said: string[] = [];
  const mark = {
    tag: "k-1",
    publishing: (files: Parameters<WriteMark["publishing"]>[0]) => {
      for (const { temp } of files) assert.equal(Deno.readTextFileSync(temp), "text");
      said.push(files.map(({ target }) => basename(target)).join(" "));
    },
    published: () => {
      const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
      said.push(`done: ${names.filter((name) => !name.startsWith(".")).length}`);
    },
  };
  try {
    await write(await ProfileDir.open(folder, {}, system), mark);
    return said;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("write() announces nothing when one link does it all", async () => {
  assert.deepEqual(await saidWhile((dir, mark) => dir.write("a", [PROFILE], mark)), ["done: 1"]);
});

Deno.test("write() announces the names of several files", async () => {
  const said = await saidWhile(async (dir, mark) => {
    await dir.write("a", [FOLDED]);
    await dir.write("a", [PROFILE, FOLDED], mark);
    await dir.write("b", [PROFILE, FOLDED], mark);
  });
  assert.deepEqual(said, [
    "a-1.cpuprofile a-1.folded",
    "done: 3",
    "b.cpuprofile b.folded",
    "done: 5",
  ]);
});

Deno.test("write() announces every name where there are no hard links", async () => {
  const link = () => Promise.reject(Object.assign(new Error("no links here"), { code: "EPERM" }));
  const said = await saidWhile(async (dir, mark) => {
    for (const _ of [1, 2]) await dir.write("a", [PROFILE], mark);
  }, { link });
  assert.deepEqual(said, ["a.cpuprofile", "done: 1", "a-1.cpuprofile", "done: 2"]);
});
