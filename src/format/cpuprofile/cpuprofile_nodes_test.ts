import assert from "node:assert/strict";
import { readNodes } from "./cpuprofile_nodes.ts";

const ROOT_NODE = { id: 1, callFrame: { functionName: "(root)", url: "" }, children: [2, 3, 4] };
const callFrame = {
  functionName: "f",
  scriptId: "7",
  url: "file:///a.ts",
  lineNumber: 1,
  columnNumber: 1,
};

Deno.test("readNodes() holds each distinct frame once, also when scripts differ", () => {
  const reloaded = { ...callFrame, scriptId: "8" };
  const { frames, nodeFrame } = readNodes({
    nodes: [
      ROOT_NODE,
      { id: 2, callFrame },
      { id: 3, callFrame: { ...callFrame, columnNumber: 2 } },
      { id: 4, callFrame: reloaded },
    ],
  });
  assert.equal(frames.length, 3);
  assert.deepEqual([...nodeFrame], [0, 1, 2, 1]);
});

Deno.test("readNodes() takes any native (root) for the root's frame", () => {
  const { frames, nodeFrame } = readNodes({
    nodes: [ROOT_NODE, { id: 2, callFrame: { functionName: "(root)", url: "", lineNumber: 3 } }],
  });
  assert.deepEqual([frames.length, [...nodeFrame]], [1, [0, 0]]);
});

Deno.test("readNodes() adds up the ticks of a line that is listed several times", () => {
  const positionTicks = [[3, 2], [5, 1], [3, 4], [0, 9], [4, 0], [4.5, 1]]
    .map(([line, ticks]) => ({ line, ticks }));
  const { ticks } = readNodes({ nodes: [ROOT_NODE, { id: 2, callFrame, positionTicks }] });
  assert.equal(ticks.of(0), undefined);
  assert.deepEqual(ticks.of(1), { lines: [3, 5], ticks: [6, 1] });
});

Deno.test("readNodes() reads hit counts as whole numbers of at least 0", () => {
  const counts = ["3", -1, null];
  const nodes = counts.map((hitCount, i) => ({ id: i + 2, callFrame, hitCount }));
  assert.deepEqual([...readNodes({ nodes: [ROOT_NODE, ...nodes] }).hits], [0, 3, 0, 0]);
});
