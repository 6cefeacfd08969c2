import assert from "node:assert/strict";
import { functionBody } from "./source_functions.ts";
import { sourceTokens } from "./source_tokens.ts";

/** The body of the function at "@", which is taken out, as text; undefined when there is none. */
function body(marked: string): string | undefined {
  const offset = marked.indexOf("@");
  const text = marked.replace("@", "");
  const tokens = sourceTokens(text, false)!;
  const token = tokens.starts.indexOf(offset);
  assert.notEqual(token, -1, "no token begins there");
  const found = functionBody(tokens, token);
  return found && text.slice(tokens.starts[found.from], tokens.ends[found.to - 1]);
}

Deno.test("functionBody() finds the block behind the parameters", () => {
  assert.equal(body("function f@(a = {}, { b }) { c(); }"), "c();");
  assert.equal(body("class A { async *#f@(a) { b } }"), "b");
  assert.equal(body("const o = { get x@() { return 1 }, y() {} }"), "return 1");
});

Deno.test("functionBody() finds it from the name or keyword that a source map leads to", () => {
  assert.equal(body("export async @function f<T extends (x: A) => B>(a: T) { c }"), "c");
  assert.equal(body("class A { @[Symbol.iterator]() { b } }"), "b");
  assert.equal(body("f(@async (a) => { b })"), "b");
});

Deno.test("functionBody() skips types", () => {
  const types = [
    "void",
    "{ a: string }",
    "Promise<Map<string, { b: 1 }>>",
    "asserts x is Y",
    "() => void",
    "A | { b: 1 } | [c, d][]",
    "T extends { a: 1 } ? B : C",
    "typeof x.y",
  ];
  for (const type of types) {
    assert.equal(body(`function f@(a?: { x: 1 }): ${type} { c }`), "c", type);
  }
  assert.equal(body("x = @(a): Map<B, C> => d(a)"), "d(a)");
});

Deno.test("functionBody() ends an expression where the function ends", () => {
  assert.equal(body("f(@(a) => a.b(c, d), e)"), "a.b(c, d)");
  assert.equal(body("x = @a => ({ b: c(1) });"), "({ b: c(1) })");
  assert.equal(body("x = @a => b\n  .c()\n  ?? d\nconst y = 1"), "b\n  .c()\n  ?? d");
  assert.equal(body("a ? @(b) => b ? c : d : e"), "b ? c : d");
  assert.equal(body("x = @a => b in c && new\nD"), "b in c && new\nD");
});

Deno.test("functionBody() is undefined where no function begins", () => {
  for (const text of ["@a + (b)", "@;", "if @(a) b", "@class A { f() {} }", "f@(a)"]) {
    assert.equal(body(text), undefined, text);
  }
});
