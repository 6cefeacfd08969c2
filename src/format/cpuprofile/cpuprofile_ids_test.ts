import assert from "node:assert/strict";
import fc from "fast-check";
import { IdIndex } from "./cpuprofile_ids.ts";

/** Small ones often, so that some are equal. */
const ids = fc.oneof(
  fc.nat(20),
  fc.integer({ min: -5, max: 5000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

Deno.test("IdIndex finds the first of equal ids, like a search", () => {
  fc.assert(fc.property(fc.array(ids), ids, (ids, other) => {
    const index = new IdIndex(Float64Array.from(ids));
    for (const id of [...ids, other]) {
      const expected = ids.findIndex((one) => one === id);
      assert.equal(index.get(id), expected === -1 ? undefined : expected);
    }
  }));
});

Deno.test("IdIndex finds what ids stand for, and nothing for NaN", () => {
  const index = new IdIndex(Float64Array.of(7, 1e9, 0.5), Uint32Array.of(2, 1, 0));
  assert.deepEqual([7, 1e9, 0.5, 8, NaN].map((id) => index.get(id)), [2, 1, 0, ...[, ,]]);
});
