import assert from "node:assert/strict";
import fc from "fast-check";
import { wholeMicros } from "./whole_micros.ts";

Deno.test("wholeMicros() returns whole weights as they are", () => {
  const weights = Float64Array.of(3, 0, 5);
  assert.equal(wholeMicros(weights), weights);
});

Deno.test("wholeMicros() carries fractions on instead of dropping them", () => {
  assert.deepEqual(wholeMicros(Float64Array.of(0.4, 0.4, 0.4, 0.4)), Float64Array.of(0, 1, 0, 1));
});

Deno.test("wholeMicros() keeps the total to half a microsecond, and every weight to one", () => {
  const weights = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }));
  fc.assert(fc.property(weights, (weights) => {
    const whole = wholeMicros(Float64Array.from(weights));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    assert.ok(Math.abs(whole.reduce((sum, weight) => sum + weight, 0) - total) <= 0.5);
    whole.forEach((weight, i) => assert.ok(weight >= 0 && Math.abs(weight - weights[i]!) <= 1));
  }));
});
