// Where names and links may lead, on a real file system.
import assert from "node:assert/strict";
import { findMediaFile } from "./media_file.ts";

const isWindows = Deno.build.os === "windows";

/** Lays out root/media with a file in it and root/media-private beside it. */
async function withFolders(check: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "media_file_" }));
  try {
    await Deno.mkdir(`${root}/media/sub`, { recursive: true });
    await Deno.mkdir(`${root}/media-private`);
    await Deno.writeTextFile(`${root}/media/a.txt`, "a");
    await Deno.writeTextFile(`${root}/media-private/s.txt`, "s");
    await check(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("findMediaFile() finds files and folders", () =>
  withFolders(async (root) => {
    const dir = `${root}/media`;
    const file = await findMediaFile(dir, ["a.txt"]);
    assert.deepEqual(file, { path: await Deno.realPath(`${dir}/a.txt`), isDirectory: false });
    assert.equal((await findMediaFile(dir, ["sub"]))?.isDirectory, true);
    assert.equal((await findMediaFile(dir, []))?.isDirectory, true);
  }));

Deno.test("findMediaFile() throws what the file system says", () =>
  withFolders(async (root) => {
    await assert.rejects(findMediaFile(`${root}/media`, ["b.txt"]), Deno.errors.NotFound);
    await assert.rejects(findMediaFile(`${root}/none`, ["a.txt"]), Deno.errors.NotFound);
  }));

Deno.test(
  "findMediaFile() refuses what dots or links lead out to",
  { ignore: isWindows },
  () =>
    withFolders(async (root) => {
      const dir = `${root}/media`;
      await Deno.symlink(`${root}/media-private/s.txt`, `${dir}/link.txt`);
      await Deno.symlink("../media-private", `${dir}/folder`);
      await Deno.symlink("link.txt", `${dir}/twice.txt`);
      const outside = [["link.txt"], ["folder"], ["folder", "s.txt"], ["twice.txt"]];
      for (const names of [...outside, ["..", "media-private", "s.txt"], [".."]]) {
        assert.equal(await findMediaFile(dir, names), undefined, names.join("/"));
      }
    }),
);

Deno.test(
  "findMediaFile() follows links that stay inside",
  { ignore: isWindows },
  () =>
    withFolders(async (root) => {
      const dir = `${root}/media`;
      await Deno.symlink("../a.txt", `${dir}/sub/b.txt`);
      await Deno.symlink(dir, `${root}/current`);
      const found = { path: `${dir}/a.txt`, isDirectory: false };
      assert.deepEqual(await findMediaFile(dir, ["sub", "b.txt"]), found);
      assert.deepEqual(await findMediaFile(`${root}/current`, ["sub", "b.txt"]), found);
    }),
);

Deno.test("findMediaFile() can have the root of the file system as its folder", () =>
  withFolders(async (root) => {
    const names = `${root}/media/a.txt`.split(/[/\\]/);
    const top = isWindows ? `${names[0]}/` : "/";
    assert.equal((await findMediaFile(top, names.slice(1)))?.isDirectory, false);
  }));

Deno.test(
  "findMediaFile() refuses a named pipe without opening it",
  { ignore: isWindows },
  () =>
    withFolders(async (root) => {
      const { success } = await new Deno.Command("mkfifo", { args: [`${root}/media/pipe`] })
        .output();
      assert.equal(success, true);
      assert.equal(await findMediaFile(`${root}/media`, ["pipe"]), undefined);
    }),
);
