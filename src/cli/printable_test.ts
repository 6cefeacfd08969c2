import assert from "node:assert/strict";
import fc from "fast-check";
import { printable } from "./printable.ts";

Deno.test("printable() keeps ordinary text of any script", () => {
  const text = 'GET /größe/東京/👩‍💻?a="b"\\n';
  assert.equal(printable(text), text);
});

Deno.test("printable() shows what would act on a terminal", () => {
  assert.equal(printable("a\x1b[31mb\x07\x00"), "a\\u{1b}[31mb\\u{7}\\u{0}");
  assert.equal(printable("C1 \x9b31m DEL \x7f"), "C1 \\u{9b}31m DEL \\u{7f}");
  assert.equal(printable("two\nlines\r\tand a tab"), "two\\nlines\\r\\tand a tab");
  assert.equal(printable("gpj.\u202eexe \ud800"), "gpj.\\u{202e}exe \\u{d800}");
});

Deno.test("printable() leaves no control character in anything", () => {
  const anything = fc.array(fc.nat(0x10ffff)).map((points) => String.fromCodePoint(...points));
  fc.assert(fc.property(anything, (text) => {
    // deno-lint-ignore no-control-regex -- that these are gone is the point
    assert.doesNotMatch(printable(text), /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/);
  }));
});
