import assert from "node:assert/strict";
import fc from "fast-check";
import { type FileSamples, readSamples } from "./cpuprofile_samples.ts";
import { readNodes } from "./cpuprofile_nodes.ts";

function node(id: number, hitCount = 0): Record<string, unknown> {
  const functionName = id === 1 ? "(root)" : `f${id}`;
  return { id, hitCount, callFrame: { functionName, url: "" }, children: id === 1 ? [2, 3] : [] };
}

/** Samples are given as ids; nodes are numbered from 0. */
function read(json: Record<string, unknown>): FileSamples {
  const whole = { nodes: [node(1), node(2), node(3)], ...json };
  return readSamples(whole, readNodes(whole));
}

function assertSamples(actual: FileSamples, samples: number[], weights: number[]): void {
  assert.deepEqual([...actual.samples], samples);
  assert.deepEqual([...actual.weights], weights);
}

const TIMED = { startTime: 1000, endTime: 2000, samples: [2, 3, 2] };

Deno.test("readSamples() gives a sample the time until the next, the last until the end", () => {
  const samples = read({ ...TIMED, timeDeltas: [100, 50, 300] });
  assertSamples(samples, [1, 2, 1], [50, 300, 550]);
  assert.equal(samples.start, 1100);
});

Deno.test("readSamples() does not charge the profiler's start, but notes it", () => {
  const { notes } = read({ ...TIMED, timeDeltas: [100, 50, 300] });
  assert.deepEqual(notes, [{ name: "Before first sample", value: "100 us (not charged)" }]);
  assert.deepEqual(read({ ...TIMED, timeDeltas: [0, 50, 300] }).notes, []);
});

Deno.test("readSamples() sorts samples by time where deltas are negative", () => {
  const samples = read({ ...TIMED, timeDeltas: [100, 200, -150] });
  assertSamples(samples, [1, 1, 2], [50, 150, 700]);
  // The order in the file decides between equal times.
  assertSamples(read({ ...TIMED, timeDeltas: [100, 0, -10] }), [1, 1, 2], [10, 0, 900]);
  assert.equal(read({ ...TIMED, timeDeltas: [-50, 10, 10] }).start, 950);
});

Deno.test("readSamples() sorts samples of equal times in the order of the file", () => {
  assertSamples(read({ ...TIMED, samples: [2, 3, 1], timeDeltas: [100, 100, -100] }), [1, 0, 2], [
    0,
    100,
    800,
  ]);
  const deltas = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(deltas, (timeDeltas) => {
    const samples = timeDeltas.map((_, i) => 1 + i * i % 3);
    let time = 1000;
    const times = timeDeltas.map((delta) => time += delta);
    const order = [...times.keys()].sort((a, b) => times[a]! - times[b]!);
    const sorted = read({ samples, timeDeltas, startTime: 1000, endTime: 9000 });
    assert.deepEqual([...sorted.samples], order.map((i) => samples[i]! - 1));
    assert.equal(sorted.start, times[order[0]!]);
  }));
});

Deno.test("readSamples() rounds instants, not deltas", () => {
  const samples = read({ ...TIMED, startTime: 1000.25, timeDeltas: [0.5, 0.5, 0.5] });
  assertSamples(samples, [1, 2, 1], [0, 1, 998]);
});

Deno.test("readSamples() gives the last sample the median where the end is missing or too early", () => {
  const timeDeltas = [0, 30, 10, 20];
  const samples = [2, 3, 2, 3];
  assertSamples(read({ samples, timeDeltas }), [1, 2, 1, 2], [30, 10, 20, 20]);
  const early = read({ samples, timeDeltas, startTime: 0, endTime: 59 });
  assertSamples(early, [1, 2, 1, 2], [30, 10, 20, 20]);
  assertSamples(read({ samples: [2], timeDeltas: [5] }), [1], [1000]);
});

Deno.test("readSamples() fills missing deltas with the median", () => {
  assertSamples(read({ ...TIMED, timeDeltas: [100, 50] }), [1, 2, 1], [50, 100, 750]);
  assertSamples(read({ ...TIMED, endTime: 9000, timeDeltas: [] }), [1, 2, 1], [1000, 1000, 5000]);
});

Deno.test("readSamples() spreads samples without any times evenly, in whole microseconds", () => {
  const samples = read({ ...TIMED, endTime: 2001 });
  assertSamples(samples, [1, 2, 1], [333, 334, 334]);
  assert.deepEqual(samples.notes, [{
    name: "Sample times",
    value: "not in the file, spread evenly",
  }]);
  assertSamples(read({ samples: [2, 3] }), [1, 2], [1000, 1000]);
});

Deno.test("readSamples() makes samples of hit counts", () => {
  const nodes = [node(1), node(2, 2), node(3, 1)];
  assertSamples(read({ nodes, startTime: 0, endTime: 100 }), [1, 1, 2], [33, 34, 33]);
  assertSamples(read({ nodes, samples: [] }), [1, 1, 2], [1000, 1000, 1000]);
  assert.equal(read({ nodes }).notes[0]?.value, "not in the file, taken from hit counts");
});

Deno.test("readSamples() finds no samples where there are none", () => {
  const samples = read({ startTime: 1000, endTime: 5000, samples: [], timeDeltas: [] });
  assertSamples(samples, [], []);
  assert.equal(samples.start, 1000);
});

Deno.test("readSamples() reads old Chrome's seconds and absolute timestamps", () => {
  const head = { id: 1, functionName: "(root)", children: [{ id: 2, functionName: "f" }] };
  const json = { head, startTime: 1.5, endTime: "1.5003", samples: [2, 1] };
  const samples = read({ ...json, nodes: undefined, timestamps: [1_500_100, 1_500_150] });
  assertSamples(samples, [1, 0], [50, 150]);
  assert.equal(samples.notes[0]?.value, "100 us (not charged)");
  assertSamples(read({ ...json, nodes: undefined }), [1, 0], [150, 150]);
});

Deno.test("readSamples() numbers samples of unknown nodes behind the last", () => {
  assertSamples(read({ samples: [2, 99], timeDeltas: [0, 5] }), [1, 3], [5, 5]);
});

Deno.test("readSamples() reads numbers that are written as text", () => {
  const samples = read({ startTime: "10", endTime: " 40 ", samples: ["2"], timeDeltas: ["5"] });
  assertSamples(samples, [1], [25]);
});

Deno.test("readSamples() covers the time from the first sample to the end, whatever the deltas", () => {
  const deltas = fc.array(fc.integer({ min: -500, max: 3000 }), { minLength: 1 });
  fc.assert(fc.property(deltas, (timeDeltas) => {
    const samples = timeDeltas.map((_, i) => 1 + i % 3);
    const { start, weights } = read({ samples, timeDeltas, startTime: 1e6, endTime: 1e9 });
    assert.ok(weights.every((weight) => weight >= 0));
    assert.equal(start + weights.reduce((sum, weight) => sum + weight, 0), 1e9);
  }));
});
