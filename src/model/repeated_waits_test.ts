import assert from "node:assert/strict";
import { FrameIndex } from "./frame_index.ts";
import { ProfileMerger } from "./merge.ts";
import { nodeSums } from "./node_sums.ts";
import type { Frame } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import { RepeatedWaits } from "./repeated_waits.ts";

const handler: Frame = { name: "handler", url: "file:///a.ts", line: 1, column: 1, kind: "app" };
const query: Frame = { name: "(await)", url: "file:///a.ts", line: 5, column: 3, kind: "wait" };
const unnamed: Frame = { name: "(await)", url: "", line: 0, column: 0, kind: "wait" };
const queued: Frame = { name: "(queued)", url: "", line: 0, column: 0, kind: "wait" };

/** Adds requests, each a list of samples: a frame called by the handler, and microseconds. */
function added(...requests: readonly (readonly [Frame, number])[][]) {
  const frames = new FrameIndex();
  const merger = new ProfileMerger(frames);
  const waits = new RepeatedWaits();
  const counts = requests.map((samples) => {
    const builder = new ProfileBuilder(0);
    const parent = builder.node(0, handler);
    for (const [frame, micros] of samples) builder.sample(builder.node(parent, frame), micros);
    const profile = builder.build();
    return waits.add(profile, nodeSums(profile), merger.add(profile));
  });
  return { waits, counts, frames };
}

Deno.test("RepeatedWaits counts every wait at a site, and long ones without", () => {
  const { counts } = added(
    [[query, 1], [query, 300], [unnamed, 249], [unnamed, 250], [queued, 9000]],
    [[handler, 50]],
  );
  assert.deepEqual(counts, [3, 0]);
});

Deno.test("RepeatedWaits lists sites where some request waited five times", () => {
  const times = (count: number): [Frame, number][] =>
    Array.from({ length: count }, () => [query, 10]);
  const { waits, frames } = added(times(4), times(6), times(5));
  const nodeByFrame = new Map([[frames.number(query), 42]]);
  assert.deepEqual(waits.sites(nodeByFrame), [
    { node: 42, waits: 15, most: 6, repeating: 2, micros: 150 },
  ]);
  assert.deepEqual(added(times(4), times(4)).waits.sites(nodeByFrame), []);
});

Deno.test("RepeatedWaits of two threads add up", () => {
  const here = added([[query, 10]], Array.from({ length: 5 }, () => [query, 2] as const) as []);
  const there = added(Array.from({ length: 7 }, () => [query, 1] as const) as []);
  const numbers = Uint32Array.from(there.frames.frames, (frame) => here.frames.number(frame));
  here.waits.addRows(structuredClone(there.waits.rows()), numbers);
  const [site] = here.waits.sites(new Map([[here.frames.number(query), 1]]));
  assert.deepEqual(site, { node: 1, waits: 13, most: 7, repeating: 2, micros: 27 });
});
