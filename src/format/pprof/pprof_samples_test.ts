import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Frame } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { type PprofSample, pprofSamples } from "./pprof_samples.ts";

const handler: Frame = { name: "h", url: "file:///a.ts", line: 10, column: 1, kind: "app" };

function sum(samples: Iterable<PprofSample>, value: "samples" | "micros"): number {
  return [...samples].flatMap(({ lines }) => lines).reduce((total, line) => total + line[value], 0);
}

Deno.test("pprofSamples() splits a node's time and samples over its lines", () => {
  const { profile } = requestRecording();
  const own = [...pprofSamples(profile)].find(({ lines }) => lines[0]!.line === 13)!;
  assert.deepEqual(own.lines, [
    { line: 13, samples: 3, micros: 600 },
    { line: 14, samples: 1, micros: 200 },
  ]);
});

Deno.test("pprofSamples() puts what no line is known for on the function's own", () => {
  const builder = new ProfileBuilder(0);
  const node = builder.node(0, handler);
  for (let i = 0; i < 4; i++) builder.sample(node, 100);
  builder.line(node, 12, 300);
  assert.deepEqual([...pprofSamples(builder.build())], [
    { node, lines: [{ line: 12, samples: 3, micros: 300 }, { line: 10, samples: 1, micros: 100 }] },
  ]);
});

Deno.test("pprofSamples() keeps samples of no duration", () => {
  const builder = new ProfileBuilder(0);
  const node = builder.node(0, handler);
  builder.sample(node, 0);
  assert.deepEqual([...pprofSamples(builder.build())], [
    { node, lines: [{ line: 10, samples: 1, micros: 0 }] },
  ]);
});

Deno.test("pprofSamples() add up to the whole profile in whole numbers", () => {
  const weight = fc.double({ min: 0, max: 1e6, noNaN: true });
  const lines = fc.array(fc.tuple(fc.nat(9), fc.double({ min: 0, max: 1e6, noNaN: true })));
  fc.assert(fc.property(arbitraryProfile({ weight }), lines, (profile, times) => {
    const known = profile.nodeFrame.length;
    const rows = times.map(([line, micros], i) => ({ node: i % known, line: line + i, micros }));
    rows.sort((a, b) => a.node - b.node || a.line - b.line);
    const withLines = {
      ...profile,
      lines: {
        nodes: Uint32Array.from(rows, ({ node }) => node),
        lines: Uint32Array.from(rows, ({ line }) => line),
        micros: Float64Array.from(rows, ({ micros }) => micros),
      },
    };
    const samples = [...pprofSamples(withLines)];
    const exact = profile.weights.reduce((total, weight) => total + weight, 0);
    assert.equal(sum(samples, "micros"), Math.round(exact));
    assert.equal(sum(samples, "samples"), profile.samples.length);
    for (const line of samples.flatMap((sample) => sample.lines)) {
      assert.ok(Number.isSafeInteger(line.micros) && line.micros >= 0);
    }
  }));
});
