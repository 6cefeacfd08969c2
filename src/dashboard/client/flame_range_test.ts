import assert from "node:assert/strict";
import { clampedRange, pannedRange, rangeBetween, zoomedRange } from "./flame_range.js";

Deno.test("clampedRange() stays inside and keeps its span where it can", () => {
  assert.deepEqual(clampedRange({ from: -10, to: 20 }, 100), { from: 0, to: 30 });
  assert.deepEqual(clampedRange({ from: 90, to: 130 }, 100), { from: 60, to: 100 });
  assert.deepEqual(clampedRange({ from: -50, to: 300 }, 100), { from: 0, to: 100 });
});

Deno.test("clampedRange() is never empty, also of a profile without time", () => {
  assert.deepEqual(clampedRange({ from: 5, to: 5 }, 100), { from: 5, to: 6 });
  assert.deepEqual(clampedRange({ from: 0, to: 0 }, 0), { from: 0, to: 0 });
});

Deno.test("zoomedRange() keeps what is below the pointer where it is", () => {
  const { from, to } = zoomedRange({ from: 100, to: 200 }, 0.5, 120);
  assert.deepEqual({ from, to }, { from: 110, to: 160 });
  assert.equal((120 - from) / (to - from), 0.2);
});

Deno.test("pannedRange() moves by a share of the view", () => {
  assert.deepEqual(pannedRange({ from: 10, to: 30 }, -0.25), { from: 5, to: 25 });
});

Deno.test("rangeBetween() begins and ends exactly", () => {
  const [start, end] = [{ from: 0, to: 100 }, { from: 40, to: 45 }];
  assert.deepEqual(rangeBetween(start, end, 0), start);
  assert.deepEqual(rangeBetween(start, end, 1), end);
});
