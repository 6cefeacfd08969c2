import assert from "node:assert/strict";
import { rulerTicks, tickLabel } from "./flame_ruler.js";

Deno.test("rulerTicks() are round and no more than asked for", () => {
  assert.deepEqual(rulerTicks(0, 61_000, 10), {
    ticks: [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000],
    step: 10_000,
  });
  assert.deepEqual(rulerTicks(103, 118, 4).ticks, [105, 110, 115]);
});

Deno.test("rulerTicks() of no time are none", () => {
  assert.deepEqual(rulerTicks(0, 0, 10).ticks, []);
});

Deno.test("tickLabel() has the digits that tell two ticks apart", () => {
  assert.equal(tickLabel(20_000, 10_000), "20 ms");
  assert.equal(tickLabel(20_500, 500), "20.5 ms");
  assert.equal(tickLabel(20_020, 20), "20.02 ms");
  assert.equal(tickLabel(2_000_000, 1_000_000), "2 s");
  assert.equal(tickLabel(2, 1), "2 µs");
});
