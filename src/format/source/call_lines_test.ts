import assert from "node:assert/strict";
import type { Frame } from "../../model/profile.ts";
import { CallLines } from "./call_lines.ts";

const TEXT = "function f() {\n  g();\n}\nfunction g() {}\n";
const f: Frame = { name: "f", url: "file:///a.js", line: 1, column: 11, kind: "app" };
const g: Frame = { ...f, name: "g", line: 4 };
const awaiting: Frame = { ...f, name: "(await)", line: 3, column: 2, kind: "wait" };

Deno.test("CallLines.line() takes the line from the source, and asks for it once", () => {
  let asked = 0;
  const lines = new CallLines(() => {
    asked++;
    return { text: TEXT };
  });
  assert.deepEqual([lines.line(f, g), lines.line(f, g), asked], [2, 2, 1]);
});

Deno.test("CallLines.line() is the caller's first line where nothing is found", () => {
  assert.equal(new CallLines(undefined).line(g, f), 4);
  assert.equal(new CallLines(() => ({ text: TEXT })).line(g, f), 4);
});

Deno.test("CallLines.line() is that of an await, if it is in the caller's file", () => {
  const lines = new CallLines(undefined);
  assert.equal(lines.line(f, awaiting), 3);
  assert.equal(lines.line(f, { ...awaiting, url: "file:///b.js" }), 1);
  assert.equal(lines.line(f, { ...awaiting, line: 0 }), 1);
});
