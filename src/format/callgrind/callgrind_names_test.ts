import assert from "node:assert/strict";
import { functionName, nameFunctions } from "./callgrind_names.ts";
import type { Frame } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";

function frame(name: string, url: string, line = 4, column = 5): Frame {
  return { name, url, line, column, kind: "app" };
}

/** "name | file | object" */
function named(url: string, { name = "f", base = "" } = {}): string {
  const { name: shown, file, object } = functionName(frame(name, url), base);
  return `${shown} | ${file} | ${object}`;
}

Deno.test("functionName() carries the whole location, relative to the base", () => {
  const url = "file:///srv/app/src/main.ts";
  assert.equal(named(url), "f /srv/app/src/main.ts:4:5 | /srv/app/src/main.ts | app");
  assert.equal(named(url, { base: "/srv/app" }), "f src/main.ts:4:5 | /srv/app/src/main.ts | app");
  assert.equal(named(url, { base: "/srv/ap" }), named(url));
});

Deno.test("functionName() makes plain paths of file URLs", () => {
  assert.equal(
    named("file:///srv/%C3%BC%20(1)/a.ts?v=2#x"),
    "f /srv/ü (1)/a.ts:4:5 | /srv/ü (1)/a.ts | app",
  );
  const windows = named("file:///C:/Users/x%20y/a.ts", { base: "C:\\Users\\x y" });
  assert.equal(windows, "f a.ts:4:5 | C:/Users/x y/a.ts | app");
});

Deno.test("functionName() leaves a path encoded when decoding would do harm", () => {
  for (const path of ["/srv/a%0Ab.ts", "/srv/100%/x.ts", "/srv/%E2%80%AEx.ts", "/srv/a.ts%20"]) {
    assert.equal(functionName(frame("f", `file://${path}`), "").file, path);
  }
});

Deno.test("functionName() adds a package's cost up under its name and version", () => {
  const cached = "/home/u/.cache/deno/npm/registry.npmjs.org/hono/4.13.19/dist/hono.js";
  assert.equal(
    named(`file://${cached}`),
    `f hono@4.13.19/dist/hono.js:4:5 | ${cached} | hono@4.13.19`,
  );
  const plain = "/srv/app/node_modules/lodash/index.js";
  assert.equal(
    named(`file://${plain}`, { base: "/srv/app" }),
    `f node_modules/lodash/index.js:4:5 | ${plain} | lodash`,
  );
});

Deno.test("functionName() knows where other code comes from", () => {
  assert.equal(named(""), "f | [native] | v8");
  assert.equal(named("eval:32"), "f [eval 32]:4:5 | [eval] | eval");
  assert.equal(named("node:fs"), "f node:fs:4:5 | node:fs | node");
  assert.equal(
    named("ext:core/01_core.js"),
    "f ext:core/01_core.js:4:5 | ext:core/01_core.js | deno",
  );
  assert.equal(
    named("wasm://wasm/efb65096"),
    "f wasm://wasm/efb65096:4:5 | wasm://wasm/efb65096 | wasm",
  );
  assert.equal(
    named("https://esm.sh/x.js"),
    "f https://esm.sh/x.js:4:5 | https://esm.sh/x.js | esm.sh",
  );
  // FNV-1a of "data:,1", computed in Python.
  assert.equal(named("data:,1"), "f [data a228d4a6]:4:5 | [data a228d4a6] | eval");
});

Deno.test("functionName() never gives an empty name, nor callgrind's word for unknown", () => {
  assert.equal(named("", { name: "???" }), "(unknown) | [native] | v8");
  assert.equal(named("file:///a.ts", { name: " \u2028" }), "\\u{2028} /a.ts:4:5 | /a.ts | app");
  assert.equal(named("   ", { name: "  " }), "(unknown) (unknown):4:5 | (unknown) | app");
  assert.equal(named("file://"), "f (unknown):4:5 | (unknown) | app");
});

Deno.test("functionName() puts the recursion level before the location", () => {
  const { reentryName } = functionName(frame("f", "file:///srv/a.ts"), "/srv");
  assert.equal(reentryName, "f'2 a.ts:4:5");
  assert.equal(functionName(frame("sort", ""), "").reentryName, "sort'2");
});

Deno.test("nameFunctions() merges frames of one name and keeps all others apart", () => {
  const builder = new ProfileBuilder(0);
  const urls = ["file:///a.ts?v=1", "file:///a.ts?v=2", "file:///b.ts"];
  for (const url of urls) builder.sample(builder.node(0, frame("f", url)), 1);
  const { profile, names } = nameFunctions(builder.build(), "");
  assert.deepEqual(names.map(({ name }) => name), ["(root)", "f /a.ts:4:5", "f /b.ts:4:5"]);
  assert.deepEqual([...profile.nodeFrame], [0, 1, 1, 2]);
  assert.equal(profile.frames.length, 3);
});
