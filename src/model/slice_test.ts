// One request at a time, with numbers that can be checked by hand. The laws that hold for every
// recording are in tests/property/slice_test.ts.
import assert from "node:assert/strict";
import { Chunk, type Wait } from "./chunk.ts";
import { checkProfile, type Frame, type Micros, type Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import { type Parts, RequestSlice } from "./slice.ts";
import { cutTimeline, NOBODY, PROFILER } from "./timeline.ts";

type Step = readonly [time: Micros, owner: number];
/** The stack as "outer;inner", and how long it was on the thread. */
type Sample = readonly [stack: string, weight: Micros];

const app = (name: string): Frame => (
  { name, url: "file:///app.ts", line: 1, column: 1, kind: "app" }
);

/** A chunk whose samples begin at `from` and end at its end. */
function chunkOf(from: Micros, steps: Step[], samples: Sample[], waits: Wait[] = []): Chunk {
  const builder = new ProfileBuilder(from);
  for (const [stack, weight] of samples) {
    const names = stack === "" ? [] : stack.split(";");
    builder.sample(names.reduce((node, name) => builder.node(node, app(name)), 0), weight);
  }
  const profile = builder.build();
  return new Chunk({ profile, timeline: timelineOf(steps), waits, from, until: profile.end });
}

function timelineOf(steps: Step[]) {
  return {
    times: Float64Array.from(steps, ([time]) => time),
    owners: Int32Array.from(steps, ([, owner]) => owner),
  };
}

/** Request 1 from `start` to `end`: microseconds by stack, and the parts. */
function slice(
  [start, end]: readonly [Micros, Micros],
  ...chunks: Chunk[]
): { costs: Record<string, Micros>; parts: Parts; profile: Profile } {
  const request = new RequestSlice(1, start, (owner) => `request ${owner}`);
  for (const chunk of chunks) request.advance(chunk, end);
  const { profile, parts } = request.finish(end);
  checkProfile(profile);
  assert.equal(profile.start, start);
  return { costs: costsOf(profile), parts, profile };
}

function costsOf({ samples, weights, nodeFrame, nodeParent, frames }: Profile) {
  const costs: Record<string, Micros> = {};
  samples.forEach((top, i) => {
    const names: string[] = [];
    for (let node = top; node > 0; node = nodeParent[node]!) {
      names.unshift(frames[nodeFrame[node]!]!.name);
    }
    const stack = names.join(";");
    costs[stack] = (costs[stack] ?? 0) + weights[i]!;
  });
  return costs;
}

function sumWhere(costs: Record<string, Micros>, isWanted: (stack: string) => boolean): Micros {
  return Object.entries(costs).reduce(
    (sum, [stack, micros]) => isWanted(stack) ? sum + micros : sum,
    0,
  );
}

const NONE: Parts = { cpu: 0, gc: 0, wait: 0, queued: 0, unsampled: 0 };

Deno.test("RequestSlice takes the samples that were taken while the request ran", () => {
  const chunk = chunkOf(0, [[0, NOBODY], [100, 1], [200, 2], [300, NOBODY]], [
    ["(idle)", 100],
    ["handler;a", 60],
    ["handler;b", 40],
    ["foreign", 100],
  ]);
  const { costs, parts } = slice([100, 200], chunk);
  assert.deepEqual(costs, { "handler;a": 60, "handler;b": 40 });
  assert.deepEqual(parts, { ...NONE, cpu: 100 });
});

Deno.test("RequestSlice spreads the owned time over the sampled stacks, whatever their weights", () => {
  // The first sample lies 20 us behind the switch, the last reaches 60 us into the next owner's time.
  const chunk = chunkOf(0, [[0, 1], [100, 2]], [["before", 20], ["a", 40], ["b", 100]]);
  const { costs, parts } = slice([10, 100], chunk);
  assert.deepEqual(costs, { a: 90 * 40 / 140, b: 90 * 100 / 140 });
  assert.deepEqual(parts, { ...NONE, cpu: 90 });
});

Deno.test("RequestSlice says (not sampled) for own time without a sample, and it is CPU all the same", () => {
  const { costs, parts } = slice([10, 20], chunkOf(0, [[0, 1]], [["a", 100]]));
  assert.deepEqual(costs, { "(not sampled)": 10 });
  assert.deepEqual(parts, { ...NONE, cpu: 10 });
});

Deno.test("RequestSlice hangs garbage collection under the request's stack before it", () => {
  const gc = "(garbage collector)";
  const chunk = chunkOf(0, [[0, 1], [40, 2], [80, 1]], [
    [gc, 10],
    ["a;b", 20],
    [gc, 10],
    ["foreign", 40],
    [gc, 30],
    ["c", 10],
  ]);
  const { costs, parts } = slice([0, 120], chunk);
  assert.equal(costs[gc], 10, "nothing was on the stack before");
  assert.equal(costs[`a;b;${gc}`], 40, "the foreign stack in between does not count");
  assert.equal(parts.gc, 50);
  assert.equal(parts.cpu, 30);
});

Deno.test("RequestSlice remembers the stack before a collection over chunks", () => {
  const { costs } = slice(
    [0, 30],
    chunkOf(0, [[0, 1]], [["a;b", 10]]),
    chunkOf(10, [[10, 1]], [["(garbage collector)", 20]]),
  );
  assert.deepEqual(costs, { "a;b": 10, "a;b;(garbage collector)": 20 });
});

Deno.test("RequestSlice counts idle time of the thread as wait", () => {
  const chunk = chunkOf(0, [[0, 1], [100, NOBODY], [900, 1]], [
    ["a", 100],
    ["(idle)", 800],
    ["b", 100],
  ]);
  const { costs, parts } = slice([0, 1000], chunk);
  assert.deepEqual(costs, { "a": 100, "(await)": 800, "b": 100 });
  assert.deepEqual(parts, { ...NONE, cpu: 200, wait: 800 });
});

Deno.test("RequestSlice puts a wait under the stack that is known to have waited", () => {
  const site = [app("handler"), { ...app("(await)"), line: 7, kind: "wait" as const }];
  const steps: Step[] = [[0, 1], [100, NOBODY], [400, 1], [500, NOBODY], [600, 1]];
  const samples: Sample[] = [["a", 100], ["(idle)", 300], ["b", 100], ["(idle)", 100], ["c", 100]];
  const chunk = chunkOf(0, steps, samples, [
    { owner: 1, end: 400, site },
    { owner: 2, end: 600, site },
  ]);
  const { costs, parts } = slice([0, 700], chunk);
  assert.deepEqual(costs, { "a": 100, "handler;(await)": 300, "b": 100, "(await)": 100, "c": 100 });
  assert.equal(parts.wait, 400);
});

Deno.test("RequestSlice counts the busy stretch of others before the request runs again as queued", () => {
  const chunk = chunkOf(0, [[0, 1], [100, NOBODY], [5000, 2], [5050, 3], [5150, 1]], [
    ["a", 100],
    ["(idle)", 4900],
    ["foreign", 150],
    ["b", 50],
  ]);
  const { costs, parts } = slice([0, 5200], chunk);
  assert.deepEqual(parts, { ...NONE, cpu: 150, wait: 4900, queued: 150 });
  assert.equal(costs["(await)"], 4900);
  assert.equal(sumWhere(costs, (stack) => stack.includes("(queued)")), 150);
});

Deno.test("RequestSlice counts as queued only what was busy after the last pause of the thread", () => {
  const steps: Step[] = [[0, 1], [100, 2], [200, NOBODY], [5000, 2], [5040, 1]];
  const samples: Sample[] = [["a", 100], ["x", 100], ["(idle)", 4800], ["x", 40], ["b", 60]];
  const { parts } = slice([0, 5100], chunkOf(0, steps, samples));
  assert.deepEqual(parts, { ...NONE, cpu: 160, wait: 4900, queued: 40 });
});

/** The same samples and steps as two chunks, [0, cut) and [cut, end). */
function cutInTwo(cut: Micros, steps: Step[], samples: Sample[]): [Chunk, Chunk] {
  const { profile } = chunkOf(0, steps, samples);
  const [before, after] = cutTimeline(timelineOf(steps), cut);
  return [
    new Chunk({ profile, timeline: before, waits: [], from: 0, until: cut }),
    new Chunk({ profile, timeline: after, waits: [], from: cut, until: profile.end }),
  ];
}

Deno.test("RequestSlice sees that the thread is idle also where a chunk ends within a sample", () => {
  const steps: Step[] = [[0, 1], [100, NOBODY], [400, 1]];
  const samples: Sample[] = [["a", 100], ["(idle)", 300], ["a", 100]];
  const { parts } = slice([0, 500], ...cutInTwo(250, steps, samples));
  assert.deepEqual(parts, { ...NONE, cpu: 200, wait: 300 });
});

Deno.test("RequestSlice takes a pause for one pause also where a chunk ends within it", () => {
  const steps: Step[] = [[0, 1], [100, 2], [400, NOBODY], [1900, 2], [1950, 1]];
  const samples: Sample[] = [
    ["a", 100],
    ["x", 300],
    ["(idle)", 750],
    ["(idle)", 750],
    ["x", 50],
    ["a", 50],
  ];
  const expected = { ...NONE, cpu: 150, wait: 1800, queued: 50 };
  assert.deepEqual(slice([0, 2000], chunkOf(0, steps, samples)).parts, expected);
  assert.deepEqual(slice([0, 2000], ...cutInTwo(1150, steps, samples)).parts, expected);
});

Deno.test("RequestSlice counts unattributed work and the profiler's like that of other requests", () => {
  const steps: Step[] = [[0, 1], [100, NOBODY], [150, PROFILER], [170, 1]];
  const samples: Sample[] = [["a", 100], ["startup", 50], ["send", 20], ["b", 30]];
  const { parts } = slice([0, 200], chunkOf(0, steps, samples));
  assert.deepEqual(parts, { ...NONE, cpu: 130, queued: 70 });
});

Deno.test("RequestSlice names the requests that this one queued behind", () => {
  const steps: Step[] = [[0, 1], [100, 2], [150, 3], [160, 2], [170, 1]];
  const { costs } = slice([0, 200], chunkOf(0, steps, [["a", 100], ["x", 70], ["b", 30]]));
  assert.equal(sumWhere(costs, (stack) => /request 2.*\(queued\)/.test(stack)), 60);
  assert.equal(sumWhere(costs, (stack) => /request 3.*\(queued\)/.test(stack)), 10);
});

Deno.test("RequestSlice says (not sampled) for the time between chunks, before and behind them", () => {
  const { costs, parts } = slice(
    [50, 450],
    chunkOf(100, [[100, 1]], [["a", 100]]),
    chunkOf(300, [[300, 1]], [["b", 100]]),
  );
  assert.deepEqual(costs, { "(not sampled)": 200, "a": 100, "b": 100 });
  assert.deepEqual(parts, { ...NONE, cpu: 200, unsampled: 200 });
});

Deno.test("RequestSlice without any chunk is not sampled at all", () => {
  const { costs, parts } = slice([50, 450]);
  assert.deepEqual(costs, { "(not sampled)": 400 });
  assert.deepEqual(parts, { ...NONE, unsampled: 400 });
});

Deno.test("RequestSlice of no duration has no samples", () => {
  const { costs, parts } = slice([10, 10], chunkOf(0, [[0, 1]], [["a", 100]]));
  assert.deepEqual(costs, {});
  assert.deepEqual(parts, NONE);
});

Deno.test("RequestSlice gives the request its share of each line, and scales it like the samples", () => {
  const builder = new ProfileBuilder(0);
  const a = builder.node(0, app("a"));
  builder.sample(a, 100);
  builder.sample(a, 300);
  // A quarter of all that was seen of a() was on line 5, half on line 6.
  builder.line(a, 5, 100);
  builder.line(a, 6, 200);
  const timeline = timelineOf([[0, 1], [50, 2]]);
  const chunk = new Chunk({ profile: builder.build(), timeline, waits: [], from: 0, until: 400 });
  const { profile } = slice([0, 50], chunk);
  assert.deepEqual([...profile.lines!.lines], [5, 6]);
  assert.deepEqual([...profile.lines!.micros], [12.5, 25]);
});
