import assert from "node:assert/strict";
import { withClock } from "./clock_test_rig.ts";
import { type CapturedStack, StackReader } from "./stack_reader.ts";

const FILE = import.meta.url;

function query(): CapturedStack {
  const captured = {};
  Error.captureStackTrace(captured);
  return captured;
}

function loadUser(): CapturedStack {
  return query();
}

function loadOrder(): CapturedStack {
  return query();
}

/** The names of the functions of this file, innermost first. */
function namesOf(reader: StackReader, index: number): string[] {
  return reader.stacks[index]!.filter(([, url]) => url === FILE).map(([name]) => name);
}

Deno.test("StackReader reads the innermost frame first, with its place in the source", () => {
  const reader = new StackReader();
  const index = reader.read(loadUser());
  assert.deepEqual(reader.stacks[index]!.slice(0, 2), [["query", FILE, 9, 9], [
    "loadUser",
    FILE,
    14,
    10,
  ]]);
});

Deno.test("StackReader keeps equal stacks once, and others apart", () => {
  const reader = new StackReader();
  const indexes = [loadUser, loadOrder, loadUser, loadOrder].map((load) => reader.read(load()));
  assert.equal(reader.stacks.length, new Set(indexes).size);
  assert.deepEqual(namesOf(reader, indexes[0]!).slice(0, 2), ["query", "loadUser"]);
  assert.deepEqual(namesOf(reader, indexes[1]!).slice(0, 2), ["query", "loadOrder"]);
});

Deno.test("StackReader in a hurry knows a stack by its innermost frame, when that tells it", () =>
  withClock((move) => {
    const only = () => captureHere();
    const calm = new StackReader();
    const expected = calm.stacks[calm.read(only())];
    const hasty = new StackReader();
    move(7);
    assert.equal(hasty.stacks[hasty.read(only())], expected);
  }));

Deno.test("StackReader reads stacks in whole whose innermost frames are the same, also in a hurry", () =>
  withClock((move) => {
    const calm = new StackReader();
    calm.read(loadUser());
    calm.read(loadOrder());
    const hasty = new StackReader();
    move(7);
    for (let i = 0; i < 3; i++) {
      assert.equal(namesOf(hasty, hasty.read(loadUser()))[1], "loadUser");
      assert.equal(namesOf(hasty, hasty.read(loadOrder()))[1], "loadOrder");
    }
  }));

Deno.test("StackReader reads nothing when its time is over", () =>
  withClock((move) => {
    const reader = new StackReader();
    move(11);
    assert.equal(reader.read(loadUser()), -1);
    assert.deepEqual(reader.stacks, []);
  }));

Deno.test("StackReader leaves the app's own formatter as it is", () => {
  const own = () => "mine";
  for (const formatter of [own, undefined]) {
    if (formatter) Error.prepareStackTrace = formatter;
    try {
      new StackReader().read(query());
      assert.equal(Error.prepareStackTrace, formatter);
      assert.equal("prepareStackTrace" in Error, formatter !== undefined);
    } finally {
      Reflect.deleteProperty(Error, "prepareStackTrace");
    }
  }
});

function captureHere(): CapturedStack {
  return query();
}
