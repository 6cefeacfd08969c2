import assert from "node:assert/strict";
import { boxAt } from "./flame_boxes.js";
import { modelOf, profileOf } from "./flame_model_test_rig.ts";
import { boxLines, boxTimes, changeText, stackText } from "./flame_words.js";

const model = modelOf(profileOf("a b 30000", "a (await) 10000"));
const { frames } = model.show({ isMine: false, isByPackage: false });
const boxes = model.layout({ view: "left", frame: 0, from: 0, to: Infinity });
const [a, b, wait] = [boxAt(boxes, 1, 0), boxAt(boxes, 2, 0), boxAt(boxes, 2, 35_000)];

Deno.test("boxTimes() has total, self and waiting, as far as there is any", () => {
  assert.equal(boxTimes(boxes, a), "total 40.0 ms (100.0 %), waiting 10.0 ms");
  assert.equal(boxTimes(boxes, b), "total 30.0 ms (75.0 %), self 30.0 ms");
});

Deno.test("boxLines() begin with the name and say who waits", () => {
  assert.deepEqual(boxLines(boxes, frames, b).slice(0, 1), ["b"]);
  assert.deepEqual(boxLines(boxes, frames, wait).slice(0, 2), ["(await)", "a waits here"]);
});

Deno.test("stackText() is the stack from the inside out, without the root", () => {
  const lines = stackText(boxes, frames, b).split("\n");
  assert.deepEqual(lines.map((line) => line.split(" ")[1]), ["b", "a"]);
});

Deno.test("stackText() of a caller in a sandwich ends with that caller", () => {
  const frame = frames.findIndex(({ name }) => name === "b");
  const sandwich = model.layout({ view: "sandwich", frame, from: 0, to: Infinity });
  const caller = boxAt(sandwich, 0, 0);
  const lines = stackText(sandwich, frames, caller).split("\n");
  assert.deepEqual(lines.map((line) => line.split(" ")[1]), ["b", "a"]);
});

Deno.test("changeText() says more or less, or that there is none", () => {
  assert.equal(changeText(12_000, 10_000), "before 12.0 ms, after 10.0 ms: 2.00 ms less");
  assert.equal(changeText(0, 3_000), "before 0 ms, after 3.00 ms: 3.00 ms more");
  assert.equal(changeText(500, 500), "before 0.50 ms, after 0.50 ms: no change");
});
