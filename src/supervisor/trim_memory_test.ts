import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { trimMemory } from "./trim_memory.ts";

const isGlibc = Deno.build.env === "gnu";

Deno.test({
  name: "trimMemory() gives back what was freed between what is in use",
  ignore: !isGlibc,
  fn() {
    // Under the size that is mapped on its own, every second one kept: the heap's end never moves.
    const kept: Uint8Array[] = [];
    let freed: Uint8Array[] | undefined = [];
    for (let i = 0; i < 4_000; i++) {
      kept.push(new Uint8Array(32_000).fill(1));
      freed.push(new Uint8Array(32_000).fill(1));
    }
    freed = undefined;
    setFlagsFromString("--expose-gc");
    // What the first finds is freed in another thread; the second waits for it.
    runInNewContext("gc(); gc()");
    const before = Deno.memoryUsage().rss;
    assert.equal(trimMemory(), true);
    const after = Deno.memoryUsage().rss;
    assert.ok(after < before - 60e6, `${before} -> ${after} bytes`);
    assert.ok(kept.every(([first]) => first === 1));
  },
});

Deno.test({
  name: "trimMemory() is false without the permission",
  permissions: { ffi: false },
  fn: () => assert.equal(trimMemory(), false),
});
