// A whole Deno has all that the probe tries, except for what it would fetch: so it is run without npm and network.
import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";

const PROBE = fromFileUrl(new URL("./probe.ts", import.meta.url));

Deno.test("hostFeatures() tells what can be loaded, and leaves no files", async () => {
  const tmp = await Deno.makeTempDir({ prefix: "host_features_test-" });
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-lock", "--no-npm", "--no-remote", PROBE, "features"],
      cwd: tmp,
      env: { TMPDIR: tmp, TEMP: tmp, TMP: tmp },
    }).output();
    const features = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual(features, {
      hasTypeScript: true,
      // Only the main module's deno.json counts, and a whole Deno has these through the main module.
      hasImportMaps: false,
      hasCommonJsImports: false,
      hasNpmSpecifiers: false,
      hasNodeSockets: true,
    }, new TextDecoder().decode(stderr));
    assert.deepEqual([...Deno.readDirSync(tmp)], []);
  } finally {
    await Deno.remove(tmp, { recursive: true });
  }
});
