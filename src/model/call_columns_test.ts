import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../tests/arbitrary_profile.ts";
import { callColumns } from "./call_columns.ts";

// What the numbers are is tested with callGraph(), which only puts them into objects.

Deno.test("callColumns() has the root for function 0, and columns of one length", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const { frames, isReentry, callers, callees, counts } = callColumns(profile);
    assert.equal(frames[0], profile.nodeFrame[0]);
    assert.equal(isReentry.length, frames.length);
    assert.deepEqual([callees.length, counts.length], [callers.length, callers.length]);
    for (const index of [...callers, ...callees]) assert.ok(index < frames.length);
  }));
});

Deno.test("callColumns() lists each call once, and none from a re-entry", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const { isReentry, callers, callees } = callColumns(profile);
    const pairs = Array.from(callers, (caller, i) => `${caller} ${callees[i]}`);
    assert.equal(new Set(pairs).size, pairs.length);
    assert.ok(callers.every((caller) => isReentry[caller] === 0));
  }));
});
