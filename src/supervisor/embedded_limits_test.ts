// Which imports are warned of, with packages on disk as npm leaves them.
import assert from "node:assert/strict";
import { dirname, join } from "@std/path";
import type { HostFeatures } from "../wire/host_features.ts";
import { embeddedLimits, isUnreadable, missingFeatures } from "./embedded_limits.ts";

const NONE: HostFeatures = {
  hasTypeScript: false,
  hasCommonJsImports: false,
  hasImportMaps: false,
  hasNpmSpecifiers: false,
  hasNodeSockets: false,
};
const ALL: HostFeatures = {
  hasTypeScript: true,
  hasCommonJsImports: true,
  hasImportMaps: true,
  hasNpmSpecifiers: true,
  hasNodeSockets: true,
};

const PACKAGES = {
  "modern/package.json": '{ "type": "module" }',
  "both/package.json": '{ "exports": { ".": { "import": "./a.mjs", "require": "./a.cjs" } } }',
  "old/package.json": '{ "main": "index.js" }',
  "@me/old/package.json": "{}",
};

/** What is said of an app in app/src that imports these. */
async function limitsOf(
  specifiers: readonly string[],
  features: HostFeatures,
  isRequire = false,
): Promise<string[]> {
  const dir = await Deno.makeTempDir({ prefix: "embedded_limits_test-" });
  try {
    for (const [name, text] of Object.entries(PACKAGES)) {
      const path = join(dir, "app", "node_modules", name);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    const file = join(dir, "app", "src", "app.js");
    const imports = specifiers.map((specifier) => ({ file, specifier, isRequire }));
    return embeddedLimits({ files: [file], imports }, features);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("embeddedLimits() has nothing against what always works", async () => {
  const fine = ["./a.js", "/b.mjs", "node:fs", "fs", "data:text/javascript,", "modern", "both/sub"];
  assert.deepEqual(await limitsOf(fine, NONE), []);
});

Deno.test("embeddedLimits() names each import that will not work, once", async () => {
  const bad = ["./a.ts", "jsr:@std/path", "https://x.test/a.js", "old", "@me/old/sub", "mapped"];
  const limits = await limitsOf([...bad, ...bad], NONE);
  assert.deepEqual(limits, [
    'app.js imports "./a.ts": TypeScript cannot be run',
    'app.js imports "jsr:@std/path": only local files and node_modules can be imported',
    'app.js imports "https://x.test/a.js": only local files and node_modules can be imported',
    'app.js imports "old": a CommonJS package cannot be imported',
    'app.js imports "@me/old/sub": a CommonJS package cannot be imported',
    'app.js imports "mapped": it is not in node_modules, and import maps are not read',
  ]);
});

Deno.test("embeddedLimits() is silent about what the runtime has been seen to do", async () => {
  assert.deepEqual(await limitsOf(["./a.ts", "old", "mapped", "npm:modern@1"], ALL), []);
  assert.deepEqual(await limitsOf(["npm:modern@1"], NONE), [
    'app.js imports "npm:modern@1": npm: imports do not work',
  ]);
  assert.deepEqual(await limitsOf(["npm:@you/gone@1/sub"], ALL), [
    'app.js imports "npm:@you/gone@1/sub": the package is not in node_modules',
  ]);
});

Deno.test("embeddedLimits() tells of a node:http that is not whole, where the app imports it", async () => {
  for (const specifier of ["node:http", "http", "node:https", "https"]) {
    const [limit, ...others] = await limitsOf([specifier], NONE);
    assert.ok(
      limit?.startsWith(`app.js imports "${specifier}": its requests have no sockets`),
      limit,
    );
    assert.deepEqual(others, []);
    assert.deepEqual(await limitsOf([specifier], ALL), []);
  }
  assert.deepEqual(await limitsOf(["node:http2", "node:net"], NONE), []);
});

Deno.test("embeddedLimits() lets CommonJS require CommonJS", async () => {
  assert.deepEqual(await limitsOf(["old", "@me/old"], NONE, true), []);
});

Deno.test("isUnreadable() is about TypeScript and JSX only", () => {
  const unreadable = ["a.ts", "a.mts", "a.cts", "a.tsx", "a.jsx"];
  for (const name of unreadable) assert.ok(isUnreadable(name, NONE), name);
  for (const name of ["a.js", "a.mjs", "a.cjs", "ts.js", "a.ts.js"]) {
    assert.ok(!isUnreadable(name, NONE), name);
  }
  assert.ok(!isUnreadable("a.ts", ALL));
});

Deno.test("missingFeatures() is the end of a sentence", () => {
  assert.equal(missingFeatures(ALL), "jsr: and URL imports");
  assert.match(missingFeatures(NONE), /^TypeScript, import maps, .* and jsr: and URL imports$/);
});
