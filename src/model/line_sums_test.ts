import assert from "node:assert/strict";
import { LineSums } from "./line_sums.ts";

Deno.test("LineSums adds up what is of one node and line", () => {
  const sums = new LineSums();
  for (const [node, line, micros] of [[3, 7, 1], [0, 7, 2], [3, 8, 4], [3, 7, 8]] as const) {
    sums.add(node, line, micros);
  }
  const { nodes, lines, micros } = sums.times();
  const rows = Array.from(nodes, (node, row) => [node, lines[row], micros[row]]);
  assert.deepEqual(rows, [[3, 7, 9], [0, 7, 2], [3, 8, 4]]);
});
