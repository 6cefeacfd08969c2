import assert from "node:assert/strict";
import { formatBytes, formatMicros, formatShare } from "./format_time.js";

Deno.test("formatMicros() has three digits that count, in a unit that fits", () => {
  const shown = [0, 4, 420, 9_994, 9_996, 12_345, 99_949, 99_951, 412_000, 999_600, 1_240_000];
  assert.deepEqual(shown.map(formatMicros), [
    "0 ms",
    "0 ms",
    "0.42 ms",
    "9.99 ms",
    "10.0 ms",
    "12.3 ms",
    "99.9 ms",
    "100 ms",
    "412 ms",
    "1.00 s",
    "1.24 s",
  ]);
  assert.deepEqual([9_996_000, 59_940_000, 59_960_000, 125_000_000, NaN].map(formatMicros), [
    "10.0 s",
    "59.9 s",
    "1 min 0 s",
    "2 min 5 s",
    "–",
  ]);
});

Deno.test("formatBytes() and formatShare() show amounts as people read them", () => {
  assert.deepEqual([0, 812, 41_107, 999_960, 1_234_567, -1, NaN].map(formatBytes), [
    "0 B",
    "812 B",
    "41.1 kB",
    "1.0 MB",
    "1.2 MB",
    "–",
    "–",
  ]);
  assert.equal(formatShare(124, 1000), "12.4 %");
  assert.equal(formatShare(1, 10_000), "< 0.1 %");
  assert.equal(formatShare(0, 10), "0 %");
  assert.equal(formatShare(1, 0), "0 %");
});
