import assert from "node:assert/strict";
import fc from "fast-check";
import { type Distribution, DistributionBuilder, MAX_VALUES, percentile } from "./distribution.ts";

function distributionOf(values: readonly number[]): Distribution | undefined {
  const builder = new DistributionBuilder();
  for (const value of values) builder.add(value);
  return builder.distribution();
}

Deno.test("DistributionBuilder makes nothing of no values and of unknown ones", () => {
  assert.equal(distributionOf([]), undefined);
  assert.equal(distributionOf([1, NaN, 2]), undefined);
});

Deno.test("percentile() agrees with the textbook example of nearest rank", () => {
  const five = distributionOf([50, 15, 40, 20, 35])!;
  assert.deepEqual([5, 30, 40, 50, 95, 100].map((percent) => percentile(five, percent)), [
    15,
    20,
    20,
    35,
    50,
    50,
  ]);
});

Deno.test("percentile() agrees with the definition of a percentile", () => {
  const values = fc.array(fc.nat(1e6), { minLength: 1, maxLength: 300 });
  fc.assert(fc.property(values, fc.integer({ min: 1, max: 100 }), (values, percent) => {
    const found = percentile(distributionOf(values)!, percent);
    const share = (limit: (other: number) => boolean) => 100 * values.filter(limit).length;
    assert.ok(values.includes(found));
    assert.ok(share((other) => other <= found) >= percent * values.length);
    assert.ok(share((other) => other < found) < percent * values.length);
  }));
});

Deno.test("DistributionBuilder does not depend on the order and on parts, to the last bit", () => {
  const values = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }));
  fc.assert(fc.property(values, values, (first, second) => {
    const parts = [second, first].map((values) => {
      const builder = new DistributionBuilder();
      for (const value of values) builder.add(value);
      return builder;
    });
    parts[0]!.addAll(parts[1]!.values());
    assert.deepEqual(parts[0]!.distribution(), distributionOf([...first, ...second]));
  }));
});

Deno.test("DistributionBuilder keeps so many values and the percentiles of all", () => {
  const counts = fc.integer({ min: MAX_VALUES + 1, max: 4 * MAX_VALUES });
  fc.assert(
    fc.property(counts, (count) => {
      // Squares: no two distances are the same.
      const all = Array.from({ length: count }, (_, i) => i * i);
      const { values, total, count: kept } = distributionOf(all)!;
      assert.deepEqual([values.length, kept], [MAX_VALUES, count]);
      assert.equal(total, all.reduce((sum, value) => sum + value, 0));
      for (let percent = 1; percent <= 100; percent++) {
        const thinned = percentile({ values, total, count }, percent);
        assert.equal(thinned, all[Math.ceil(percent * count / 100) - 1]);
      }
    }),
    { numRuns: 20 },
  );
});
