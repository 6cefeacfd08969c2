import assert from "node:assert/strict";
import fc from "fast-check";
import { nodeSums } from "./node_sums.ts";

Deno.test("nodeSums() adds up weights and counts samples", () => {
  const { self, counts } = nodeSums({
    nodeFrame: new Uint32Array(3),
    samples: Uint32Array.of(1, 2, 1),
    weights: Float64Array.of(5, 7, 11),
  });
  assert.deepEqual([[...self], [...counts]], [[0, 16, 7], [0, 2, 1]]);
});

Deno.test("nodeSums() are whole, and off by half a microsecond at most in all", () => {
  const weights = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }));
  fc.assert(fc.property(weights, (weights) => {
    const { self } = nodeSums({
      nodeFrame: new Uint32Array(2),
      samples: Uint32Array.from(weights, (_, i) => i % 2),
      weights: Float64Array.from(weights),
    });
    assert.ok(self.every(Number.isInteger));
    const exact = weights.reduce((sum, weight) => sum + weight, 0);
    assert.ok(Math.abs(self[0]! + self[1]! - exact) <= 0.5 + 1e-6);
  }));
});
