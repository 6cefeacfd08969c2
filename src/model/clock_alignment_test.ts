// Two clocks with a constant distance, seen through readings of different quality.
import assert from "node:assert/strict";
import { ClockAlignment } from "./clock_alignment.ts";

Deno.test("ClockAlignment puts a single reading into the middle of its interval", () => {
  const clock = new ClockAlignment();
  clock.observe({ openedAfter: 10, openedBefore: 12, startTime: 5_011_000 });
  assert.equal(clock.micros(11), 5_011_000);
  assert.equal(clock.micros(11.5), 5_011_500);
});

Deno.test("ClockAlignment keeps what a narrow reading said when a wide one follows", () => {
  const clock = new ClockAlignment();
  clock.observe({ openedAfter: 10, openedBefore: 10, startTime: 1_010_000 });
  clock.observe({ openedAfter: 20, openedBefore: 25, startTime: 1_020_000 });
  assert.equal(clock.micros(0), 1_000_000);
});

Deno.test("ClockAlignment combines the lower bound of one reading with the upper of another", () => {
  const clock = new ClockAlignment();
  // Offsets of 900 to 1000 us, then 980 to 1200 us.
  clock.observe({ openedAfter: 1, openedBefore: 1.1, startTime: 2000 });
  clock.observe({ openedAfter: 2, openedBefore: 2.22, startTime: 3200 });
  assert.ok(Math.abs(clock.micros(0) - 990) < 1e-6, String(clock.micros(0)));
});

Deno.test("ClockAlignment forgets what it knew when a clock has jumped", () => {
  const clock = new ClockAlignment();
  clock.observe({ openedAfter: 1, openedBefore: 1.01, startTime: 1005 });
  clock.observe({ openedAfter: 2, openedBefore: 2.01, startTime: 9_002_005 });
  assert.ok(Math.abs(clock.micros(2) - 9_002_000) < 1e-3, String(clock.micros(2)));
  clock.observe({ openedAfter: 3, openedBefore: 3.01, startTime: 2005 });
  assert.ok(Math.abs(clock.micros(3) - 2000) < 1e-3, String(clock.micros(3)));
});

Deno.test("ClockAlignment without a reading gives the instants of its own clock", () => {
  assert.equal(new ClockAlignment().micros(2.5), 2500);
});
