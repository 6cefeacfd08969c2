import assert from "node:assert/strict";
import { frameKind } from "./frame_kind.ts";
import type { FrameKind } from "../model/profile.ts";

const EXPECTED: readonly (readonly [kind: FrameKind, name: string, url: string])[] = [
  ["engine", "(root)", ""],
  ["engine", "(program)", ""],
  ["engine", "(garbage collector)", ""],
  ["engine", "sort", ""],
  ["wait", "(idle)", ""],
  ["wait", "(queued)", ""],
  ["wait", "(behind GET /spin #6)", ""],
  ["wait", "(await)", "file:///srv/app/main.ts"],
  ["app", "(idle)", "file:///srv/app/main.ts"],
  ["runtime", "readFileSync", "node:fs"],
  ["runtime", "runMicrotasks", "ext:core/01_core.js"],
  ["runtime", "compile", "internal/modules/cjs/loader.js"],
  ["runtime", "emit", "events.js"],
  [
    "dependency",
    "f",
    "file:///home/u/.cache/deno/npm/registry.npmjs.org/hono/4.13.19/dist/hono.js",
  ],
  ["dependency", "f", "file:///srv/app/node_modules/lodash/index.js"],
  ["dependency", "f", "C:\\srv\\node_modules\\lodash\\index.js"],
  ["dependency", "f", "https://esm.sh/x@1/mod.js"],
  ["dependency", "f", "file:///home/u/.cache/deno/gen/https/esm.sh/0123.js"],
  ["app", "f", "file:///home/u/.cache/deno/gen/http/localhost_PORT8080/0123.js"],
  ["app", "f", "file:///home/u/.cache/deno/gen/file/srv/app/main.ts.js"],
  ["app", "f", "http://localhost:8080/app.js"],
  ["app", "f", "http://[::1]:8080/app.js"],
  ["app", "f", "file:///srv/app/main.ts"],
  ["app", "f", "/srv/app/events.js"],
  ["app", "f", "eval:32"],
  ["app", "f", "wasm://wasm/efb65096"],
];

for (const [kind, name, url] of EXPECTED) {
  Deno.test(`frameKind() is ${kind} for ${name} in "${url}"`, () => {
    assert.equal(frameKind(name, url), kind);
  });
}
