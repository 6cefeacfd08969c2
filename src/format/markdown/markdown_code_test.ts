import assert from "node:assert/strict";
import { markdownCode } from "./markdown_code.ts";

Deno.test("markdownCode() is a code span", () => {
  assert.equal(markdownCode("<b>*handler*</b>"), "`<b>*handler*</b>`");
});

Deno.test("markdownCode() keeps backticks inside", () => {
  assert.equal(markdownCode("a`b"), "``a`b``");
  assert.equal(markdownCode("a``b`c"), "```a``b`c```");
  assert.equal(markdownCode("`a"), "`` `a ``");
  assert.equal(markdownCode("a`"), "`` a` ``");
});

Deno.test("markdownCode() does not end a table's cell", () => {
  assert.equal(markdownCode("a|b|c"), "`a\\|b\\|c`");
});
