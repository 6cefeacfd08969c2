// What is somebody's, what is nobody's, and what is the runtime's own.
import assert from "node:assert/strict";
import { attribution, backgroundByRequest } from "./attribution.ts";
import { Chunk } from "./chunk.ts";
import type { Frame, FrameKind } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import { BACKGROUND, NOBODY, PROFILER } from "./timeline.ts";

const frame = (name: string, kind: FrameKind): Frame => ({
  name,
  url: kind === "engine" ? "" : `file:///${kind}.ts`,
  line: 1,
  column: 1,
  kind,
});

/** Samples of 10 us from 0 on; steps are [time, owner]. */
function chunkOf(stacks: readonly Frame[][], steps: readonly (readonly [number, number])[]): Chunk {
  const builder = new ProfileBuilder(0);
  for (const stack of stacks) {
    builder.sample(stack.reduce((parent, next) => builder.node(parent, next), 0), 10);
  }
  return new Chunk({
    profile: builder.build(),
    timeline: {
      times: Float64Array.from(steps, ([time]) => time),
      owners: Int32Array.from(steps, ([, owner]) => owner),
    },
    waits: [],
    from: 0,
    until: stacks.length * 10,
  });
}

const app = frame("handler", "app");
const library = frame("query", "dependency");
const runtime = frame("readSync", "runtime");
const idle = frame("(idle)", "wait");

Deno.test("attribution() counts the app's work by whether somebody owns it", () => {
  const chunk = chunkOf([[app], [app, runtime], [library], [app], [app]], [
    [0, 1],
    [20, NOBODY],
    [30, PROFILER],
    [40, BACKGROUND + 1],
  ]);
  assert.deepEqual(attribution(chunk, 0), { attributed: 30, unattributed: 10 });
});

Deno.test("attribution() leaves out what is not the app's work, and what came before", () => {
  const chunk = chunkOf([[idle], [runtime], [app], [app]], [[0, NOBODY]]);
  assert.deepEqual(attribution(chunk, 0), { attributed: 0, unattributed: 20 });
  assert.deepEqual(attribution(chunk, 30), { attributed: 0, unattributed: 10 });
});

Deno.test("backgroundByRequest() sums the steps after the end of each request", () => {
  const chunk = chunkOf([[app], [app], [app], [app]], [
    [0, 3],
    [5, BACKGROUND + 3],
    [12, NOBODY],
    [20, BACKGROUND + 4],
    [25, BACKGROUND + 3],
  ]);
  assert.deepEqual([...backgroundByRequest(chunk)], [[3, 7 + 15], [4, 5]]);
});
