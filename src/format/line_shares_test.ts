import assert from "node:assert/strict";
import { lineShares } from "./line_shares.ts";

Deno.test("lineShares() puts what no line has on the function's own line, last", () => {
  assert.deepEqual(lineShares([30, 50], 100), [30, 50, 20]);
  assert.deepEqual(lineShares([], 100), [100]);
});

Deno.test("lineShares() takes a hair's breadth for rounding", () => {
  assert.deepEqual(lineShares([0.1, 0.2], 0.1 + 0.2 + 1e-12), [0.1, 0.2, 0]);
  assert.deepEqual(lineShares([60, 50], 100), [60, 50, 0]);
});

Deno.test("lineShares() shares samples of no duration evenly over the known lines", () => {
  assert.deepEqual(lineShares([0, 0], 0), [1, 1, 0]);
});
