import assert from "node:assert/strict";
import { isFolder } from "./is_folder.ts";

Deno.test("isFolder() tells a folder from a file and from nothing", async () => {
  const dir = await Deno.makeTempDir({ prefix: "is_folder_test-" });
  try {
    await Deno.writeTextFile(`${dir}/a.ts`, "");
    const answers = [dir, `${dir}/a.ts`, `${dir}/none`, `${dir}/a.ts/b`].map(isFolder);
    assert.deepEqual(answers, [true, false, false, false]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
