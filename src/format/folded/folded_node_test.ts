import assert from "node:assert/strict";
import { FoldedNode } from "./folded_node.ts";

Deno.test("FoldedNode.child() makes one child for each name", () => {
  const root = new FoldedNode("(root)");
  const a = root.child("a");
  assert.equal(root.child("a"), a);
  assert.notEqual(root.child("__proto__"), a);
  assert.equal(root.children().length, 2);
});

Deno.test("FoldedNode.children() are sorted by name", () => {
  const root = new FoldedNode("(root)");
  for (const name of ["b", "a", "C", "b"]) root.child(name);
  assert.deepEqual(root.children().map(({ name }) => name), ["C", "a", "b"]);
  assert.deepEqual(root.child("a").children(), []);
});
