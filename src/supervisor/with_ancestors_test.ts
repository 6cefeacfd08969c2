import assert from "node:assert/strict";
import { withAncestors } from "./with_ancestors.ts";

Deno.test("withAncestors() goes up to the root", { ignore: Deno.build.os === "windows" }, () => {
  assert.deepEqual(withAncestors("/a/b/c.ts"), ["/a/b/c.ts", "/a/b", "/a", "/"]);
  assert.deepEqual(withAncestors("/"), ["/"]);
});
