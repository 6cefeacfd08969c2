import assert from "node:assert/strict";
import { withClock } from "./clock_test_rig.ts";
import { currentRunner, PROFILER, switchTo, takeTimeline } from "./timeline_writer.ts";
import {
  captureSite,
  nameGaps,
  newWaiter,
  noteGap,
  type Site,
  takeWaits,
  type Waiter,
} from "./wait_tracker.ts";

/** As the promise hook calls it. */
function hook(waiter: Waiter): Site | null {
  return captureSite(waiter, hook);
}

/** Captures in requests of one await each, until no more are followed. */
function spendCaptures(): number {
  for (let count = 0; count < 100_000; count++) {
    const waiter = { id: count, ...newWaiter() };
    if (hook(waiter) === null) return count;
  }
  throw new Error("Captures have no end");
}

Deno.test("newWaiter() follows every request at first, under load as many as there is time for", () =>
  withClock((move) => {
    move(60_000);
    assert.equal(spendCaptures(), 4_000);
    move(100);
    assert.equal(spendCaptures(), 100);
    move(60_000);
    assert.equal(spendCaptures(), 4_000);
  }));

Deno.test("takeWaits() tells a wait with its site, and one of a request that is not followed without", () => {
  const followed = { id: 1, ...newWaiter(), hasSites: true };
  noteGap(followed, 10, 12);
  nameGaps(followed, hook(followed));
  const other = { id: 2, ...newWaiter(), hasSites: false };
  noteGap(other, 20, 25);
  nameGaps(other, hook(other));
  const { waits, sites } = takeWaits();
  assert.deepEqual(waits, [[2, 20, 25, -1], [1, 10, 12, 0]]);
  assert.ok(sites[0]!.some(([, url]) => url === import.meta.url));
});

Deno.test("captureSite() takes the stack at the profiler's expense", () => {
  const waiter = { id: 1, isActive: true, ranUntil: 0, ...newWaiter(), hasSites: true };
  switchTo(waiter);
  takeTimeline();
  assert.notEqual(hook(waiter), null);
  assert.equal(currentRunner(), waiter);
  assert.deepEqual([...takeTimeline().owners], [1, PROFILER.id, 1]);
  switchTo(null);
});

Deno.test("noteGap() ignores gaps that are too short for a name", () => {
  const waiter = { id: 1, ...newWaiter() };
  noteGap(waiter, 10, 10.2);
  assert.deepEqual(waiter.gaps, []);
});

/** The frames at the site of a wait; [] when it is not known. */
function framesOfWait(): readonly unknown[] {
  const waiter = { id: 1, ...newWaiter(), hasSites: true };
  noteGap(waiter, 10, 12);
  nameGaps(waiter, hook(waiter));
  const { sites } = takeWaits();
  return sites[0] ?? [];
}

function depth(levels: number, measure: () => readonly unknown[]): readonly unknown[] {
  return levels === 0 ? measure() : depth(levels - 1, measure);
}

/** Error.stackTraceLimit as the app has it; undefined = it has deleted it. */
function withLimit(limit: PropertyDescriptor | undefined, test: () => void): void {
  const before = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")!;
  Reflect.deleteProperty(Error, "stackTraceLimit");
  if (limit) Object.defineProperty(Error, "stackTraceLimit", limit);
  try {
    test();
    assert.deepEqual(Object.getOwnPropertyDescriptor(Error, "stackTraceLimit"), limit);
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", before);
  }
}

Deno.test("captureSite() takes 16 frames and leaves the limit of the app's errors as it is", () => {
  const free = { writable: true, enumerable: true, configurable: true };
  for (const limit of [{ value: 2, ...free }, { value: Infinity, ...free }, undefined]) {
    withLimit(limit, () => assert.equal(depth(30, framesOfWait).length, 16));
  }
});

Deno.test("captureSite() makes do with the limit of an app that allows no other", () => {
  const limit = { value: 3, writable: false, enumerable: true, configurable: true };
  withLimit(limit, () => {
    assert.equal(depth(30, framesOfWait).length, 3);
    assert.equal(depth(30, () => new Error("own").stack!.match(/\n/g)!).length, 3);
  });
});

Deno.test("captureSite() does nothing to a class that the app has put in the place of Error", () => {
  const Native = Error;
  globalThis.Error = class Own extends Native {} as ErrorConstructor;
  try {
    assert.equal(depth(30, framesOfWait).length, 16);
    assert.equal(Object.hasOwn(globalThis.Error, "stackTraceLimit"), false);
  } finally {
    globalThis.Error = Native;
  }
});
