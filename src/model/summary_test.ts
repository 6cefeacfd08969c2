import assert from "node:assert/strict";
import fc from "fast-check";
import { DurationSummary, type Summary } from "./summary.ts";

function summaryOf(durations: readonly number[]): Summary {
  const collected = new DurationSummary();
  for (const duration of durations) collected.add(duration);
  return collected.summary();
}

Deno.test("DurationSummary is all zero when empty", () => {
  assert.deepEqual(summaryOf([]), { count: 0, total: 0, p50: 0, p95: 0, max: 0 });
});

Deno.test("DurationSummary of one duration is that duration", () => {
  assert.deepEqual(summaryOf([7]), { count: 1, total: 7, p50: 7, p95: 7, max: 7 });
});

Deno.test("DurationSummary takes percentiles by nearest rank", () => {
  const twenty = Array.from({ length: 20 }, (_, i) => 20 - i);
  assert.deepEqual(summaryOf(twenty), { count: 20, total: 210, p50: 10, p95: 19, max: 20 });
  // The textbook example of the method: ranks 3 and 5 of five.
  const five = summaryOf([15, 20, 35, 40, 50]);
  assert.deepEqual([five.p50, five.p95], [35, 50]);
});

Deno.test("DurationSummary agrees with the definition of a percentile", () => {
  const durations = fc.array(fc.nat(1e6), { minLength: 1, maxLength: 300 });
  fc.assert(fc.property(durations, (values) => {
    const { p50, p95 } = summaryOf(values);
    for (const [percent, value] of [[50, p50], [95, p95]] as const) {
      const share = (limit: (other: number) => boolean) => 100 * values.filter(limit).length;
      assert.ok(values.includes(value));
      assert.ok(share((other) => other <= value) >= percent * values.length);
      assert.ok(share((other) => other < value) < percent * values.length);
    }
  }));
});

Deno.test("DurationSummary does not depend on the order, to the last bit", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true })), (values) => {
    assert.deepEqual(summaryOf(values), summaryOf(values.toReversed()));
  }));
});
