import assert from "node:assert/strict";
import { isFile } from "./is_file.ts";

Deno.test("isFile() tells a file from a folder and from nothing", async () => {
  const dir = await Deno.makeTempDir({ prefix: "is_file_test-" });
  try {
    await Deno.writeTextFile(`${dir}/a.ts`, "");
    const answers = [dir, `${dir}/a.ts`, `${dir}/none`, `${dir}/a.ts/b`].map(isFile);
    assert.deepEqual(answers, [false, true, false, false]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
