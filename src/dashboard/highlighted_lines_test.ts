import assert from "node:assert/strict";
import fc from "fast-check";
import { highlightedLines } from "./highlighted_lines.ts";

function kindsOf(source: string): string[] {
  return highlightedLines(source).flat().filter(({ kind }) => kind !== "").map(({ kind, text }) => {
    return `${kind} ${text}`;
  });
}

Deno.test("highlightedLines() finds keywords, strings, numbers and comments", () => {
  assert.deepEqual(kindsOf('const a = "if"; // return\nawait f(1.5);'), [
    "keyword const",
    'string "if"',
    "comment // return",
    "keyword await",
    "number 1.5",
  ]);
});

Deno.test("highlightedLines() leaves names alone that only contain a keyword or a number", () => {
  assert.deepEqual(kindsOf("form.return; isNew; x1; $if; newest"), []);
});

Deno.test("highlightedLines() colours comments and templates over several lines", () => {
  const lines = highlightedLines("/* a\nb */ x `c\nd`");
  assert.deepEqual(lines.map((line) => line.map(({ kind }) => kind)), [
    ["comment"],
    ["comment", "", "string"],
    ["string"],
  ]);
});

Deno.test("highlightedLines() keeps every letter of every line", () => {
  const text = fc.string({ unit: fc.constantFrom(..."/*'\"`\\\n ab1.if<&") });
  fc.assert(fc.property(text, (source) => {
    const lines = highlightedLines(source).map((line) => line.map(({ text }) => text).join(""));
    assert.equal(lines.join("\n"), source);
  }));
});

Deno.test("highlightedLines() of an endless comment takes one pass", () => {
  const source = "/* ".repeat(200_000);
  assert.equal(highlightedLines(source).length, 1);
});
