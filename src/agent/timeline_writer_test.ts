// The writer's state is that of the process, so each test takes away what the one before has left.
import assert from "node:assert/strict";
import {
  asProfiler,
  claimRun,
  currentRunner,
  PROFILER,
  type Runner,
  switchTo,
  takeTimeline,
} from "./timeline_writer.ts";

const runner = (id: number): Runner => ({ id, isActive: true, ranUntil: 0 });

/** Begins with nobody and an empty timeline; the first step of what is taken later is that of nobody. */
function startOver(): void {
  switchTo(null);
  takeTimeline();
}

function takeOwners(): number[] {
  return [...takeTimeline().owners];
}

Deno.test("switchTo() writes who owns the thread from now on", () => {
  startOver();
  const before = performance.now();
  const one = runner(1);
  const at = switchTo(one);
  assert.equal(currentRunner(), one);
  switchTo(runner(2));
  switchTo(null);
  assert.equal(currentRunner(), null);
  const { times, owners } = takeTimeline();
  assert.deepEqual([...owners], [0, 1, 2, 0]);
  assert.equal(times[1], at);
  assert.ok(before <= at && times[3]! <= performance.now());
  assert.deepEqual(times, times.toSorted());
});

Deno.test("claimRun() writes a claim and leaves the owner as it is", () => {
  startOver();
  claimRun(runner(7));
  assert.equal(currentRunner(), null);
  assert.deepEqual(takeOwners(), [0, -8]);
});

Deno.test("takeTimeline() begins the next part with the present owner", () => {
  startOver();
  switchTo(runner(5));
  const first = takeTimeline();
  const second = takeTimeline();
  assert.deepEqual([...first.owners], [0, 5]);
  assert.deepEqual([...second.owners], [5]);
  assert.ok(second.times[0]! >= first.times[1]!);
  assert.equal(currentRunner()?.id, 5);
});

Deno.test("takeTimeline() gives arrays that later steps do not change", () => {
  startOver();
  switchTo(runner(1));
  const { owners } = takeTimeline();
  switchTo(runner(2));
  assert.deepEqual([...owners], [0, 1]);
});

Deno.test("asProfiler() gives the thread back to whom it had belonged", () => {
  startOver();
  switchTo(runner(3));
  const result = asProfiler(() => {
    assert.equal(currentRunner(), PROFILER);
    return "done";
  });
  assert.equal(result, "done");
  assert.equal(currentRunner()?.id, 3);
  assert.deepEqual(takeOwners(), [0, 3, -1, 3]);
});

Deno.test("asProfiler() gives the thread back when the work throws", () => {
  startOver();
  assert.throws(() =>
    asProfiler(() => {
      throw new Error("broken");
    }), /broken/);
  assert.equal(currentRunner(), null);
  assert.deepEqual(takeOwners(), [0, -1, 0]);
});

Deno.test("switchTo() keeps every step, however many there are", () => {
  startOver();
  const runners = Array.from({ length: 100 }, (_, id) => runner(id + 1));
  const count = 100_000;
  for (let i = 0; i < count; i++) switchTo(runners[i % 100]!);
  const { times, owners } = takeTimeline();
  assert.equal(owners.length, count + 1);
  assert.equal(owners.slice(1).findIndex((owner, i) => owner !== (i % 100) + 1), -1);
  assert.deepEqual(times, times.toSorted());
});
