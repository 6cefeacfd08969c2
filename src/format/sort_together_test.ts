import assert from "node:assert/strict";
import fc from "fast-check";
import { sortTogether } from "./sort_together.ts";

Deno.test("sortTogether() sorts a range of rows by their keys and leaves the others", () => {
  const column = fc.array(fc.nat(50), { maxLength: 80, size: "max" });
  fc.assert(fc.property(column, fc.nat(80), fc.nat(80), (numbers, one, other) => {
    const [from = 0, to = 0] = [one, other].map((at) => Math.min(at, numbers.length))
      .sort((a, b) => a - b);
    const keys = Float64Array.from(numbers);
    // A value tells the key it came with.
    const values = Float64Array.from(numbers, (key, i) => key * 1000 + i);
    sortTogether(keys, values, { from, to });
    const sorted = numbers.slice(from, to).sort((a, b) => a - b);
    assert.deepEqual([...keys], [...numbers.slice(0, from), ...sorted, ...numbers.slice(to)]);
    assert.deepEqual(Array.from(values, (value) => Math.floor(value / 1000)), [...keys]);
    assert.equal(new Set(values).size, values.length);
  }));
});

Deno.test("sortTogether() sorts a million rows in reverse order without delay", () => {
  const keys = Uint32Array.from({ length: 1_000_000 }, (_, i) => 1_000_000 - i);
  sortTogether(keys, keys.slice(), { from: 0, to: keys.length });
  assert.ok(keys.every((key, i) => key === i + 1));
});
