import assert from "node:assert/strict";
import { brokenTrace, listOf, numbersOf, objectOf, timeOf } from "./chrome_trace_json.ts";

function says(run: () => unknown, message: string): void {
  assert.throws(run, { name: "UserError", message: `Broken Chrome trace: ${message}` });
}

Deno.test("brokenTrace() shows values of any kind, cut and without their inside", () => {
  const text = (value: unknown): string => brokenTrace("x", value, "y").message;
  assert.equal(text("a".repeat(100)), `Broken Chrome trace: x is "${"a".repeat(58)}…, expected y`);
  assert.equal(text({ a: 1 }), "Broken Chrome trace: x is an object, expected y");
  assert.equal(text(null), "Broken Chrome trace: x is null, expected y");
  assert.equal(text(undefined), "Broken Chrome trace: x is missing, expected y");
});

Deno.test("objectOf() and listOf() tell objects and lists apart", () => {
  assert.deepEqual(objectOf({ a: 1 }, "x"), { a: 1 });
  says(() => objectOf([], "x"), "x is a list, expected an object");
  assert.deepEqual(listOf({ a: [1] }, "a", "x"), [1]);
  assert.deepEqual(listOf({ a: null }, "a", "x"), []);
  says(() => listOf({ a: { length: 1e9 } }, "a", "x"), "x.a is an object, expected a list");
});

Deno.test("numbersOf() takes numbers and their spelling", () => {
  assert.deepEqual([...numbersOf({ a: [1, "2", -3.5] }, "a", "x")], [1, 2, -3.5]);
  says(() => numbersOf({ a: [1, "NaN"] }, "a", "x"), 'x.a[1] is "NaN", expected a number');
  says(() => numbersOf({ a: [" "] }, "a", "x"), 'x.a[0] is " ", expected a number');
});

Deno.test("timeOf() takes what doubles can count", () => {
  assert.equal(timeOf({ a: "5" }, "a", "x"), 5);
  assert.equal(timeOf({}, "a", "x"), undefined);
  says(
    () => timeOf({ a: 1e16 }, "a", "x"),
    "x.a is 10000000000000000, expected a time in microseconds",
  );
});
