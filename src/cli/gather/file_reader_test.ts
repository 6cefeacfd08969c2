import assert from "node:assert/strict";
import { join } from "@std/path";
import { FileReader } from "./file_reader.ts";
import { inFolder } from "./request_file_test_rig.ts";

Deno.test("FileReader reads files of all sizes one after the other", () =>
  inFolder(async (folder) => {
    const reader = new FileReader();
    for (const size of [0, 5, 1 << 18, (1 << 18) + 1, 1_500_000, 3]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => i * 31 + size);
      await Deno.writeFile(join(folder, "file"), bytes);
      assert.deepEqual(reader.read(join(folder, "file")).slice(), bytes, `${size} bytes`);
    }
    assert.throws(() => reader.read(join(folder, "missing")), Deno.errors.NotFound);
    assert.throws(() => reader.read(folder), { message: /directory/ });
  }));
