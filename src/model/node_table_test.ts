import assert from "node:assert/strict";
import fc from "fast-check";
import { NodeTable } from "./node_table.ts";

Deno.test("NodeTable knows nodes by parent and frame, as a Map does", () => {
  const steps = fc.array(fc.tuple(fc.nat(5000), fc.nat(60)), { maxLength: 3000 });
  fc.assert(
    fc.property(steps, (steps) => {
      const table = new NodeTable();
      const nodeByKey = new Map<string, number>();
      for (const [choice, frame] of steps) {
        const parent = choice % table.count;
        const key = `${parent} ${frame}`;
        const expected = nodeByKey.get(key) ?? table.count;
        nodeByKey.set(key, expected);
        assert.equal(table.child(parent, frame), expected);
      }
      assert.equal(table.count, nodeByKey.size + 1);
      for (const [key, node] of nodeByKey) {
        assert.equal(`${table.parents[node]} ${table.frames[node]}`, key);
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("NodeTable adds up times and samples, also while it grows", () => {
  const table = new NodeTable();
  for (let round = 1; round <= 2; round++) {
    for (let frame = 1; frame <= 500; frame++) table.add(table.child(0, frame), frame, round);
  }
  table.add(0, 5, 1);
  assert.deepEqual([table.self(0), table.samples(0)], [5, 1]);
  for (let frame = 1; frame <= 500; frame++) {
    const node = table.child(0, frame);
    assert.deepEqual([table.self(node), table.samples(node)], [2 * frame, 3]);
  }
});

Deno.test("NodeTable knows the outermost node of a recursion", () => {
  const table = new NodeTable();
  const [f, g] = [7, 8];
  const outer = table.child(0, f);
  const within = table.child(outer, g);
  const again = table.child(within, f);
  const nodes = [0, outer, within, again, table.child(again, f), table.child(0, g)];
  assert.deepEqual(nodes.map((node) => table.isOutermost(node)), [
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
});
