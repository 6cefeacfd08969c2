import assert from "node:assert/strict";
import { realPath } from "./real_path.ts";

Deno.test({
  name: "realPath() is where links lead, and the path itself where nothing is",
  // Links need a right there that few have.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "real_path_test-" }));
    try {
      await Deno.mkdir(`${dir}/real`);
      await Deno.symlink(`${dir}/real`, `${dir}/link`);
      assert.equal(realPath(`${dir}/link`), `${dir}/real`);
      assert.equal(realPath(`${dir}/none`), `${dir}/none`);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
