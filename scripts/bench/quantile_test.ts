import assert from "node:assert/strict";
import { median, quantile } from "./quantile.ts";

Deno.test("quantile() takes the value that the share is not above", () => {
  const values = [5, 1, 4, 2, 3];
  assert.equal(quantile(values, 0), 1);
  assert.equal(quantile(values, 0.2), 1);
  assert.equal(quantile(values, 0.21), 2);
  assert.equal(quantile(values, 1), 5);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

Deno.test("median() sorts numbers, not texts", () => {
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median(new Set([2, 1])), 1);
});
