import assert from "node:assert/strict";
import fc from "fast-check";
import { TickColumns } from "./cpuprofile_ticks.ts";

function columnsOf(...nodes: readonly (readonly [line: number, ticks: number][])[]): TickColumns {
  const columns = new TickColumns(nodes.length);
  for (const node of nodes) {
    for (const [line, ticks] of node) columns.add(line, ticks);
    columns.endNode();
  }
  return columns;
}

Deno.test("TickColumns gives each node its own ticks", () => {
  const columns = columnsOf([[3, 1]], [], [[2, 4], [5, 6]]);
  assert.deepEqual(columns.of(0), { lines: [3], ticks: [1] });
  assert.equal(columns.of(1), undefined);
  assert.deepEqual(columns.of(2), { lines: [2, 5], ticks: [4, 6] });
});

Deno.test("TickColumns leaves out what is no line or no tick", () => {
  const none: [number, number][] = [[0, 1], [-1, 1], [1.5, 1], [2 ** 32, 1], [NaN, 1], [7, 0]];
  assert.equal(columnsOf([...none, [7, -1], [7, NaN]]).of(0), undefined);
  assert.deepEqual(columnsOf([[2 ** 32 - 1, 1]]).of(0), { lines: [2 ** 32 - 1], ticks: [1] });
});

Deno.test("TickColumns forgets the ticks of the node that is not ended", () => {
  const columns = columnsOf([[3, 1]]);
  columns.add(4, 1);
  columns.clearNode();
  columns.add(5, 1);
  columns.endNode();
  assert.deepEqual([columns.of(0)!.lines, columns.of(1)!.lines], [[3], [5]]);
});

Deno.test("TickColumns puts lines in order and adds up the ticks of each", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })));
  fc.assert(fc.property(rows, rows, (first, second) => {
    const columns = columnsOf(first, second);
    [first, second].forEach((rows, node) => {
      const ticksByLine = new Map<number, number>();
      for (const [line, ticks] of rows) ticksByLine.set(line, (ticksByLine.get(line) ?? 0) + ticks);
      const { lines, ticks } = columns.of(node) ?? { lines: [], ticks: [] };
      assert.deepEqual(lines, [...ticksByLine.keys()].sort());
      assert.deepEqual(ticks, lines.map((line) => ticksByLine.get(line)));
    });
  }));
});
