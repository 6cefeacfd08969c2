// Small apps on disk, and what of them is found.
import assert from "node:assert/strict";
import { dirname, join, relative } from "@std/path";
import { localGraph } from "./local_graph.ts";

/** The graph of app.js among these files, relative to their folder. */
async function graphOf(
  files: Readonly<Record<string, string>>,
): Promise<{ files: string[]; specifiers: string[] }> {
  const dir = await Deno.makeTempDir({ prefix: "local_graph_test-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(dir, name)), { recursive: true });
      await Deno.writeTextFile(join(dir, name), text);
    }
    const graph = await localGraph(join(dir, "app.js"));
    return {
      files: graph.files.map((path) => relative(dir, path).replaceAll("\\", "/")),
      specifiers: graph.imports.map(({ specifier }) => specifier),
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("localGraph() follows every way to ask for a file", async () => {
  const { files } = await graphOf({
    "app.js": `import a from "./a.js"; import './b.mjs'; export * from "./lib/c.js";
      const d = await import("./d.js"); const e = await import( './e.js' );
      import {
        f,
      } from "./f.js?version=1";`,
    "lib/c.js": 'import "../g.js"; import data from "./data.json" with { type: "json" };',
  });
  assert.deepEqual(files.sort(), [
    "a.js",
    "app.js",
    "b.mjs",
    "d.js",
    "e.js",
    "f.js",
    "g.js",
    "lib/c.js",
    "lib/data.json",
  ]);
});

Deno.test("localGraph() finds what require() would, and names it when it is missing", async () => {
  const { files } = await graphOf({
    "app.js": 'const { a } = require("./a"); require("./b"); require("./c"); require("./gone");',
    "a.js": 'require("./app.js");',
    "b.json": "{}",
    "c/index.js": "",
  });
  assert.deepEqual(files, ["app.js", "a.js", "b.json", "c/index.js", "gone.js"]);
});

Deno.test("localGraph() keeps out of packages, and tells what was asked for", async () => {
  const { files, specifiers } = await graphOf({
    "app.js": `import { Hono } from "hono"; import "npm:left-pad@1"; import "node:fs";
      import x from "./node_modules/x/index.js";
      // import "commented";
       * from "documented"`,
    "node_modules/x/index.js": 'import "deep";',
  });
  assert.deepEqual(files, ["app.js"]);
  assert.deepEqual(specifiers, ["hono", "npm:left-pad@1", "node:fs", "./node_modules/x/index.js"]);
});

Deno.test("localGraph() ends for circles and for files that cannot be read", async () => {
  const circle = await graphOf({ "app.js": 'import "./b.js";', "b.js": 'import "./app.js";' });
  assert.deepEqual(circle.files, ["app.js", "b.js"]);
  assert.deepEqual((await graphOf({})).files, ["app.js"]);
});
