import assert from "node:assert/strict";
import { foldedName } from "./folded_name.ts";

Deno.test("foldedName() leaves ordinary names alone", () => {
  for (const name of ["handler src/main.ts:12:20", "get total", "(await) a.ts:1:2", "#private"]) {
    assert.equal(foldedName(name), name);
  }
});

Deno.test("foldedName() escapes semicolons", () => {
  assert.equal(foldedName("a;b;"), "a\\u{3b}b\\u{3b}");
});

Deno.test("foldedName() hides a number at the end, which readers take for a weight", () => {
  assert.equal(foldedName("step 12"), "step\\u{20}12");
  assert.equal(foldedName("step 1.5"), "step\\u{20}1.5");
  assert.equal(foldedName("step 12 b"), "step 12 b");
});
