import assert from "node:assert/strict";
import fc from "fast-check";
import { splitWhole } from "./split_whole.ts";

Deno.test("splitWhole() gives what is left over to the largest remainders", () => {
  assert.deepEqual(splitWhole(10, [1, 1, 1]), [4, 3, 3]);
  assert.deepEqual(splitWhole(10, [1, 1, 4]), [2, 2, 6]);
  assert.deepEqual(splitWhole(1, [0.2, 0.5, 0.3]), [0, 1, 0]);
});

Deno.test("splitWhole() gives everything to the first of shares that are all zero", () => {
  assert.deepEqual(splitWhole(7, [0, 0]), [7, 0]);
  assert.deepEqual(splitWhole(7, []), []);
});

Deno.test("splitWhole() loses and invents nothing, and is off by less than one", () => {
  const shares = fc.array(fc.nat(1e6), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(fc.nat(1e9), shares, (total, shares) => {
    const parts = splitWhole(total, shares);
    const sum = shares.reduce((a, b) => a + b, 0);
    assert.equal(parts.reduce((a, b) => a + b, 0), total);
    if (sum === 0) return;
    parts.forEach((part, i) => assert.ok(Math.abs(part - total * shares[i]! / sum) < 1));
  }));
});

Deno.test("splitWhole() keeps the total where products of doubles are no longer exact", () => {
  const large = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  const shares = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(large, shares, (total, shares) => {
    const parts = splitWhole(total, shares).map(BigInt);
    assert.equal(parts.reduce((a, b) => a + b, 0n), BigInt(total));
    assert.ok(parts.every((part) => part >= 0n));
  }));
});

Deno.test("splitWhole() takes back from parts that have something, when rounding gave too much", () => {
  const shares = [7.50048285460838e-101, 4.371894159919483e-117, 0];
  assert.deepEqual(splitWhole(4414220896578091, shares), [4414220896578091, 0, 0]);
});
