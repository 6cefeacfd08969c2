import assert from "node:assert/strict";
import fc from "fast-check";
import { sourceTokens } from "./source_tokens.ts";

/** The tokens of `text` with a space between; "" when it is not understood. */
function tokens(text: string, hasJsx = false): string {
  const found = sourceTokens(text, hasJsx);
  if (!found) return "";
  const { starts, ends, count } = found;
  return Array.from({ length: count }, (_, i) => text.slice(starts[i], ends[i])).join(" ");
}

Deno.test("sourceTokens() leaves out space and comments", () => {
  assert.equal(tokens("#!/usr/bin/env deno\na /* b { */ ( 1 ) // c ("), "a ( 1 )");
});

Deno.test("sourceTokens() takes strings and numbers whole", () => {
  assert.equal(
    tokens(`f('it\\'s {', "a\\\nb", .5e-3, 0xff_f)`),
    `f ( 'it\\'s {' , "a\\\nb" , .5e-3 , 0xff_f )`,
  );
});

Deno.test("sourceTokens() tells a regular expression from a division", () => {
  assert.equal(tokens("x = /[/{]\\/(/g.test(y)"), "x = /[/{]\\/(/g . test ( y )");
  assert.equal(tokens("return /{/"), "return /{/");
  assert.equal(tokens("if (a) /{/.exec(b)"), "if ( a ) /{/ . exec ( b )");
  assert.equal(tokens("a / b / c"), "a / b / c");
  assert.equal(tokens("(a) / b[1] / 2"), "( a ) / b [ 1 ] / 2");
  assert.equal(tokens("it.return / 2 / x"), "it . return / 2 / x");
});

Deno.test("sourceTokens() looks into templates", () => {
  assert.equal(tokens("`a { ${f(`b ${c} }`)} ( \\` $`"), "` { f ( ` { c } ) }");
});

Deno.test("sourceTokens() skips the text of JSX, and looks into its braces", () => {
  const element = `return <p class="it's" {...all} onClick={f}>don't <b>{g(1)}</b><br/></p>;`;
  assert.equal(tokens(element, true), "return { . . . all } { f } { g ( 1 ) }  ;");
  assert.equal(
    tokens("const f = <T,>(x: T) => x < 3", true),
    "const f = < T , > ( x : T ) => x < 3",
  );
  assert.equal(tokens("a = <>a'b</>", true), "a = ");
});

Deno.test("sourceTokens() knows which brackets belong together", () => {
  const { partners } = sourceTokens("a(b[c], {})", false)!;
  assert.deepEqual([...partners], [0, 9, 0, 5, 0, 3, 0, 8, 7, 1]);
});

Deno.test("sourceTokens() refuses text whose brackets or quotes do not match", () => {
  for (const text of ["(", "(]", "}", "`${a", "`", "f('", "{(})"]) {
    assert.equal(sourceTokens(text, false), undefined, text);
  }
});

Deno.test("sourceTokens() reads megabytes of data, and is not kept busy by what has no end", () => {
  const many = 2_000_000;
  assert.equal(sourceTokens(`"${"a".repeat(many)}"`, false)?.count, 1);
  assert.equal(sourceTokens(`\`${"a".repeat(many)}\``, false)?.count, 1);
  assert.equal(sourceTokens(`<a>${"<b/>".repeat(100_000)}</a>`, true)?.count, 1);
  assert.equal(sourceTokens(`a ${"/* ".repeat(many)}`, false)?.count, 1);
  assert.equal(sourceTokens("=/[".repeat(10_000), false), undefined);
});

Deno.test("sourceTokens() comes to an end with any text", () => {
  const piece = fc.constantFrom(
    ..."<a>|</a>|{|}|(|)|`|${|'|\"|/|//|/*|*/|=>|x|1|\n|\\|#|é|🚀".split("|"),
  );
  fc.assert(fc.property(fc.array(piece), fc.boolean(), (pieces, hasJsx) => {
    const found = sourceTokens(pieces.join(""), hasJsx);
    for (let i = 0; i < (found?.count ?? 0); i++) {
      assert.ok(found!.starts[i]! <= found!.ends[i]!);
      const partner = found!.partners[i]!;
      if (partner > 0) assert.equal(found!.partners[partner], i);
    }
  }));
});
