import assert from "node:assert/strict";
import fc from "fast-check";
import { PairIndex } from "./pair_index.ts";

const number = fc.oneof(fc.nat(8), fc.nat(100_000), fc.constantFrom(2 ** 31, 2 ** 32 - 1));

Deno.test("PairIndex numbers pairs in the order in which they come", () => {
  fc.assert(fc.property(fc.array(fc.tuple(number, number)), (pairs) => {
    const index = new PairIndex();
    const different = [...new Set(pairs.map((pair) => pair.join()))];
    for (const [first, second] of pairs) {
      assert.equal(index.number(first, second), different.indexOf(`${first},${second}`));
    }
    const { firsts, seconds } = index;
    assert.deepEqual(Array.from(firsts, (first, i) => `${first},${seconds[i]}`), different);
  }));
});

Deno.test("PairIndex keeps its numbers while it grows", () => {
  const index = new PairIndex();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 50_000; i++) assert.equal(index.number(i % 250, i), i);
  }
});
