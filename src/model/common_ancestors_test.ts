import assert from "node:assert/strict";
import fc from "fast-check";
import { CommonAncestors } from "./common_ancestors.ts";

/** Parents of nodes 1, 2, ...: each any number, taken modulo the nodes before. */
const trees = fc.array(fc.nat(), { maxLength: 60 }).map((parents) =>
  Uint32Array.of(0, ...parents.map((parent, i) => parent % (i + 1)))
);

function stackOf(nodeParent: Uint32Array, node: number): number[] {
  return node === 0 ? [0] : [...stackOf(nodeParent, nodeParent[node]!), node];
}

Deno.test("CommonAncestors finds the deepest node on both stacks", () => {
  fc.assert(fc.property(trees, fc.nat(), fc.nat(), (nodeParent, first, second) => {
    const [a, b] = [first % nodeParent.length, second % nodeParent.length];
    const other = new Set(stackOf(nodeParent, b));
    const expected = stackOf(nodeParent, a).findLast((node) => other.has(node));
    assert.equal(new CommonAncestors(nodeParent).of(a, b), expected);
  }));
});

Deno.test("CommonAncestors needs few steps on deep stacks", () => {
  // Two branches of 100,000 nodes each: walking them a thousand times would take 200 million steps.
  const depth = 100_000;
  const nodeParent = Uint32Array.from({ length: 2 * depth + 1 }, (_, i) => Math.max(0, i - 2));
  const ancestors = new CommonAncestors(nodeParent);
  for (let i = 0; i < 100_000; i++) assert.equal(ancestors.of(2 * depth - i, 2 * depth - i - 1), 0);
});
