import assert from "node:assert/strict";
import { pythonRepr } from "./python_repr.ts";

Deno.test("pythonRepr() picks the quote that needs no escape", () => {
  assert.equal(pythonRepr("it's", { ascii: false }), `"it's"`);
  assert.equal(pythonRepr(`it's "x"`, { ascii: false }), `'it\\'s "x"'`);
});

Deno.test("pythonRepr() escapes what does not print", () => {
  assert.equal(
    pythonRepr("a\n\\\0\x7f\u2028\u{e0001}é", { ascii: false }),
    `'a\\n\\\\\\x00\\x7f\\u2028\\U000e0001é'`,
  );
  assert.equal(pythonRepr("\ud800", { ascii: false }), `'\\ud800'`);
});

Deno.test("pythonRepr() keeps to ASCII when asked", () => {
  assert.equal(pythonRepr("é日😀 ", { ascii: true }), `'\\xe9\\u65e5\\U0001f600 '`);
});
