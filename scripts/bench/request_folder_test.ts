import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { makeRequestFolder } from "./request_folder.ts";

Deno.test("makeRequestFolder() makes profiles of requests", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const size = await makeRequestFolder(folder, 70);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`);
    const contents = await Promise.all(files.map((file) => Deno.readFile(file)));
    assert.equal(files.length, 70);
    assert.equal(contents.reduce((sum, { length }) => sum + length, 0), size);
    // About 100 KB each, or the bench would not be what it says.
    assert.ok(Math.abs(size / 70 - 100_000) < 20_000, `${size / 70} bytes`);
    for (const bytes of contents) {
      const { profile, request } = cpuprofileCodec.decode!(bytes);
      assert.equal(request!.end - request!.start, profile.end - profile.start);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
