import assert from "node:assert/strict";
import { linkById } from "./cpuprofile_links.ts";

/** [id, ids of children, id of parent] of each node -> parents and listed children. */
function linked(
  ...nodes: readonly [id: number, children: readonly number[], parent?: number][]
): { parents: number[]; listed: number[] } {
  let end = 0;
  const { parents, listed } = linkById({
    ids: Float64Array.from(nodes, ([id]) => id),
    childIds: Float64Array.from(nodes.flatMap(([, children]) => children)),
    childEnds: Float64Array.from(nodes, ([, children]) => end += children.length),
    parentIds: Float64Array.from(nodes, ([, , parent]) => parent ?? NaN),
  });
  return { parents: [...parents], listed: [...listed] };
}

Deno.test("linkById() follows lists of children, in their order", () => {
  const links = linked([1, [4, 2]], [2, [3]], [3, []], [4, []]);
  assert.deepEqual(links, { parents: [-1, 0, 1, 0], listed: [3, 1, 2] });
});

Deno.test("linkById() believes parent ids rather than child lists", () => {
  const links = linked([1, [2, 3]], [2, []], [3, [], 2]);
  assert.deepEqual(links.parents, [-1, 0, 1]);
});

Deno.test("linkById() ignores ids that are not there", () => {
  assert.deepEqual(linked([1, [9, NaN, 2]], [2, [], 8]), { parents: [-1, 0], listed: [1] });
});

Deno.test("linkById() gives the children of an id to the first node that has it", () => {
  const links = linked([1, [2]], [2, [3]], [2, [4]], [3, []], [4, []]);
  assert.deepEqual(links, { parents: [-1, 0, -1, 1, -1], listed: [1, 3] });
});
