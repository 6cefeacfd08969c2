import assert from "node:assert/strict";
import { walkDepthFirst } from "./walk_depth_first.ts";

/** "(0 (1 (3)) (2))": a bracket per node. */
function walked(parents: readonly number[], isWanted?: (node: number) => boolean): string {
  let text = "";
  walkDepthFirst(Uint32Array.from(parents), {
    enter: (node) => text += `(${node}`,
    leave: () => text += ")",
  }, isWanted);
  return text;
}

Deno.test("walkDepthFirst() enters children in the order of their numbers", () => {
  assert.equal(walked([0, 0, 0, 1, 2, 1]), "(0(1(3)(5))(2(4)))");
  assert.equal(walked([0]), "(0)");
});

Deno.test("walkDepthFirst() leaves out what nobody wants, and all below it", () => {
  assert.equal(walked([0, 0, 0, 1, 2, 1], (node) => node !== 1), "(0(2(4)))");
  assert.equal(walked([0, 0, 0], () => false), "(0)");
});

Deno.test("walkDepthFirst() walks a stack of 100,000 frames", () => {
  const deepest = 100_000;
  let depth = 0;
  let most = 0;
  walkDepthFirst(Uint32Array.from({ length: deepest + 1 }, (_, node) => Math.max(0, node - 1)), {
    enter: () => most = Math.max(most, ++depth),
    leave: () => depth--,
  });
  assert.deepEqual([most, depth], [deepest + 1, 0]);
});
