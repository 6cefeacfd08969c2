import assert from "node:assert/strict";
import { pairFunctions } from "./pair_functions.ts";
import type { Frame } from "../profile.ts";

function frame(name: string, url: string, line: number, more: Partial<Frame> = {}): Frame {
  return { name, url, line, column: 1, kind: "app", ...more };
}

/** Pairs as "before>after" by line, "-" for none, sorted. */
function pairs(before: readonly Frame[], after: readonly Frame[]): string[] {
  return pairFunctions(before, after).map((pair) =>
    `${before[pair.before]?.line ?? "-"}>${after[pair.after]?.line ?? "-"}`
  ).sort();
}

const A = "file:///old/src/a.ts";

Deno.test("pairFunctions() knows a function that has moved", () => {
  assert.deepEqual(pairs([frame("f", A, 3)], [frame("f", A, 30)]), ["3>30"]);
  assert.deepEqual(pairs([frame("f", A, 3)], [frame("g", A, 3)]), ["->3", "3>-"]);
});

Deno.test("pairFunctions() pairs functions of one name that stay, then the others in order", () => {
  const before = [3, 10, 20].map((line) => frame("(anonymous)", A, line));
  const after = [3, 12, 25].map((line) => frame("(anonymous)", A, line));
  assert.deepEqual(pairs(before, after), ["10>12", "20>25", "3>3"]);
});

Deno.test("pairFunctions() does not guess which of several functions is the new one", () => {
  const before = [3, 10].map((line) => frame("(anonymous)", A, line));
  const after = [3, 11, 12].map((line) => frame("(anonymous)", A, line));
  assert.deepEqual(pairs(before, after), ["->11", "->12", "10>-", "3>3"]);
});

Deno.test("pairFunctions() finds files of a project that lies elsewhere now", () => {
  const before = [frame("f", "file:///old/src/a.ts", 1), frame("f", "file:///old/lib/a.ts", 2)];
  const after = [frame("f", "file:///new/lib/a.ts", 2), frame("f", "file:///new/src/a.ts", 1)];
  assert.deepEqual(pairs(before, after), ["1>1", "2>2"]);
  // Nobody knows which of two is meant.
  const both = [frame("f", "file:///x/a.ts", 5), frame("f", "file:///y/a.ts", 6)];
  assert.deepEqual(pairs([frame("f", "file:///old/a.ts", 1)], both), ["->5", "->6", "1>-"]);
});

Deno.test("pairFunctions() keeps functions and waits apart", () => {
  const wait = frame("f", A, 4, { kind: "wait" });
  assert.deepEqual(pairs([frame("f", A, 3)], [wait]), ["->4", "3>-"]);
});
