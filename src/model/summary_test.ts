import assert from "node:assert/strict";
import { DistributionBuilder } from "./statistics/distribution.ts";
import { summary } from "./summary.ts";

Deno.test("summary() of a group without requests is all zero", () => {
  assert.deepEqual(summary(undefined), { count: 0, total: 0, p50: 0, p95: 0, max: 0 });
});

Deno.test("summary() of one duration is that duration", () => {
  const durations = new DistributionBuilder();
  durations.add(7);
  assert.deepEqual(summary(durations.distribution()), {
    count: 1,
    total: 7,
    p50: 7,
    p95: 7,
    max: 7,
  });
});

Deno.test("summary() takes percentiles by nearest rank", () => {
  const durations = new DistributionBuilder();
  for (let i = 20; i > 0; i--) durations.add(i);
  assert.deepEqual(summary(durations.distribution()), {
    count: 20,
    total: 210,
    p50: 10,
    p95: 19,
    max: 20,
  });
});
