import assert from "node:assert/strict";
import { systemReason } from "./system_reason.ts";

Deno.test("systemReason() tells what the system said, without call and path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const missing = await Deno.readFile(`${folder}/missing`).catch((error) => error);
    assert.equal(systemReason(missing), "no such file or directory");
    const notFile = await Deno.readFile(folder).catch((error) => error);
    assert.equal(systemReason(notFile), "is a directory");
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("systemReason() is undefined for errors of the program", () => {
  for (const error of [new TypeError("x is undefined"), new Error(""), "text", undefined, null]) {
    assert.equal(systemReason(error), undefined);
  }
});
