// Real modules in a temp folder, asked of the real `deno info`.
import assert from "node:assert/strict";
import { dirname, join, relative } from "@std/path";
import { moduleGraph } from "./module_graph.ts";

/** The graph of main.ts among these files, relative to the folder. */
async function graphOf(files: Record<string, string>, main = "main.ts"): Promise<string[]> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "module_graph_test-" }));
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(dir, name)), { recursive: true });
      await Deno.writeTextFile(join(dir, name), text);
    }
    const paths = await moduleGraph({ path: Deno.execPath(), isEmbedded: false }, join(dir, main));
    assert.equal(new Set(paths).size, paths.length, "each path once");
    return paths.map((path) => relative(dir, path)).sort();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("moduleGraph() has the module, its local imports and theirs", async () => {
  const files = {
    "deno.json": "{}",
    "main.ts": `import "./a.ts"; import data from "./data.json" with { type: "json" };`,
    "a.ts": `export * from "./lib/b.tsx"; import "node:fs"; await import("./late.js");`,
    "lib/b.tsx": `import "../main.ts";`,
    "late.js": "",
    "data.json": "{}",
    "unused.ts": "",
  };
  const { "unused.ts": _, ...used } = files;
  assert.deepEqual(await graphOf(files), Object.keys(used).sort());
});

Deno.test("moduleGraph() follows the import map of the configuration", async () => {
  const config = { imports: { "#lib/": "./lib/" } };
  const files = {
    "deno.json": JSON.stringify(config),
    "app/main.ts": `import "#lib/a.ts";`,
    "lib/a.ts": "",
  };
  const expected = ["app/main.ts", "deno.json", "lib/a.ts"];
  assert.deepEqual(await graphOf(files, "app/main.ts"), expected);
});

Deno.test("moduleGraph() has the configuration files of the nearest folder with one", async () => {
  const files = {
    "deno.json": "{}",
    "app/package.json": "{}",
    "app/.env": "",
    "app/src/main.ts": "",
  };
  const expected = ["app/.env", "app/package.json", "app/src/main.ts"];
  assert.deepEqual(await graphOf(files, "app/src/main.ts"), expected);
});

Deno.test("moduleGraph() leaves out what is in node_modules", async () => {
  const files = {
    "package.json": "{}",
    "main.ts": `import "./node_modules/p/index.js";`,
    "node_modules/p/index.js": "",
  };
  assert.deepEqual(await graphOf(files), ["main.ts", "package.json"]);
});

Deno.test("moduleGraph() has modules that do not parse or do not exist: they will be mended", async () => {
  const files = {
    "deno.json": "{}",
    "main.ts": `import "./broken.ts"; import "./missing.ts";`,
    "broken.ts": "const = ;",
  };
  const expected = ["broken.ts", "deno.json", "main.ts", "missing.ts"];
  assert.deepEqual(await graphOf(files), expected);
  assert.deepEqual(await graphOf({ "deno.json": "{}", "main.ts": "const = ;" }), [
    "deno.json",
    "main.ts",
  ]);
});

Deno.test("moduleGraph() has at least the module and its configuration when deno info fails", async () => {
  assert.deepEqual(await graphOf({ "deno.json": "no JSON", "main.ts": "" }), [
    "deno.json",
    "main.ts",
  ]);
});
