import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { lineCosts } from "./callgrind_line_costs.ts";

// What the numbers are is tested with selfByLine(), which only puts them into maps.

Deno.test("lineCosts() has the rows of each frame in the order of lines, each line once", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const { starts, lines, micros, samples } = lineCosts(profile, profile.weights);
    assert.equal(starts.length, profile.frames.length + 1);
    for (let frame = 0; frame < profile.frames.length; frame++) {
      const own = [...lines.subarray(starts[frame], starts[frame + 1])];
      assert.deepEqual(own, [...new Set(own)].sort((a, b) => a - b));
    }
    assert.equal(starts.at(-1), lines.length);
    assert.ok(lines.every((_, row) => micros[row]! + samples[row]! > 0));
  }));
});
