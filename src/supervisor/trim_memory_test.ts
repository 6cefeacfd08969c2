import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { trimMemory } from "./trim_memory.ts";

const isGlibc = Deno.build.env === "gnu";
const RIG = fileURLToPath(new URL("trim_memory_test_rig.ts", import.meta.url));

Deno.test({
  name: "trimMemory() gives back what was freed between what is in use",
  ignore: !isGlibc,
  async fn() {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-ffi", "--allow-sys", "--no-check", "--v8-flags=--expose-gc", RIG],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { before, after, isTrimmed, isIntact } = JSON.parse(new TextDecoder().decode(stdout));
    assert.ok(isTrimmed);
    assert.ok(after < before - 60e6, `${before} -> ${after} bytes`);
    assert.ok(isIntact);
  },
});

Deno.test({
  name: "trimMemory() is false without the permission",
  permissions: { ffi: false },
  fn: () => assert.equal(trimMemory(), false),
});
