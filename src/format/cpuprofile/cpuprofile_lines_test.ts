import assert from "node:assert/strict";
import { positionTicks, readLineTimes } from "./cpuprofile_lines.ts";
import { TickColumns } from "./cpuprofile_ticks.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";

/** No ticks for the root, these for node 1. */
function tickColumns(ticks: readonly [number, number][]): TickColumns {
  const columns = new TickColumns(2);
  columns.endNode();
  for (const [line, count] of ticks) columns.add(line, count);
  columns.endNode();
  return columns;
}

/** Line times of a function at `ownLine` with a self time of 1000 us. */
function lineTimes(
  ticks: readonly [number, number][],
  { hits = 0, ownLine = 10, weight = 1000 } = {},
): [line: number, micros: number][] {
  const builder = new ProfileBuilder(0);
  const frame = { name: "f", url: "file:///a.ts", line: ownLine, column: 1, kind: "app" } as const;
  builder.sample(builder.node(0, frame), weight);
  const profile = builder.build();
  const lines = readLineTimes(profile, {
    ...profile,
    nodeById: new Map(),
    hits: Float64Array.of(0, hits),
    ticks: tickColumns(ticks),
  });
  if (!lines) return [];
  assert.ok(lines.nodes.every((node) => node === 1));
  return Array.from(lines.lines, (line, i) => [line, lines.micros[i]!]);
}

Deno.test("readLineTimes() splits self time by ticks, in the order of lines", () => {
  assert.deepEqual(lineTimes([[14, 3], [12, 1]]), [[12, 250], [14, 750]]);
  assert.deepEqual(lineTimes([[12, 1], [13, 1], [14, 1]]), [[12, 334], [13, 333], [14, 333]]);
});

Deno.test("readLineTimes() puts hits without a tick on the function's own line", () => {
  assert.deepEqual(lineTimes([[14, 1]], { hits: 4 }), [[10, 750], [14, 250]]);
  assert.deepEqual(lineTimes([[10, 1], [14, 1]], { hits: 4 }), [[10, 750], [14, 250]]);
});

Deno.test("readLineTimes() leaves time open whose line nobody knows", () => {
  assert.deepEqual(lineTimes([[14, 1]], { hits: 4, ownLine: 0 }), [[14, 250]]);
});

Deno.test("readLineTimes() ignores hit counts below the ticks", () => {
  assert.deepEqual(lineTimes([[12, 3], [14, 2]], { hits: 1 }), [[12, 600], [14, 400]]);
});

Deno.test("readLineTimes() keeps the lines of samples that took no time", () => {
  assert.deepEqual(lineTimes([[12, 3], [14, 2]], { weight: 0 }), [[12, 0], [14, 0]]);
});

Deno.test("readLineTimes() finds no lines where no sampled node has ticks", () => {
  assert.deepEqual(lineTimes([]), []);
  assert.deepEqual(lineTimes([], { hits: 3 }), []);
});

/** positionTicks of a node with `hits` samples of 100 us each. */
function ticksOf(hits: number, lines: readonly [number, number][]): unknown {
  const builder = new ProfileBuilder(0);
  const frame = { name: "f", url: "file:///a.ts", line: 10, column: 1, kind: "app" } as const;
  const node = builder.node(0, frame);
  for (let i = 0; i < hits; i++) builder.sample(node, 100);
  for (const [line, micros] of lines) builder.line(node, line, micros);
  return positionTicks(builder.build(), Uint32Array.of(0, hits)).get(node);
}

Deno.test("positionTicks() shares the samples out over the lines", () => {
  assert.deepEqual(ticksOf(4, [[12, 100], [14, 300]]), [{ line: 12, ticks: 1 }, {
    line: 14,
    ticks: 3,
  }]);
  assert.deepEqual(ticksOf(3, [[12, 40], [14, 260]]), [{ line: 14, ticks: 3 }]);
});

Deno.test("positionTicks() leaves ticks out for time that no line has", () => {
  assert.deepEqual(ticksOf(4, [[14, 100]]), [{ line: 14, ticks: 1 }]);
  assert.equal(ticksOf(4, []), undefined);
  assert.equal(ticksOf(1, [[14, 10]]), undefined);
});
