import assert from "node:assert/strict";
import { packagePath } from "./package_path.ts";

Deno.test("packagePath() reads name and version in Deno's npm cache", () => {
  const cache = "/home/u/.cache/deno/npm/registry.npmjs.org";
  assert.deepEqual(packagePath(`${cache}/hono/4.13.19/dist/hono.js`), {
    name: "hono@4.13.19",
    file: "dist/hono.js",
    hasVersion: true,
  });
  assert.equal(
    packagePath(`${cache}/@hono/node-server/1.2.3/index.js`)?.name,
    "@hono/node-server@1.2.3",
  );
  assert.equal(packagePath(`${cache}/hono/latest/index.js`), undefined);
});

Deno.test("packagePath() reads the stores of Deno and pnpm", () => {
  for (const store of [".deno", ".pnpm"]) {
    const path = `/srv/node_modules/${store}/@hono+zod@1.0.0/node_modules/@hono/zod/dist/a.js`;
    assert.deepEqual(packagePath(path), {
      name: "@hono/zod@1.0.0",
      file: "dist/a.js",
      hasVersion: true,
    });
  }
});

Deno.test("packagePath() names the innermost package of a plain node_modules folder", () => {
  assert.deepEqual(packagePath("file:///srv/node_modules/a/node_modules/@b/c/lib/d.js"), {
    name: "@b/c",
    file: "lib/d.js",
    hasVersion: false,
  });
});

Deno.test("packagePath() finds no package in other paths", () => {
  for (
    const path of ["", "/", "/srv/app/main.ts", "/srv/node_modules", "/srv/node_modules/", "npm"]
  ) {
    assert.equal(packagePath(path), undefined, path);
  }
});

Deno.test("packagePath() takes no longer for hostile paths", () => {
  const hostile = "/npm/" + "registry".repeat(100_000) + "/@".repeat(100_000);
  const started = performance.now();
  assert.equal(packagePath(hostile), undefined);
  assert.ok(performance.now() - started < 1000);
});
