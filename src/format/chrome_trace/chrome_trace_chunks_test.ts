import assert from "node:assert/strict";
import { ChunkedProfile } from "./chrome_trace_chunks.ts";

function collected(startTime: number | undefined, ...chunks: Record<string, unknown>[]) {
  const profile = new ChunkedProfile(startTime);
  chunks.forEach((chunk, i) => profile.add(chunk, `e[${i}]`));
  return profile.finish();
}

function chunk(samples: number[], timeDeltas: number[], lines?: number[]) {
  return { cpuProfile: { samples }, timeDeltas, lines };
}

Deno.test("ChunkedProfile appends chunks; times go on from the chunk before", () => {
  const { cpuprofile, sampleLines } = collected(
    100,
    { cpuProfile: { nodes: [{ id: 1 }], samples: [1] }, timeDeltas: [5] },
    { cpuProfile: { nodes: [{ id: 2 }], samples: [2, 1] }, timeDeltas: [7, 8] },
    { endTime: 130 },
  );
  assert.deepEqual(cpuprofile, {
    nodes: [{ id: 1 }, { id: 2 }],
    samples: [1, 2, 1],
    timeDeltas: [5, 7, 8],
    startTime: 100,
    endTime: 130,
  });
  assert.deepEqual(sampleLines, []);
});

Deno.test("ChunkedProfile keeps lines beside their samples when it puts these in order", () => {
  const { cpuprofile, sampleLines } = collected(
    0,
    chunk([1, 2], [10, 10], [11, 12]),
    chunk([3, 4], [-15, 5]),
    chunk([5], [20], [15]),
  );
  assert.deepEqual(cpuprofile.samples, [3, 1, 4, 2, 5]);
  assert.deepEqual(cpuprofile.timeDeltas, [5, 5, 0, 10, 10]);
  assert.deepEqual(sampleLines, [0, 11, 0, 12, 15]);
});

Deno.test("ChunkedProfile has no end without a start", () => {
  const { cpuprofile } = collected(undefined, chunk([1], [4]), { endTime: 9e9 });
  assert.deepEqual(cpuprofile, { nodes: [], samples: [1], timeDeltas: [4] });
});

Deno.test("ChunkedProfile takes numbers spelt as text", () => {
  const spelt = { cpuProfile: { samples: ["1"] }, timeDeltas: ["4"], endTime: "30" };
  assert.deepEqual(collected(20, spelt).cpuprofile, {
    nodes: [],
    samples: [1],
    timeDeltas: [4],
    startTime: 20,
    endTime: 30,
  });
});

Deno.test("ChunkedProfile names the place of what is broken", () => {
  const cases: readonly [Record<string, unknown>, string][] = [
    [{ cpuProfile: 1 }, "e[0].cpuProfile is 1, expected an object"],
    [{ cpuProfile: { nodes: {} } }, "e[0].cpuProfile.nodes is an object, expected a list"],
    [{ timeDeltas: "1" }, 'e[0].timeDeltas is "1", expected a list'],
    [chunk([1], [1e300]), "e[0].timeDeltas[0] is 1e+300, expected a smaller number"],
    [{ endTime: "soon" }, 'e[0].endTime is "soon", expected a time in microseconds'],
    [{ lines: [null] }, "e[0].lines[0] is null, expected a number"],
    [
      chunk([1], []),
      "The number of e[0].timeDeltas is 0, expected 1, one for each sample",
    ],
  ];
  for (const [data, message] of cases) {
    assert.throws(() => collected(0, data), {
      name: "UserError",
      message: `Broken Chrome trace: ${message}`,
    });
  }
});
