import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { replaceFile } from "./replace_file.ts";
import { inFolder } from "./gather/request_file_test_rig.ts";

const bytes = new TextEncoder().encode("new");

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("replaceFile() makes and replaces a file and leaves nothing else behind", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a`;
    await replaceFile(path, new TextEncoder().encode("a much longer old text"));
    await replaceFile(path, bytes);
    assert.equal(await Deno.readTextFile(path), "new");
    assert.deepEqual(names(folder), ["a"]);
  }));

Deno.test("replaceFile() takes the longest name a file system allows", () =>
  inFolder(async (folder) => {
    const path = `${folder}/${"n".repeat(255)}`;
    await replaceFile(path, bytes);
    assert.equal(await Deno.readTextFile(path), "new");
  }));

Deno.test("replaceFile() writes through a link and keeps it", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/real`, "old");
    await Deno.symlink("real", `${folder}/link`);
    await replaceFile(`${folder}/link`, bytes);
    assert.equal(await Deno.readTextFile(`${folder}/real`), "new");
    assert.equal((await Deno.lstat(`${folder}/link`)).isSymlink, true);
  }));

Deno.test(
  "replaceFile() does not replace a device",
  { ignore: Deno.build.os === "windows" },
  () =>
    inFolder(async (folder) => {
      // A link, so that a mistake would cost the link and not the machine's /dev/null.
      await Deno.symlink("/dev/null", `${folder}/null`);
      await replaceFile(`${folder}/null`, bytes);
      assert.equal((await Deno.stat(`${folder}/null`)).isCharDevice, true);
    }),
);

Deno.test("replaceFile() says why it cannot write, and leaves nothing behind", () =>
  inFolder(async (folder) => {
    await assert.rejects(
      replaceFile(folder, bytes),
      (error) => error instanceof UserError && error.message.endsWith('": it is a folder'),
    );
    const missing = `${folder}/missing/a`;
    await assert.rejects(replaceFile(missing, bytes), {
      name: "UserError",
      message: `Cannot write "${missing}": no such file or directory`,
    });
    assert.deepEqual(names(folder), []);
  }));
