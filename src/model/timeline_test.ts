// The boundaries: before the first step, at a step, several steps at one instant. The laws that hold for
// every timeline are in tests/property/timeline_test.ts.
import assert from "node:assert/strict";
import { cutTimeline, joinTimelines, NOBODY, stepAt, type Timeline } from "./timeline.ts";

function timeline(...steps: [time: number, owner: number][]): Timeline {
  return {
    times: Float64Array.from(steps, ([time]) => time),
    owners: Int32Array.from(steps, ([, owner]) => owner),
  };
}

function stepsOf({ times, owners }: Timeline): number[][] {
  assert.equal(times.length, owners.length);
  return [...times].map((time, i) => [time, owners[i]!]);
}

Deno.test("stepAt() is -1 before the first step and in an empty timeline", () => {
  assert.equal(stepAt(timeline([10, 1]), 9.999), -1);
  assert.equal(stepAt(timeline(), 5), -1);
});

Deno.test("stepAt() finds the step that begins at the instant itself", () => {
  const steps = timeline([10, 1], [20, NOBODY], [30, 2]);
  assert.deepEqual([10, 19.999, 20, 30, Infinity].map((time) => stepAt(steps, time)), [
    0,
    0,
    1,
    2,
    2,
  ]);
});

Deno.test("stepAt() finds the last of several steps at one instant", () => {
  assert.equal(stepAt(timeline([10, 1], [20, 2], [20, 3], [20, 4], [30, 5]), 20), 3);
});

Deno.test("joinTimelines() keeps all steps in order", () => {
  const joined = joinTimelines(timeline([1, 1], [2, -1]), timeline([2, 3]));
  assert.deepEqual(stepsOf(joined), [[1, 1], [2, -1], [2, 3]]);
  assert.deepEqual(stepsOf(joinTimelines(timeline(), timeline())), []);
});

Deno.test("cutTimeline() begins the second part at the cut, with the owner of that instant", () => {
  const [before, after] = cutTimeline(timeline([10, 1], [20, 2], [30, 3]), 25);
  assert.deepEqual(stepsOf(before), [[10, 1], [20, 2]]);
  assert.deepEqual(stepsOf(after), [[25, 2], [30, 3]]);
});

Deno.test("cutTimeline() before the first step leaves the second part as it was", () => {
  const [before, after] = cutTimeline(timeline([10, 1], [20, 2]), 5);
  assert.deepEqual(stepsOf(before), []);
  assert.deepEqual(stepsOf(after), [[10, 1], [20, 2]]);
});

Deno.test("cutTimeline() behind the last step leaves the owner in force", () => {
  const [before, after] = cutTimeline(timeline([10, 1], [20, 2]), 100);
  assert.deepEqual(stepsOf(before), [[10, 1], [20, 2]]);
  assert.deepEqual(stepsOf(after), [[100, 2]]);
});

Deno.test("cutTimeline() leaves the timeline alone", () => {
  const whole = timeline([10, 1], [20, 2]);
  cutTimeline(whole, 25);
  assert.deepEqual(stepsOf(whole), [[10, 1], [20, 2]]);
});
