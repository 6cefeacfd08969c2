import assert from "node:assert/strict";
import { join } from "@std/path";
import { pathToFileURL } from "node:url";
import { SourceFiles } from "./source_files.ts";

async function inFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "source_files_test" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("SourceFiles reads file URLs and absolute paths", () =>
  inFolder(async (folder) => {
    const path = join(folder, "ü (1).ts");
    await Deno.writeTextFile(path, "const a = 1;\n");
    const files = new SourceFiles();
    assert.equal(files.read(path)?.text, "const a = 1;\n");
    assert.equal(files.read(`${pathToFileURL(path)}?v=2#x`)?.text, "const a = 1;\n");
  }));

Deno.test("SourceFiles gives the same object until the file changes", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.ts");
    await Deno.writeTextFile(path, "1");
    const files = new SourceFiles();
    const first = files.read(path);
    assert.equal(files.read(path), first);
    await Deno.writeTextFile(path, "22");
    assert.equal(files.read(path)?.text, "22");
    await Deno.remove(path);
    assert.equal(files.read(path), undefined);
  }));

Deno.test("SourceFiles reads nothing but files of this machine", () =>
  inFolder((folder) => {
    const { read } = new SourceFiles();
    const urls = [
      "",
      "a.ts",
      "node:fs",
      "https://example.com/a.ts",
      "file://server/share/a.ts",
      "//server/share/a.ts",
      "file:///%00",
      "file:///%",
      "/dev/zero",
      folder,
      pathToFileURL(join(folder, "missing.ts")).href,
    ];
    for (const url of urls) assert.equal(read(url), undefined, url);
  }));
