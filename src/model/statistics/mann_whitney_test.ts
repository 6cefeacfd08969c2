import assert from "node:assert/strict";
import { mannWhitney, smallestP } from "./mann_whitney.ts";
import { randomNumbers } from "./random_numbers_test_rig.ts";

/** By definition: the share of all ways to choose the ranks of `a` that are at least as uneven. */
function bruteForceP(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const uOf = (chosen: readonly number[], others: readonly number[]) =>
    chosen.reduce((u, x) => u + others.filter((y) => x > y).length, 0);
  const middle = a.length * b.length / 2;
  const own = Math.abs(uOf(a, b) - middle);
  let [ways, uneven] = [0, 0];
  for (let bits = 0; bits < 2 ** all.length; bits++) {
    const chosen = all.filter((_, i) => bits >> i & 1);
    if (chosen.length !== a.length) continue;
    ways++;
    if (Math.abs(uOf(chosen, all.filter((_, i) => !(bits >> i & 1))) - middle) >= own) uneven++;
  }
  return uneven / ways;
}

Deno.test("mannWhitney() agrees with counting all ways", () => {
  const cases = [
    [[1, 2, 3], [4, 5, 6]],
    [[1, 3, 5, 7], [2, 4, 6, 8, 10]],
    [[1, 2, 9], [3, 4, 5, 6, 7]],
    [[5], [1, 2, 3, 4, 6, 7, 8]],
    [[1, 4, 6, 7, 11], [2, 3, 5, 8, 9, 10]],
  ] as const;
  for (const [a, b] of cases) {
    assert.ok(Math.abs(mannWhitney(a, b) - bruteForceP(a, b)) < 1e-12, `${a} | ${b}`);
    assert.equal(mannWhitney(a, b), mannWhitney(b, a));
  }
});

Deno.test("mannWhitney() of many values and with ties agrees with the textbook formula", () => {
  // 30 and 30 without overlap: U = 0, z = (450 - 0.5) / sqrt(900 * 61 / 12) = 6.6456, p = 3.02e-11.
  const low = Array.from({ length: 30 }, (_, i) => i);
  const p = mannWhitney(low, low.map((value) => value + 100));
  assert.ok(Math.abs(p / 3.0199e-11 - 1) < 1e-3, `${p}`);
  // Ties: ranks 1.5 1.5 3 and 5 5 5 of [1 1 2] and [3 3 3]: U = 0, variance 9/12 * (7 - 30/30) = 4.5.
  // z = (4.5 - 0.5) / sqrt(4.5) = 1.8856, p = 0.0593.
  assert.ok(Math.abs(mannWhitney([1, 1, 2], [3, 3, 3]) - 0.05935) < 1e-4);
});

Deno.test("mannWhitney() of equal values finds nothing", () => {
  assert.equal(mannWhitney([7, 7, 7], [7, 7, 7, 7]), 1);
  const values = Array.from({ length: 400 }, (_, i) => i);
  assert.equal(mannWhitney(values, values), 1);
});

Deno.test("mannWhitney() finds a difference in noise as often as it says", () => {
  const random = randomNumbers(1);
  for (const size of [8, 40, 200]) {
    // Skewed like request times: the logarithm is normal.
    const group = () =>
      Array.from({ length: size }, () => Math.exp(random.normal())).sort((a, b) => a - b);
    let found = 0;
    for (let i = 0; i < 1000; i++) if (mannWhitney(group(), group()) < 0.05) found++;
    assert.ok(found > 25 && found < 75, `${found} of 1000 with ${size}`);
  }
});

Deno.test("mannWhitney() sees a tenth more in 400 requests", () => {
  const random = randomNumbers(2);
  const group = (factor: number) =>
    Array.from({ length: 400 }, () => factor * Math.exp(random.normal() / 4))
      .sort((a, b) => a - b);
  for (let i = 0; i < 20; i++) assert.ok(mannWhitney(group(1), group(1.1)) < 0.05);
});

Deno.test("smallestP() is the p-value without any overlap", () => {
  assert.equal(smallestP(3, 3), mannWhitney([1, 2, 3], [4, 5, 6]));
  assert.equal(smallestP(4, 4), 2 / 70);
  assert.equal(smallestP(1, 10), 2 / 11);
  assert.ok(smallestP(10_000, 10_000) < 1e-14);
});
