import assert from "node:assert/strict";
import { JsonCursor } from "./cpuprofile_cursor.ts";
import { type ScannedNodes, scanNodes } from "./cpuprofile_scan_nodes.ts";

const FRAME = '"callFrame":{"functionName":"f","url":"u"}';

function scan(...nodes: readonly string[]): ScannedNodes {
  return scanNodes(new JsonCursor(new TextEncoder().encode(`[${nodes.join()}]`)));
}

Deno.test("scanNodes() reads the members of nodes into columns", () => {
  const nodes = scan(
    `{"id":1,"callFrame":{"functionName":"(root)","url":""},"hitCount":0,"children":[2,3]}`,
    `{"id":2,${FRAME},"hitCount":4,"positionTicks":[{"line":7,"ticks":1},{"line":8,"ticks":3}]}`,
    `{"parent":1,"id":3,${FRAME},"children":[],"hitCount":-1}`,
  );
  assert.deepEqual([...nodes.ids], [1, 2, 3]);
  assert.deepEqual([...nodes.childIds], [2, 3]);
  assert.deepEqual([...nodes.childEnds], [2, 2, 2]);
  assert.deepEqual([...nodes.parentIds], [NaN, NaN, 1]);
  assert.deepEqual([...nodes.nodeFrame], [0, 1, 1]);
  assert.deepEqual([...nodes.hits], [0, 4, 0]);
  assert.deepEqual(nodes.frames.map(({ name }) => name), ["(root)", "f"]);
  assert.deepEqual(nodes.ticks.of(1), { lines: [7, 8], ticks: [1, 3] });
  assert.equal(nodes.ticks.of(2), undefined);
});

Deno.test("scanNodes() steps over members that nobody needs", () => {
  const { ids } = scan(`{"deoptReason":"","x":[{"id":[]}, {}],"id":5,${FRAME},"__proto__":{}}`);
  assert.deepEqual([...ids], [5]);
});

Deno.test("scanNodes() takes the last of members that are there twice", () => {
  const { ids, childIds, ticks } = scan(
    `{"id":1,"children":[8,9],"positionTicks":[{"line":1,"ticks":1}],${FRAME},` +
      '"id":2,"children":[3],"positionTicks":[{"line":2,"line":4,"ticks":1}]}',
  );
  assert.deepEqual([[...ids], [...childIds]], [[2], [3]]);
  assert.deepEqual(ticks.of(0), { lines: [4], ticks: [1] });
});

Deno.test("scanNodes() throws for whatever V8 does not write", () => {
  const unusual = [
    "",
    "null",
    "{}",
    `{"id":1}`,
    `{${FRAME}}`,
    `{"id":"1",${FRAME}}`,
    `{"id":1.5,${FRAME}}`,
    `{"id":null,${FRAME}}`,
    `{"id":1,${FRAME},"children":null}`,
    `{"id":1,${FRAME},"children":[1,]}`,
    `{"id":1,${FRAME},"hitCount":"2"}`,
    `{"id":1,${FRAME},"positionTicks":{}}`,
    `{"id":1,${FRAME},"positionTicks":[{}]}`,
    `{"id":1,${FRAME},"positionTicks":[{"line":1,"ticks":1,"column":2}]}`,
    `{"id":1,${FRAME},"\\u0069d":2}`,
    `{"id":1,${FRAME},"x":nul}`,
    `{"id":1,${FRAME},"x":}`,
    `{"id":1,${FRAME},"x\n":1}`,
    `{"id":1,${FRAME},}`,
    `{"id":1,${FRAME} "x":1}`,
    // Of two call frames the second counts, but the first would be in the table.
    `{"id":1,${FRAME},"callFrame":{"functionName":"g","url":"u"}}`,
    `{"id":1,${FRAME}},`,
  ];
  for (const node of unusual) assert.throws(() => scan(node), Error, node);
});
