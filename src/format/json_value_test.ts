import assert from "node:assert/strict";
import { isJsonObject, numberOf, shownValue } from "./json_value.ts";

Deno.test("isJsonObject() tells objects from lists and null", () => {
  assert.ok(isJsonObject({}));
  for (const value of [[], null, undefined, "{}", 1]) assert.ok(!isJsonObject(value));
});

Deno.test("numberOf() takes numbers and their spelling, and nothing that only converts to one", () => {
  assert.deepEqual([1.5, "2", " -3 ", 0].map(numberOf), [1.5, 2, -3, 0]);
  for (const value of ["", " ", "NaN", "Infinity", Infinity, true, null, undefined, [1], {}]) {
    assert.ok(Number.isNaN(numberOf(value)), String(value));
  }
});

Deno.test("shownValue() shows values of any kind, cut and without their inside", () => {
  let nested: unknown = 1;
  for (let i = 0; i < 1e5; i++) nested = { nested };
  assert.equal(shownValue(nested), "an object");
  assert.deepEqual([[1], null, undefined, "a", 1].map(shownValue), [
    "a list",
    "null",
    "missing",
    '"a"',
    "1",
  ]);
  assert.equal(shownValue("a".repeat(100)), `"${"a".repeat(58)}…`);
});
