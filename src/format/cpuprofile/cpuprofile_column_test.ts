import assert from "node:assert/strict";
import { NumberColumn } from "./cpuprofile_column.ts";

Deno.test("NumberColumn keeps numbers in order however many there are", () => {
  for (const expected of [0, 1, 5000]) {
    const column = new NumberColumn(expected);
    for (let i = 0; i < 5000; i++) column.push(i / 2);
    assert.equal(column.length, 5000);
    assert.equal(column.at(4999), 2499.5);
    assert.deepEqual(column.view(), Float64Array.from({ length: 5000 }, (_, i) => i / 2));
  }
});

Deno.test("NumberColumn forgets what is cut off", () => {
  const column = new NumberColumn();
  for (const number of [1, 2, NaN]) column.push(number);
  column.cutTo(1);
  column.push(5);
  assert.deepEqual([...column.view()], [1, 5]);
});
