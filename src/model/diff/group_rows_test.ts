import assert from "node:assert/strict";
import fc from "fast-check";
import { groupRows } from "./group_rows.ts";

Deno.test("groupRows() lists the rows of each group in order", () => {
  fc.assert(fc.property(fc.array(fc.nat(5)), (groups) => {
    const { starts, order } = groupRows(Uint32Array.from(groups), 6);
    const rows = Array.from({ length: 6 }, (_, group) => [
      ...order.subarray(starts[group], starts[group + 1]),
    ]);
    const expected = rows.map((_, group) =>
      groups.flatMap((other, row) => other === group ? [row] : [])
    );
    assert.deepEqual(rows, expected);
    assert.equal(starts.length, 7);
  }));
});
