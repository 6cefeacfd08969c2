import assert from "node:assert/strict";
import fc from "fast-check";
import { progressLine } from "./progress_line.ts";

Deno.test("progressLine() draws how far a run has come", () => {
  const line = (done: number) => progressLine({ label: "Gathering", done, total: 20, columns: 30 });
  assert.equal(line(0), "Gathering [>        ]  0 of 20");
  assert.equal(line(7), "Gathering [===>     ]  7 of 20");
  assert.equal(line(20), "Gathering [=========] 20 of 20");
});

Deno.test("progressLine() leaves the bar out of a narrow terminal", () => {
  assert.equal(
    progressLine({ label: "Gathering", done: 7, total: 20, columns: 24 }),
    "Gathering  7 of 20",
  );
  assert.equal(progressLine({ label: "Gathering", done: 7, total: 20, columns: 4 }), "Gath");
});

Deno.test("progressLine() never exceeds the columns", () => {
  fc.assert(fc.property(fc.nat(300), fc.nat(1e6), fc.nat(1e6), (columns, total, done) => {
    const line = progressLine({ label: "Gathering", done: Math.min(done, total), total, columns });
    assert.ok(line.length <= columns);
  }));
});
