import assert from "node:assert/strict";
import { boxAt, boxOfNode, boxPath, rowOf, widestChild } from "./flame_boxes.js";
import { modelOf, profileOf } from "./flame_model_test_rig.ts";

function boxesOf(...samples: string[]) {
  const model = modelOf(profileOf(...samples));
  const { frames } = model.show({ isMine: false, isByPackage: false });
  const boxes = model.layout({ view: "time", frame: 0, from: 0, to: Infinity });
  const nameOf = (box: number) => box < 0 ? "" : frames[boxes.frame[box]]!.name;
  return { boxes, nameOf };
}

Deno.test("boxAt() finds the box at a time of a row, and nothing in gaps", () => {
  const { boxes, nameOf } = boxesOf("a b 10", "a 5", "c 5");
  assert.equal(nameOf(boxAt(boxes, 1, 14.9)), "a");
  assert.equal(nameOf(boxAt(boxes, 1, 15)), "c");
  assert.equal(boxAt(boxes, 2, 12), -1);
  assert.equal(boxAt(boxes, -1, 3), -1);
  assert.equal(boxAt(boxes, 3, 3), -1);
  assert.equal(boxAt(boxes, 0, 20), -1);
});

Deno.test("boxPath() leads from a box to the root", () => {
  const { boxes, nameOf } = boxesOf("c 1", "a b 10");
  const box = boxAt(boxes, 2, 5);
  assert.deepEqual(boxPath(boxes, box).map(nameOf), ["b", "a", "all"]);
  assert.equal(rowOf(boxes, box), 2);
});

Deno.test("widestChild() is the child that takes most of the time", () => {
  const { boxes, nameOf } = boxesOf("a b 3", "a c 10", "a d 4", "e f 90");
  assert.equal(nameOf(widestChild(boxes, boxAt(boxes, 1, 0))), "c");
  assert.equal(widestChild(boxes, boxAt(boxes, 2, 0)), -1);
});

Deno.test("boxOfNode() is the widest box of a node that was on the stack several times", () => {
  const { boxes } = boxesOf("a 3", "b 1", "a 8");
  const first = boxAt(boxes, 1, 0);
  assert.equal(boxes.width[boxOfNode(boxes, boxes.node[first])], 8);
  assert.equal(boxOfNode(boxes, 99), -1);
});
