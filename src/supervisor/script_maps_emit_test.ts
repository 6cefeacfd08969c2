import assert from "node:assert/strict";
import { emitPath } from "./script_maps_emit.ts";

const POSIX = { denoDir: "/cache", isWindows: false };
const WINDOWS = { denoDir: "C:\\cache", isWindows: true };

Deno.test("emitPath() follows the path of a local module, decoded", () => {
  assert.equal(emitPath("file:///app/main.ts", POSIX), "/cache/gen/file/app/main.ts.js");
  assert.equal(
    emitPath("file:///a%20dir%231%25/%C3%BC%3F/x%20[y].tsx?v=2#h", POSIX),
    "/cache/gen/file/a dir#1%/ü?/x [y].tsx.js",
  );
  assert.equal(emitPath("file:///app/no_extension", POSIX), "/cache/gen/file/app/no_extension.js");
});

Deno.test("emitPath() writes drives and shares as Deno does on Windows", () => {
  assert.equal(
    emitPath("file:///d:/a%20b/format.ts", WINDOWS),
    "C:\\cache\\gen\\file\\D\\a b\\format.ts.js",
  );
  assert.equal(
    emitPath("file://server/share/a.ts", WINDOWS),
    "C:\\cache\\gen\\file\\UNC\\server\\share\\a.ts.js",
  );
  assert.equal(
    emitPath("file://[::1]/d$/a.ts", WINDOWS),
    "C:\\cache\\gen\\file\\UNC\\[__1]\\d$\\a.ts.js",
  );
  assert.equal(emitPath("file:///no_drive/a.ts", WINDOWS), undefined);
});

Deno.test("emitPath() hashes the path and query of a remote module", () => {
  // The hash is from the tests of Deno's own disk cache.
  const hash = "d8300752800fe3f0beda9505dc1c3b5388beb1ee45afd1f1e2c9fc0866df15cf";
  assert.equal(
    emitPath("https://deno.land/std/http/file_server.ts", POSIX),
    `/cache/gen/https/deno.land/${hash}.js`,
  );
  assert.equal(
    emitPath("http://localhost:8000/std/http/file_server.ts#h", POSIX),
    `/cache/gen/http/localhost_PORT8000/${hash}.js`,
  );
  const [first, second] = ["1", "2"].map((v) => emitPath(`https://a.b/m.ts?v=${v}`, POSIX));
  assert.notEqual(first, second);
});

Deno.test("emitPath() is undefined for what Deno keeps nowhere", () => {
  for (const url of ["node:fs", "ext:core/a.js", "data:text/typescript,1", "npm:a@1", "file:///"]) {
    assert.equal(emitPath(url, POSIX), undefined, url);
  }
  assert.equal(emitPath("file://server/a.ts", POSIX), undefined);
  assert.equal(emitPath("file:///not%FFutf8.ts", POSIX), undefined);
});
