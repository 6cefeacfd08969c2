import assert from "node:assert/strict";
import { SourceLines } from "./source_lines.ts";

Deno.test("SourceLines counts lines the way V8 does", () => {
  const text = "a\nb\r\nc\rd\u2028e";
  const lines = new SourceLines(text);
  const byLetter = ["a", "b", "c", "d", "e"].map((letter) => lines.lineAt(text.indexOf(letter)));
  assert.deepEqual(byLetter, [1, 2, 3, 4, 5]);
});

Deno.test("SourceLines finds the offset of a place, and none outside of the text", () => {
  const lines = new SourceLines("ab\ncd");
  assert.deepEqual([lines.offsetOf(1, 2), lines.offsetOf(2, 1), lines.offsetOf(2, 2)], [1, 3, 4]);
  for (const [line, column] of [[1, 4], [2, 3], [3, 1], [0, 1], [1, 0]] as const) {
    assert.equal(lines.offsetOf(line, column), -1, `${line}:${column}`);
  }
});
