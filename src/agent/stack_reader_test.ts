import assert from "node:assert/strict";
import { toFileUrl } from "@std/path";
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
  assert.deepEqual(reader.stacks[index]!.slice(0, 2), [["query", FILE, 10, 9], [
    "loadUser",
    FILE,
    15,
    10,
  ]]);
});

Deno.test("StackReader names the source, not the bundle, when line and column are the source's", async () => {
  const dir = await Deno.makeTempDir({ prefix: "stack_reader test-" });
  try {
    const capture =
      "export const capture = () => { const e = {}; Error.captureStackTrace(e); return e; };";
    // The one mapping: all of it is line 11 of the source.
    const map = { version: 3, sources: ["a source.ts"], names: [], mappings: "AAUA" };
    const comment = `//# sourceMappingURL=data:application/json;base64,${
      btoa(JSON.stringify(map))
    }`;
    const cases = [["bundle.js", `${capture}\n${comment}`, "a source.ts", 11], [
      "plain file.js",
      capture,
      "plain file.js",
      1,
    ]];
    for (const [name, text, source, line] of cases) {
      const script = toFileUrl(`${dir}/${name}`).href;
      await Deno.writeTextFile(`${dir}/${name}`, String(text));
      const reader = new StackReader();
      const captured = (await import(script)).capture();
      const [frame] = reader.stacks[reader.read(captured)]!;
      assert.deepEqual(frame?.slice(0, 3), ["capture", toFileUrl(`${dir}/${source}`).href, line]);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
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

Deno.test("StackReader goes on after 16 stacks as long as there is time", () =>
  withClock(() => {
    const reader = new StackReader();
    for (let i = 0; i < 50; i++) assert.equal(reader.read(loadOrder()), 0);
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

Deno.test("StackReader reads the first 16 stacks also when its time is over, and no more", () =>
  withClock((move) => {
    const reader = new StackReader();
    for (let i = 0; i < 16; i++) {
      move(11);
      assert.equal(namesOf(reader, reader.read(loadUser()))[1], "loadUser");
    }
    assert.equal(reader.read(loadUser()), -1);
    assert.equal(reader.stacks.length, 1);
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

Deno.test("StackReader reads nothing where the app lets nobody set a formatter", () => {
  const own = { value: () => "mine", writable: false, configurable: true };
  Object.defineProperty(Error, "prepareStackTrace", own);
  try {
    assert.equal(new StackReader().read(query()), -1);
    assert.equal(new Error("own").stack, "mine");
  } finally {
    Reflect.deleteProperty(Error, "prepareStackTrace");
  }
});

function captureHere(): CapturedStack {
  return query();
}
