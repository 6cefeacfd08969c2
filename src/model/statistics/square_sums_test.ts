import assert from "node:assert/strict";
import fc from "fast-check";
import { SquareSums } from "./square_sums.ts";

const micros = fc.nat(94_000_000);

Deno.test("SquareSums are exact, far beyond what doubles count", () => {
  fc.assert(fc.property(fc.array(micros, { minLength: 1 }), (values) => {
    const sums = new SquareSums();
    for (const value of values) sums.add(0, value);
    const exact = values.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n);
    const { high, low } = sums.columns();
    assert.equal(BigInt(high[0]!) * 2n ** 52n + BigInt(low[0]!), exact);
    assert.equal(sums.sum(0), Number(exact));
  }));
});

Deno.test("SquareSums do not depend on the order and on parts, to the last bit", () => {
  // Hours: their squares are rounded.
  const values = fc.array(fc.nat(1e11), { minLength: 1 });
  fc.assert(fc.property(values, values, (first, second) => {
    const sumOf = (values: readonly number[]) => {
      const sums = new SquareSums();
      for (const value of values) sums.add(0, value);
      return sums;
    };
    const parts = sumOf(second);
    parts.addSum(0, sumOf(first.toReversed()).columns(), 0);
    assert.deepEqual(parts.columns(), sumOf([...first, ...second]).columns());
  }));
});
