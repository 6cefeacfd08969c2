import assert from "node:assert/strict";
import { SourceImports } from "./source_imports.ts";
import { sourceTokens } from "./source_tokens.ts";

function aliases(text: string): string[] {
  return [...new SourceImports(sourceTokens(text, false)!).aliasesOf("a")].sort();
}

function defaults(text: string): string[] {
  const imports = new SourceImports(sourceTokens(text, false)!);
  return [...imports.defaultsOf("file:///lib/walk.ts")].sort();
}

Deno.test("SourceImports finds the names of renamed imports", () => {
  assert.deepEqual(aliases(`import d, { a as b, c, type X as Y } from "./m.ts"`), ["b"]);
  assert.deepEqual(aliases(`const { a: b, c } = require("./m")`), ["b"]);
  assert.deepEqual(aliases(`import { a as b } from "m"; import { a as c } from "n"`), [
    "b",
    "c",
  ]);
});

Deno.test("SourceImports finds the name of a default import by the module's name", () => {
  assert.deepEqual(defaults(`import visit from "../lib/walk.js?v=1"`), ["visit"]);
  assert.deepEqual(defaults(`const visit = require("./walk")`), ["visit"]);
  assert.deepEqual(defaults(`import visit from "./other.js"`), []);
});

Deno.test("SourceImports is not misled by other uses of the words", () => {
  const text = `import "./walk.js"; import.meta.url; await import("./walk.js"); o.require("./walk")
    const { a: b } = f; export { a as c } from "m"; import * as walk from "./walk.js"`;
  assert.deepEqual([...aliases(text), ...defaults(text)], []);
});
