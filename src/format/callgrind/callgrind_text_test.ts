import assert from "node:assert/strict";
import fc from "fast-check";
import { oneLine, oneLineJson, shortLine } from "./callgrind_text.ts";

Deno.test("oneLine() escapes what would end a line or hide text", () => {
  assert.equal(oneLine("a\nb\r\tc\0"), "a\\nb\\r\\tc\\u{0}");
  assert.equal(oneLine("\x1b[31m\x7f\u2028\u202ertl"), "\\u{1b}[31m\\u{7f}\\u{2028}\\u{202e}rtl");
  assert.equal(oneLine("half \ud83d"), "half \ufffd");
  assert.equal(oneLine("  日本語 🚀\u00a0"), "日本語 🚀");
});

Deno.test("shortLine() cuts the middle out, by characters", () => {
  const text = "🚀".repeat(150) + "x".repeat(100);
  assert.equal(shortLine(text), `${"🚀".repeat(150)}…${"x".repeat(49)}`);
  assert.equal(shortLine("🚀".repeat(200)), "🚀".repeat(200));
});

Deno.test("oneLineJson() stays JSON of the same value, on one line", () => {
  const value = { text: "a\n\x85\u2028\u202e\ud83d 🚀" };
  assert.equal(oneLineJson(value), '{"text":"a\\n\\u0085\\u2028\\u202e\\ud83d 🚀"}');
  assert.deepEqual(JSON.parse(oneLineJson(value)), value);
});

Deno.test("oneLine() leaves no control character in any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    for (const line of [oneLine(text), shortLine(text), oneLineJson(text)]) {
      assert.doesNotMatch(line, /\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/u);
      assert.equal(line, line.trim());
    }
  }));
});
