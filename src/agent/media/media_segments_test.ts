// What comes out of well-meant and hostile request targets.
import assert from "node:assert/strict";
import fc from "fast-check";
import { mediaSegments } from "./media_segments.ts";

Deno.test("mediaSegments() decodes each segment once", () => {
  assert.deepEqual(mediaSegments("http://h/static/a%20b.css?x=/y#/z"), ["static", "a b.css"]);
  assert.deepEqual(mediaSegments("http://h/%252e%252e/a"), ["%2e%2e", "a"]);
});

Deno.test("mediaSegments() keeps empty segments, so that a trailing slash can be seen", () => {
  assert.deepEqual(mediaSegments("http://h/static/"), ["static", ""]);
  assert.deepEqual(mediaSegments("http://h//static"), ["", "static"]);
  assert.deepEqual(mediaSegments("http://h/"), [""]);
});

Deno.test("mediaSegments() neither resolves nor hides dots", () => {
  assert.deepEqual(mediaSegments("http://h/static/../%2e%2E/."), ["static", "..", "..", "."]);
});

Deno.test("mediaSegments() refuses what is not the name of one file", () => {
  for (const segment of ["%00", "a%2fb", "a%5Cb", "a\\b", "%ff", "%", "%zz", "%c0%ae"]) {
    assert.deepEqual(mediaSegments(`http://h/${segment}/x`), [undefined, "x"], segment);
  }
});

Deno.test("mediaSegments() survives URLs that new URL() refuses", () => {
  assert.deepEqual(mediaSegments("http://a b/static"), ["static"]);
  assert.deepEqual(mediaSegments("http://h?x/static"), []);
  assert.deepEqual(mediaSegments("no url"), []);
});

Deno.test("mediaSegments() gives back any encoded name", () => {
  const name = fc.string({ unit: "grapheme" }).filter((text) => !/[/\\\0]/.test(text));
  fc.assert(fc.property(fc.array(name, { minLength: 1 }), (names) => {
    const path = names.map(encodeURIComponent).join("/");
    assert.deepEqual(mediaSegments(`http://[::1]:8000/${path}?q`), names);
  }));
});
