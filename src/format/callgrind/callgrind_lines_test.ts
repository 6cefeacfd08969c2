import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { selfByLine } from "./callgrind_lines.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { wholeMicros } from "../whole_micros.ts";

const FRAME = { name: "f", url: "file:///a.ts", line: 10, column: 1, kind: "app" } as const;

/** line -> [busy, samples] of a function at line 10 that has these samples and line times. */
function linesOf(weights: readonly number[], lines: Record<number, number>): [number, number[]][] {
  const builder = new ProfileBuilder(0);
  const node = builder.node(0, FRAME);
  for (const weight of weights) builder.sample(node, weight);
  for (const [line, micros] of Object.entries(lines)) builder.line(node, Number(line), micros);
  const profile = builder.build();
  const byLine = selfByLine(profile, wholeMicros(profile.weights))[1]!;
  return [...byLine].map(([line, { busy, samples }]) => [line, [busy, samples]]);
}

Deno.test("selfByLine() splits time and samples over the lines, in order", () => {
  assert.deepEqual(linesOf([100, 100, 200], { 14: 300, 11: 100 }), [[11, [100, 1]], [14, [
    300,
    2,
  ]]]);
});

Deno.test("selfByLine() puts time without a line on the function's own", () => {
  assert.deepEqual(linesOf([100], {}), [[10, [100, 1]]]);
  assert.deepEqual(linesOf([100, 100, 100, 100], { 14: 100 }), [[10, [300, 3]], [14, [100, 1]]]);
});

Deno.test("selfByLine() shares fractions by the exact weights", () => {
  // Rounded, the function has 1 us: a third of it would seem to have no line.
  assert.deepEqual(linesOf([0.35, 0.35], { 12: 0.7 }), [[12, [1, 2]]]);
});

Deno.test("selfByLine() keeps samples of no duration on their lines", () => {
  assert.deepEqual(linesOf([0, 0], { 11: 0, 12: 0 }), [[11, [0, 1]], [12, [0, 1]]]);
});

Deno.test("selfByLine() adds up to the self of every frame", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    selfByLine(profile, profile.weights).forEach((byLine, frame) => {
      let micros = 0;
      let samples = 0;
      profile.samples.forEach((node, i) => {
        if (profile.nodeFrame[node] !== frame) return;
        micros += profile.weights[i]!;
        samples++;
      });
      const costs = [...byLine.values()];
      assert.equal(costs.reduce((sum, { busy, wait }) => sum + busy + wait, 0), micros);
      assert.equal(costs.reduce((sum, cost) => sum + cost.samples, 0), samples);
    });
  }));
});
