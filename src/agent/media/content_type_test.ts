// The types that break a page when they are wrong, and names that must not confuse the table.
import assert from "node:assert/strict";
import { contentType } from "./content_type.ts";

Deno.test("contentType() gives browsers the types they insist on", () => {
  assert.equal(contentType("app.css"), "text/css; charset=utf-8");
  assert.equal(contentType("app.mjs"), "text/javascript; charset=utf-8");
  assert.equal(contentType("core.wasm"), "application/wasm");
  assert.equal(contentType("logo.svg"), "image/svg+xml");
});

Deno.test("contentType() knows every extension that --media promises", () => {
  const promised =
    "html css js mjs ts json svg png jpg jpeg gif webp avif ico woff2 woff ttf otf txt md " +
    "xml pdf wasm map mp4 webm mp3 webmanifest csv";
  const unknown = promised.split(" ").filter((extension) =>
    contentType(`a.${extension}`) === "application/octet-stream"
  );
  assert.deepEqual(unknown, []);
});

Deno.test("contentType() marks every text type as UTF-8", () => {
  for (const extension of ["html", "css", "js", "ts", "txt", "md", "csv"]) {
    assert.match(contentType(`a.${extension}`), /^text\/[a-z]+; charset=utf-8$/);
  }
});

Deno.test("contentType() looks at the last extension only, in any case", () => {
  assert.equal(contentType("photo.JPG"), "image/jpeg");
  assert.equal(contentType("app.min.js"), "text/javascript; charset=utf-8");
  assert.equal(contentType("page.html.bak"), "application/octet-stream");
});

Deno.test("contentType() falls back for names without a known extension", () => {
  for (const name of ["LICENSE", "", ".", "a.", "v1.css/file", "a.constructor", "a.__proto__"]) {
    assert.equal(contentType(name), "application/octet-stream", name);
  }
});
