import assert from "node:assert/strict";
import fc from "fast-check";
import { COMMA, JsonCursor, JsonKey, OPEN_LIST, UnusualJson } from "./cpuprofile_cursor.ts";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function cursorAt(text: string): JsonCursor {
  return new JsonCursor(bytesOf(text));
}

/** What `read` makes of the text, and the rest that it left; undefined when it gave up. */
function result<T>(
  text: string,
  read: (cursor: JsonCursor) => T,
): readonly [T, string] | undefined {
  const cursor = cursorAt(text);
  try {
    const value = read(cursor);
    return [value, text.slice(cursor.at)];
  } catch (error) {
    assert.ok(error instanceof UnusualJson);
    return undefined;
  }
}

Deno.test("JsonCursor steps over white space, and over nothing else that is invisible", () => {
  assert.deepEqual(result(" \t\r\n,x", (cursor) => cursor.take(COMMA)), [true, "x"]);
  assert.deepEqual(result(" x", (cursor) => cursor.take(COMMA)), [false, "x"]);
  assert.equal(result("\0,", (cursor) => cursor.take(COMMA)), undefined);
  assert.equal(result("\u00a0[", (cursor) => cursor.expect(OPEN_LIST)), undefined);
  assert.equal(result("", (cursor) => cursor.expect(OPEN_LIST)), undefined);
});

Deno.test("JsonCursor.integer() reads whole numbers as JSON.parse does, or none", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (number) => {
    const isShort = Math.abs(number) < 1e15;
    const expected = isShort ? [number, ","] : undefined;
    assert.deepEqual(result(`${number},`, (cursor) => cursor.integer()), expected);
  }));
  for (const text of ["", "-", "- 1", "01", "-01", "+1", ".5", '"1"', "null", "x"]) {
    assert.equal(result(text, (cursor) => cursor.integer()), undefined, text);
  }
});

Deno.test("JsonCursor.integer() stops where a number goes on in another way", () => {
  assert.deepEqual(result("1.5", (cursor) => cursor.integer()), [1, ".5"]);
  assert.deepEqual(result("0e3", (cursor) => cursor.integer()), [0, "e3"]);
});

Deno.test("JsonCursor.integers() reads lists of whole numbers, or none", () => {
  const lists = fc.array(fc.integer());
  fc.assert(fc.property(lists, fc.constantFrom(0, 1), (list, space) => {
    const text = JSON.stringify(list, undefined, space);
    assert.deepEqual(result(`${text}}`, (cursor) => cursor.integers()), [
      Float64Array.from(list),
      "}",
    ]);
  }));
  for (
    const text of ["[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1.5]", "[[1]]", '["1,2]"]', "1"]
  ) {
    assert.equal(result(text, (cursor) => cursor.integers()), undefined, text);
  }
});

Deno.test("JsonCursor.key() finds known keys whatever is tried first", () => {
  const keys = ["id", "ides", "children"].map((name) => new JsonKey(name));
  for (const first of [0, 1, 2, 3]) {
    assert.deepEqual(result('"id":1', (cursor) => cursor.key(keys, first)), [0, "1"]);
    assert.deepEqual(result(' "ides" : 1', (cursor) => cursor.key(keys, first)), [1, " 1"]);
    assert.deepEqual(result('"c":1', (cursor) => cursor.key(keys, first)), [-1, '"c":1']);
    const long = '"children":1';
    assert.deepEqual(result(long, (cursor) => cursor.key(keys, first)), [2, "1"]);
    const wrong = '"chilbren":1';
    assert.deepEqual(result(wrong, (cursor) => cursor.key(keys, first)), [-1, wrong]);
  }
  assert.equal(result("id:1", (cursor) => cursor.key(keys, 0)), undefined);
  assert.equal(result('"id"1', (cursor) => cursor.key(keys, 0)), undefined);
});

Deno.test("JsonCursor.skipKey() gives up on keys that could be spelled in another way", () => {
  assert.deepEqual(result('"x" :1', (cursor) => cursor.skipKey()), [undefined, "1"]);
  assert.equal(result('"\\u0061":1', (cursor) => cursor.skipKey()), undefined);
  assert.equal(result('"x', (cursor) => cursor.skipKey()), undefined);
});

Deno.test("JsonCursor.skipValue() steps over any value", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.constantFrom(0, 1), (value, space) => {
    const text = JSON.stringify(value, undefined, space);
    assert.deepEqual(result(`${text},"x"`, (cursor) => cursor.skipValue()), [undefined, ',"x"']);
    assert.deepEqual(result(`${text}}`, (cursor) => cursor.skipValue()), [undefined, "}"]);
    assert.equal(result(text, (cursor) => cursor.skipValue()), undefined);
  }));
});

Deno.test("JsonCursor.skipValue() follows any depth of nesting", () => {
  const depth = 500_000;
  const cursor = cursorAt(`${"[".repeat(depth)}${"]".repeat(depth)},`);
  cursor.skipValue();
  assert.equal(cursor.at, 2 * depth);
});
