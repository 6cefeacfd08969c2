import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { pprofGzip } from "./pprof_gzip.ts";

Deno.test("pprofGzip() is read back by zlib, checksum and length included", () => {
  for (const text of ["", "a", "profile.proto ".repeat(5000)]) {
    const bytes = new TextEncoder().encode(text);
    assert.equal(gunzipSync(pprofGzip(bytes, "a comment")).toString(), text);
  }
});

Deno.test("pprofGzip() puts the comment into the header", () => {
  const file = pprofGzip(Uint8Array.of(1), "who wrote it");
  const head = new TextDecoder().decode(file.subarray(10, 23));
  assert.equal(head, "who wrote it\0");
});

Deno.test("pprofGzip() writes no time: equal profiles are equal files", () => {
  assert.deepEqual([...pprofGzip(Uint8Array.of(1), "").subarray(4, 8)], [0, 0, 0, 0]);
});
