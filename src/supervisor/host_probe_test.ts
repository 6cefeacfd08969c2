// In the Deno that runs the tests; tests/e2e/executable_test.ts asks the executable.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { findHostRuntime } from "./host_runtime.ts";
import { probePrecision } from "./host_probe.ts";

Deno.test("probePrecision() measures a clock and a sampler that are good enough to profile", async () => {
  const measured = await probePrecision(await findHostRuntime(undefined), 200);
  assert.equal(measured.hasPromiseHooks, true);
  assert.ok(measured.clockStep > 0 && measured.clockStep < 1_000, `${measured.clockStep} us`);
  assert.equal(measured.askedInterval, 200);
  assert.ok(measured.sampleInterval >= 100, `${measured.sampleInterval} us`);
});

Deno.test("probePrecision() says which runtime cannot be used, and why", async () => {
  if (Deno.build.os === "windows") return;
  const dir = await Deno.makeTempDir({ prefix: "host_probe_test-" });
  try {
    const path = join(dir, "deno");
    await Deno.writeTextFile(path, "#!/bin/sh\necho 'no V8 here' >&2\nexit 3\n", { mode: 0o755 });
    const runtime = { path, version: "2.9.6", cacheDir: "", isEmbedded: false };
    await assert.rejects(probePrecision(runtime, 200), {
      name: "UserError",
      message: `Cannot use Deno 2.9.6 at "${path}": no V8 here`,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
