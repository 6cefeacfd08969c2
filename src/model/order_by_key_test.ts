import assert from "node:assert/strict";
import fc from "fast-check";
import { orderByKey } from "./order_by_key.ts";

Deno.test("orderByKey() sorts as comparing does, and keeps the order of equal keys", () => {
  fc.assert(fc.property(fc.array(fc.nat(9)), (keys) => {
    const expected = keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
    assert.deepEqual([...orderByKey(Uint32Array.from(keys), 10)], expected);
  }));
});
