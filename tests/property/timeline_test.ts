// A timeline is a step function: cutting it anywhere and joining the parts gives the same function.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ClockAlignment } from "../../src/model/clock_alignment.ts";
import { cutTimeline, joinTimelines, stepAt, type Timeline } from "../../src/model/timeline.ts";

/** Steps may share an instant, as they do when the clock is coarse. */
const timeline: fc.Arbitrary<Timeline> = fc.array(
  fc.tuple(fc.nat(3), fc.integer({ min: -4, max: 4 })),
  { maxLength: 30 },
).map((steps) => {
  let time = 10;
  return {
    times: Float64Array.from(steps, ([distance]) => time += distance),
    owners: Int32Array.from(steps, ([, owner]) => owner),
  };
});
const instant = fc.double({ min: 5, max: 110, noNaN: true });

/** By definition, without searching. */
function ownerAt({ times, owners }: Timeline, time: number): number | undefined {
  let owner: number | undefined;
  for (let i = 0; i < times.length; i++) if (times[i]! <= time) owner = owners[i]!;
  return owner;
}

Deno.test("stepAt() finds the owner of every instant", () => {
  fc.assert(
    fc.property(timeline, fc.oneof(instant, fc.nat(110)), (whole, time) => {
      assert.equal(whole.owners[stepAt(whole, time)], ownerAt(whole, time));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("cutTimeline() keeps the owner of every instant on its side of the cut", () => {
  const anyInstant = fc.oneof(instant, fc.nat(110));
  fc.assert(
    fc.property(timeline, anyInstant, anyInstant, (whole, cut, time) => {
      const [before, after] = cutTimeline(whole, cut);
      assert.equal(ownerAt(time < cut ? before : after, time), ownerAt(whole, time));
      assert.equal(ownerAt(joinTimelines(before, after), time), ownerAt(whole, time));
      for (const part of [before, after, joinTimelines(before, after)]) {
        assert.deepEqual(part.times, part.times.toSorted(), "times decrease");
      }
      assert.ok(after.times.every((at) => at >= cut), "the second part begins before the cut");
    }),
    { numRuns: 3000 },
  );
});

Deno.test("ClockAlignment narrows the offset to what all readings allow", () => {
  const reading = fc.record({
    at: fc.nat(1_000_000),
    before: fc.double({ min: 0, max: 0.5, noNaN: true }),
    after: fc.double({ min: 0, max: 0.5, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.array(reading, { minLength: 1, maxLength: 20 }),
      (offset, readings) => {
        const clock = new ClockAlignment();
        for (const { at, before, after } of readings) {
          clock.observe({
            openedAfter: at - before,
            openedBefore: at + after,
            startTime: at * 1000 + offset,
          });
        }
        // The middle of the intersection of all intervals is within half its width of the truth.
        const width = Math.min(...readings.map(({ before }) => before)) +
          Math.min(...readings.map(({ after }) => after));
        const error = Math.abs(clock.micros(0) - offset);
        assert.ok(error <= width * 500 + 1e-3, `${error} us off, ${width * 1000} us allowed`);
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("ClockAlignment never contradicts the newest reading", () => {
  const reading = fc.record({
    openedAfter: fc.nat(1000),
    took: fc.nat(100),
    startTime: fc.integer({ min: 0, max: 10_000_000 }),
  }).map(({ openedAfter, took, startTime }) => (
    { openedAfter, openedBefore: openedAfter + took, startTime }
  ));
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 20 }), (readings) => {
      const clock = new ClockAlignment();
      for (const reading of readings) {
        clock.observe(reading);
        assert.ok(clock.micros(reading.openedAfter) <= reading.startTime);
        assert.ok(clock.micros(reading.openedBefore) >= reading.startTime);
      }
    }),
    { numRuns: 2000 },
  );
});
