import assert from "node:assert/strict";
import { type LineByName, SEVERAL_LINES, type SourceCalls, sourceCalls } from "./source_calls.ts";
import { SourceLines } from "./source_lines.ts";
import { sourceTokens } from "./source_tokens.ts";

/** The calls of a module with this text. */
function calls(text: string): SourceCalls {
  const tokens = sourceTokens(text, false)!;
  const lines = new SourceLines(text);
  return sourceCalls(tokens, { from: 0, to: tokens.count }, (offset) => lines.lineAt(offset));
}

/** "f1 g2" for f on line 1 and g on line 2, sorted; 0 for several lines. */
function shown(lines: LineByName): string {
  return [...lines].map(([name, line]) => name + line).sort().join(" ");
}

Deno.test("sourceCalls() finds every way to call a name", () => {
  const text =
    "a();\nb.c(1)\nnew D;\nnew E.F(2)\ng?.()\nh<T>(3)\ni`x`\n(0, m.j)()\nk!()\nthis.#l()";
  assert.equal(shown(calls(text).called), "#l10 D3 F4 a1 c2 g5 h6 i7 j8 k9");
});

Deno.test("sourceCalls() takes the line of the name, in the midst of a chain too", () => {
  assert.equal(shown(calls("a\n  .b()\n  .c(\n    d(),\n  )").called), "b2 c3 d4");
});

Deno.test("sourceCalls() says where a name is called on several lines", () => {
  const { called } = calls("f(); f();\ng();\ng();");
  assert.equal(called.get("f"), 1);
  assert.equal(called.get("g"), SEVERAL_LINES);
});

Deno.test("sourceCalls() leaves out what other functions call", () => {
  const text = [
    "function f() { a(); }",
    "const g = (x) => b(x), h = async () => { c(); };",
    "class K extends L { m() { d(); } n = e(); }",
    "const o = { p(x) { f1(); }, get q(): R<S> { g1(); } };",
    "own();",
  ].join("\n");
  assert.equal(shown(calls(text).called), "own5");
});

Deno.test("sourceCalls() takes no statement for a call, and no call for a method", () => {
  const text =
    "if (a) { b() } while (c()) { } for (const x of d()) { }\nx ? e(1) : { f: 2 };\nx ? g() : (y) => { h() }";
  assert.equal(shown(calls(text).called), "b1 c1 d1 e2 g3");
});

Deno.test("sourceCalls() notes what is handed over, with the line of the call", () => {
  const found = calls("each(\n  f,\n  o.g,\n  1 + h,\n)\n[i]\n(j)");
  assert.equal(shown(found.handedOver), "f1");
});

Deno.test("sourceCalls() notes properties that are read and written", () => {
  const { read, written } = calls("a = o.x;\no.y = 1;\no.z == 2;\no.m()");
  assert.equal(shown(read), "x1 z3");
  assert.equal(shown(written), "y2");
});

Deno.test("sourceCalls() notes functions written as an argument, by their bodies", () => {
  const text = "a.b(\n  (x) => c,\n);\nd(function () { e });\nconst f = () => g;\nh([() => i]);";
  const tokens = sourceTokens(text, false)!;
  const bodies = [...calls(text).callbacks].map(([token, line]) => {
    return text.slice(tokens.starts[token], tokens.ends[token]) + line;
  });
  assert.deepEqual(bodies, ["c1", "e4"]);
});
