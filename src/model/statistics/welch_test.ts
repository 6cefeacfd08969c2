import assert from "node:assert/strict";
import { type Moments, welch } from "./welch.ts";
import { randomNumbers } from "./random_numbers_test_rig.ts";

function moments(values: readonly number[]): Moments {
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    squares: values.reduce((sum, value) => sum + value * value, 0),
  };
}

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9 * Math.max(1, expected), `${actual}, ${expected}`);
}

Deno.test("welch() of two and two agrees with Student's distribution in closed form", () => {
  // Equal variances of 2 and 2 have 2 degrees of freedom: p = 1 - t / sqrt(2 + t^2).
  for (const distance of [0.1, 1, 5, 40]) {
    const t = distance / Math.sqrt(0.5 / 2 * 2);
    const p = welch(moments([0, 1]), moments([distance, distance + 1]));
    assertNear(p, 1 - t / Math.sqrt(2 + t * t));
  }
});

Deno.test("welch() of three and three agrees with Student's distribution in closed form", () => {
  // Equal variances have 4 degrees of freedom: p = 1 - s (3 - s^2) / 2 with s = t / sqrt(4 + t^2).
  for (const distance of [0.1, 1, 5, 40]) {
    const t = distance / Math.sqrt(2 / 3);
    const s = t / Math.sqrt(4 + t * t);
    const p = welch(moments([0, 1, 2]), moments([distance, distance + 1, distance + 2]));
    assertNear(p, 1 - s * (3 - s * s) / 2);
  }
});

Deno.test("welch() of very many is the normal distribution", () => {
  const many = { count: 1e9, sum: 0, squares: 1e9 };
  // 1.959964 standard errors: 5 %.
  const shift = 1.959963985 * Math.sqrt(2e-9);
  const shifted = { count: 1e9, sum: shift * 1e9, squares: 1e9 + shift * shift * 1e9 };
  assert.ok(Math.abs(welch(many, shifted) - 0.05) < 1e-6);
});

Deno.test("welch() cannot say anything of one, and all of those without variance", () => {
  assert.ok(Number.isNaN(welch(moments([1]), moments([1, 2]))));
  assert.equal(welch(moments([3, 3]), moments([3, 3, 3])), 1);
  assert.equal(welch(moments([3, 3]), moments([4, 4, 4])), 0);
  // 0.1 added up has a square sum that is off in the last bits.
  const tenths = moments(Array.from({ length: 1000 }, () => 0.1));
  assert.equal(welch(tenths, tenths), 1);
});

Deno.test("welch() finds a difference in noise as often as it says", () => {
  const random = randomNumbers(3);
  // A function that is seen in one request of three only, with times all over the place.
  const group = (size: number) =>
    moments(Array.from({ length: size }, () => random.uniform() < 1 / 3 ? random.uniform() : 0));
  for (const [m, n] of [[20, 20], [30, 300]] as const) {
    let found = 0;
    for (let i = 0; i < 1000; i++) if (welch(group(m), group(n)) < 0.05) found++;
    assert.ok(found > 20 && found < 80, `${found} of 1000 with ${m} and ${n}`);
  }
});
