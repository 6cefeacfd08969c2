import assert from "node:assert/strict";
import fc from "fast-check";
import { durationScale, durationTicks, histogram } from "./duration_scale.ts";

const micros = fc.double({ min: 0, max: 1e11, noNaN: true });

Deno.test("durationScale() has every duration in a bucket, and few buckets", () => {
  fc.assert(fc.property(fc.array(micros, { minLength: 1 }), (durations) => {
    const scale = durationScale(Math.min(...durations), Math.max(...durations));
    const buckets = histogram(durations, scale);
    assert.equal(buckets.reduce((sum, { count }) => sum + count, 0), durations.length);
    assert.ok(buckets.length >= 1 && buckets.length <= 32, `${buckets.length} buckets`);
    for (const { from, to, count } of buckets) {
      const inside = durations.filter((d) => Math.max(1, d) >= from && Math.max(1, d) < to);
      assert.equal(count, inside.length);
    }
  }));
});

Deno.test("durationScale() has positions from 0 to 1 in the order of the durations", () => {
  fc.assert(fc.property(micros, micros, (a, b) => {
    const [min, max] = [Math.min(a, b), Math.max(a, b)];
    const { position } = durationScale(min, max);
    assert.ok(position(min) >= 0 && position(min) <= position(max) && position(max) <= 1);
  }));
});

Deno.test("durationTicks() are round, and lie where they belong", () => {
  const texts = (min: number, max: number) =>
    durationTicks(durationScale(min, max)).map(({ text }) => text);
  assert.deepEqual(texts(20_000, 1_400_000), ["30 ms", "100 ms", "300 ms", "1 s"]);
  assert.deepEqual(texts(500, 900), ["0.5 ms", "1 ms"]);
  assert.deepEqual(texts(100, 5_000_000), ["1 ms", "10 ms", "100 ms", "1 s"]);
  const scale = durationScale(100, 5_000_000);
  for (const { position, text } of durationTicks(scale)) {
    const value = parseFloat(text) * (text.endsWith(" s") ? 1e6 : 1e3);
    assert.equal(position, scale.position(value));
  }
});
