import assert from "node:assert/strict";
import fc from "fast-check";
import { madeRecord } from "../../tests/browser/made_profiles.ts";
import { requestBalance } from "./request_balance.ts";

Deno.test("requestBalance() of a duration adds up to it", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), (id) => {
    const record = madeRecord(id, 0);
    const sum = requestBalance(record)
      .filter(({ isInDuration }) => isInDuration)
      .reduce((total, { micros }) => total + micros, 0);
    assert.equal(sum, record.end - record.start);
  }));
});

Deno.test("requestBalance() puts what came before the handler first, and what was left behind last", () => {
  const parts = requestBalance({ ...madeRecord(1, 0), backlog: 700, background: 90 });
  assert.deepEqual(
    [parts.at(0)!, parts.at(-1)!].map(({ kind, micros, isInDuration }) => ({
      kind,
      micros,
      isInDuration,
    })),
    [
      { kind: "backlog", micros: 700, isInDuration: false },
      { kind: "background", micros: 90, isInDuration: false },
    ],
  );
});
