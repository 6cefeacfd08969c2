// Which samples lie in an interval, and which part of a function's time lies on which line.
import assert from "node:assert/strict";
import { Chunk, type Wait } from "./chunk.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import type { Profile } from "./profile.ts";

const NO_TIMELINE = { times: new Float64Array(0), owners: new Int32Array(0) };
const frame = (name: string) => ({ name, url: "", line: 0, column: 0, kind: "engine" as const });

function chunkOf(profile: Profile, waits: Wait[] = []): Chunk {
  const { start: from, end: until } = profile;
  return new Chunk({ profile, timeline: NO_TIMELINE, waits, from, until });
}

/** Samples at 1000, 1010, 1010 (of no weight), 1030 and 1060, until 1070. */
function fiveSamples(): Chunk {
  const builder = new ProfileBuilder(1000);
  const node = builder.node(0, frame("a"));
  for (const weight of [10, 0, 20, 30, 10]) builder.sample(node, weight);
  return chunkOf(builder.build());
}

Deno.test("samplesBetween() includes the first instant and excludes the last", () => {
  const chunk = fiveSamples();
  const between = (from: number, until: number) => [...chunk.samplesBetween(from, until)];
  assert.deepEqual(between(1000, 1070), [0, 1, 2, 3, 4]);
  assert.deepEqual(between(1010, 1030), [1, 2]);
  assert.deepEqual(between(1011, 1030), []);
  assert.deepEqual(between(1011, 1030.1), [3]);
  assert.deepEqual(between(1060, Infinity), [4]);
});

Deno.test("samplesBetween() is empty outside of the chunk and for an empty interval", () => {
  const chunk = fiveSamples();
  assert.deepEqual([...chunk.samplesBetween(0, 1000)], []);
  assert.deepEqual([...chunk.samplesBetween(1061, Infinity)], []);
  assert.deepEqual([...chunk.samplesBetween(1010, 1010)], []);
  const empty = chunkOf(new ProfileBuilder(5).build());
  assert.deepEqual([...empty.samplesBetween(-Infinity, Infinity)], []);
});

Deno.test("lineShares() are shares of the node's self time", () => {
  const builder = new ProfileBuilder(0);
  const a = builder.node(0, frame("a"));
  const b = builder.node(a, frame("b"));
  const c = builder.node(0, frame("c"));
  builder.sample(a, 30);
  builder.sample(b, 100);
  builder.sample(a, 10);
  builder.line(a, 5, 30);
  builder.line(a, 8, 10);
  // Half of what b took lies on no known line.
  builder.line(b, 20, 50);
  builder.line(c, 1, 0);
  const chunk = chunkOf(builder.build());
  assert.deepEqual([...chunk.lineShares(a)], [[5, 0.75], [8, 0.25]]);
  assert.deepEqual([...chunk.lineShares(b)], [[20, 0.5]]);
  assert.deepEqual([...chunk.lineShares(c)], [], "never on top of a stack");
  assert.deepEqual([...chunk.lineShares(0)], []);
});

Deno.test("lineShares() is empty for a profile without lines", () => {
  assert.deepEqual([...fiveSamples().lineShares(1)], []);
});

Deno.test("siteOf() knows a wait by its request and its exact end only", () => {
  const site = [frame("handler"), frame("(await)")];
  const waits = [
    { owner: 1, end: 30, site },
    { owner: 1, end: 40, site: site.slice(1) },
    { owner: 2, end: 30, site: [] },
  ];
  const chunk = chunkOf(new ProfileBuilder(0).build(), waits);
  assert.equal(chunk.siteOf(1, 30), site);
  assert.equal(chunk.siteOf(1, 40)!.length, 1);
  assert.deepEqual(chunk.siteOf(2, 30), []);
  assert.equal(chunk.siteOf(1, 30.001), undefined);
  assert.equal(chunk.siteOf(2, 40), undefined);
  assert.equal(chunk.siteOf(3, 30), undefined);
});

/** One sample of 10 us for each name, from 0 on. */
function chunkOfStacks(...names: string[]): Chunk {
  const builder = new ProfileBuilder(0);
  for (const name of names) builder.sample(builder.node(0, frame(name)), 10);
  return chunkOf(builder.build());
}

Deno.test("idleBetween() gives the stretches without work, as far as the samples in the interval tell", () => {
  const chunk = chunkOfStacks("work", "(idle)", "work", "(idle)", "(idle)", "work");
  const between = (from: number, until: number) => [...chunk.idleBetween(from, until)];
  assert.deepEqual(between(0, 60), [[10, 20], [30, 50]]);
  assert.deepEqual(between(0, 45), [[10, 20], [30, 45]], "not beyond the interval");
  assert.deepEqual(between(20, 30), []);
  assert.deepEqual(between(30, 40), [[30, 40]]);
  assert.deepEqual(between(50, Infinity), []);
  assert.deepEqual([...chunkOfStacks("work", "(idle)").idleBetween(0, 100)], [[10, 100]]);
});

Deno.test("idleBetween() takes (program) for idle only where V8 does not say (idle)", () => {
  const idle = (...names: string[]) => [...chunkOfStacks(...names).idleBetween(0, 40)];
  assert.deepEqual(idle("(program)", "work", "(program)", "work"), [[0, 10], [20, 30]]);
  assert.deepEqual(idle("(idle)", "work", "(program)", "work"), [[0, 10]]);
});
