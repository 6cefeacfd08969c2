// What good and bad machines measure.
import assert from "node:assert/strict";
import { checkPrecision } from "./doctor_precision.ts";

const GOOD = { hasPromiseHooks: true, clockStep: 0.07, sampleInterval: 174, askedInterval: 100 };

const grades = (measured: typeof GOOD) => checkPrecision(measured).map(({ grade }) => grade);

Deno.test("checkPrecision() is content with what an ordinary machine measures", () => {
  assert.deepEqual(checkPrecision(GOOD).map(({ text }) => text), [
    "Promises can be followed",
    "Steps of 0.07 us",
    "A sample every 174 us (100 us asked)",
  ]);
  assert.deepEqual(grades(GOOD), ["ok", "ok", "ok"]);
});

Deno.test("checkPrecision() warns of coarse clocks and samples, with a hint", () => {
  assert.deepEqual(grades({ ...GOOD, clockStep: 1000 }), ["ok", "warn", "ok"]);
  assert.deepEqual(grades({ ...GOOD, sampleInterval: 1000 }), ["ok", "ok", "warn"]);
  for (
    const { grade, hint } of checkPrecision({ ...GOOD, clockStep: 1000, sampleInterval: 1000 })
  ) {
    assert.equal(hint !== undefined, grade === "warn");
  }
});

Deno.test("checkPrecision() fails where nothing can be profiled", () => {
  assert.deepEqual(grades({ ...GOOD, hasPromiseHooks: false, sampleInterval: 0 }), [
    "fail",
    "ok",
    "fail",
  ]);
});
