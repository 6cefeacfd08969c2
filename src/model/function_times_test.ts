import assert from "node:assert/strict";
import { FrameIndex } from "./frame_index.ts";
import { FunctionTimes } from "./function_times.ts";
import { ProfileMerger } from "./merge.ts";
import { nodeSums } from "./node_sums.ts";
import type { Frame, Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

const [f, g] = ["f", "g"].map((name): Frame => (
  { name, url: "file:///a.ts", line: 1, column: 1, kind: "app" }
)) as [Frame, Frame];

function profileOf(...samples: readonly (readonly [readonly Frame[], number])[]): Profile {
  const builder = new ProfileBuilder(0);
  for (const [stack, micros] of samples) {
    builder.sample(stack.reduce((node, frame) => builder.node(node, frame), 0), micros);
  }
  return builder.build();
}

Deno.test("FunctionTimes counts recursion once, and each profile on its own", () => {
  const frames = new FrameIndex();
  const merger = new ProfileMerger(frames);
  const times = new FunctionTimes();
  const timesOf = (profile: Profile) => {
    const sums = nodeSums(profile);
    times.fill(profile, sums, { ...merger.add(profile, sums), merger });
    return [f, g].map((frame) => {
      const number = frames.number(frame);
      return [times.self(number), times.total(number)];
    });
  };
  assert.deepEqual(timesOf(profileOf([[f], 1], [[f, g], 2], [[f, g, f], 4], [[g, f, g], 8])), [
    [5, 15],
    [10, 14],
  ]);
  assert.deepEqual(timesOf(profileOf([[f], 100])), [[100, 100], [0, 0]]);
  assert.deepEqual(times.functions.toSorted(), [0, frames.number(f)]);
});

Deno.test("FunctionTimes has room for any number of functions", () => {
  const frames = new FrameIndex();
  for (let i = 0; i < 5000; i++) frames.number({ ...f, line: 10 + i });
  const merger = new ProfileMerger(frames);
  const times = new FunctionTimes();
  const profile = profileOf([[g], 7]);
  const sums = nodeSums(profile);
  times.fill(profile, sums, { ...merger.add(profile, sums), merger });
  assert.equal(times.self(frames.number(g)), 7);
});
