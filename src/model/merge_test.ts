import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameIndex } from "./frame_index.ts";
import { ProfileMerger } from "./merge.ts";
import { checkProfile, type Frame, type Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

const FRAMES: readonly Frame[] = [
  { name: "handler", url: "file:///app.ts", line: 3, column: 5, kind: "app" },
  { name: "query", url: "file:///db.ts", line: 9, column: 1, kind: "app" },
  { name: "query", url: "file:///db.ts", line: 9, column: 20, kind: "app" },
  { name: "parse", url: "", line: 0, column: 0, kind: "engine" },
  { name: "(await)", url: "file:///app.ts", line: 4, column: 9, kind: "wait" },
  // Only its name tells it from the other native one.
  { name: "sort", url: "", line: 0, column: 0, kind: "engine" },
];

interface Tick {
  readonly stack: readonly number[];
  readonly micros: number;
  readonly line: number;
}

/** Whole microseconds, as V8 counts: their sums are exact, so equality can be strict. */
const ticks = fc.array(fc.record({
  stack: fc.array(fc.nat(FRAMES.length - 1), { maxLength: 6 }),
  micros: fc.nat(1e9),
  line: fc.nat(5),
}));

function profileOf(recorded: readonly Tick[]): Profile {
  const builder = new ProfileBuilder(1e6);
  for (const { stack, micros, line } of recorded) {
    const node = stack.reduce((parent, frame) => builder.node(parent, FRAMES[frame]!), 0);
    builder.sample(node, micros);
    if (line > 0) builder.line(node, line, micros);
  }
  return builder.build();
}

function merge(...profiles: readonly Profile[]): Profile {
  const merger = new ProfileMerger();
  for (const profile of profiles) merger.add(profile);
  return merger.build();
}

function stackOf(profile: Profile, node: number): string {
  const frame = profile.frames[profile.nodeFrame[node]!]!;
  const own = `${frame.name}@${frame.url}:${frame.line}:${frame.column}`;
  return node === 0 ? "" : `${stackOf(profile, profile.nodeParent[node]!)};${own}`;
}

/** stack -> self time, and "stack line n" -> its time; entries of 0 left out, sorted. */
function costs(...profiles: readonly Profile[]): [string, number][] {
  const sums = new Map<string, number>();
  function add(key: string, micros: number): void {
    if (micros > 0) sums.set(key, (sums.get(key) ?? 0) + micros);
  }
  for (const profile of profiles) {
    profile.samples.forEach((node, i) => add(stackOf(profile, node), profile.weights[i]!));
    profile.lines?.nodes.forEach((node, i) =>
      add(`${stackOf(profile, node)} line ${profile.lines!.lines[i]}`, profile.lines!.micros[i]!)
    );
  }
  return [...sums].sort(([a], [b]) => a < b ? -1 : 1);
}

Deno.test("ProfileMerger keeps every microsecond of every stack and line", () => {
  fc.assert(fc.property(fc.array(ticks, { maxLength: 4 }), (recordings) => {
    const profiles = recordings.map(profileOf);
    const merged = merge(...profiles);
    checkProfile(merged);
    assert.deepEqual(costs(merged), costs(...profiles));
    const total = profiles.reduce((sum, { start, end }) => sum + end - start, 0);
    assert.equal(merged.end - merged.start, total);
  }));
});

Deno.test("ProfileMerger is associative", () => {
  fc.assert(fc.property(ticks, ticks, ticks, (first, second, third) => {
    const [a, b, c] = [profileOf(first), profileOf(second), profileOf(third)];
    const [left, right] = [merge(merge(a, b), c), merge(a, merge(b, c))];
    assert.deepEqual(costs(left), costs(right));
    // Even node for node. (Their samples are as even as microseconds allow, each time anew.)
    assert.deepEqual({ ...left, samples: [], weights: [] }, { ...right, samples: [], weights: [] });
  }));
});

Deno.test("ProfileMerger does not care about order, to the last bit", () => {
  fc.assert(fc.property(ticks, ticks, ticks, (...recordings) => {
    const [a, b, c] = recordings.map(profileOf) as [Profile, Profile, Profile];
    assert.deepEqual(merge(a, b, c), merge(c, a, b));
  }));
});

Deno.test("ProfileMerger adds up what other threads have merged", () => {
  fc.assert(fc.property(ticks, ticks, ticks, (...recordings) => {
    const [a, b, c] = recordings.map(profileOf) as [Profile, Profile, Profile];
    const all = new FrameIndex();
    const sum = new ProfileMerger(all);
    for (const part of [[c], [b, a]]) {
      const frames = new FrameIndex();
      const merger = new ProfileMerger(frames);
      for (const profile of part) merger.add(profile);
      // Frames may have other numbers there.
      const numbers = Uint32Array.from(frames.frames, (frame) => all.number(frame));
      sum.addTree(structuredClone(merger.tree()), numbers);
    }
    assert.deepEqual(sum.build(), merge(a, b, c));
  }));
});

Deno.test("ProfileMerger rounds the running sum of fractions", () => {
  const builder = new ProfileBuilder(0);
  const node = builder.node(0, FRAMES[0]!);
  for (let i = 0; i < 9; i++) builder.sample(node, 1 / 3);
  builder.line(node, 4, 2.9);
  const merged = merge(builder.build());
  checkProfile(merged);
  assert.deepEqual([merged.end, merged.lines!.micros[0]], [3, 3]);
});

Deno.test("ProfileMerger adds up the waits behind requests of one name", () => {
  const names = ["(behind GET /x #6)", "(behind GET /x #71)", "(behind GET /y #8)"];
  const profiles = names.map((name) => {
    const builder = new ProfileBuilder(0);
    builder.sample(builder.node(0, { name, url: "", line: 0, column: 0, kind: "wait" }), 5);
    return builder.build();
  });
  assert.deepEqual(costs(merge(...profiles)), [
    [";(behind GET /x)@:0:0", 10],
    [";(behind GET /y)@:0:0", 5],
  ]);
});

Deno.test("ProfileMerger keeps the number of samples, in the order of a walk through the tree", () => {
  const profile = profileOf([
    { stack: [0], micros: 3, line: 3 },
    { stack: [1], micros: 2, line: 9 },
    { stack: [0, 1], micros: 1, line: 9 },
    { stack: [0], micros: 2, line: 3 },
    { stack: [2], micros: 0, line: 0 },
  ]);
  const merger = new ProfileMerger();
  merger.add(profile);
  merger.add(profile);
  const merged = merger.build();
  // Nodes are 1 = [0], 2 = [0, 1], 3 = [1], 4 = [2].
  assert.deepEqual([...merged.samples], [1, 1, 1, 1, 2, 2, 3, 3, 4, 4]);
  assert.deepEqual([...merged.weights], [2, 3, 2, 3, 1, 1, 2, 2, 0, 0]);
  assert.deepEqual([...merged.lines!.micros], [10, 2, 4]);
  assert.equal(merger.sampleCount, 10);
});

Deno.test("ProfileMerger makes a profile whose size depends on the tree, not on the number of samples", () => {
  const recorded = [60, 39, 1].flatMap((count, stack) =>
    Array.from({ length: count }, () => ({ stack: [stack], micros: 7, line: 0 }))
  );
  const merger = new ProfileMerger();
  for (let i = 0; i < 1000; i++) merger.add(profileOf(recorded));
  merger.add(profileOf([{ stack: [3], micros: 1, line: 0 }]));
  const merged = merger.build();
  const counts = [1, 2, 3, 4].map((node) =>
    merged.samples.filter((sample) => sample === node).length
  );
  // Sorted by place: parse() has none.
  assert.deepEqual(counts, [1, 6000, 3900, 100]);
  assert.equal(merged.end, 700_001);
  assert.equal(merger.sampleCount, 100_001);
});

Deno.test("ProfileMerger makes a valid profile of nothing", () => {
  const empty = merge();
  checkProfile(empty);
  assert.equal(empty.nodeFrame.length, 1);
  assert.equal(empty.end, 0);
});

Deno.test("ProfileMerger can go on after build(), which leaves earlier results alone", () => {
  const merger = new ProfileMerger();
  merger.add(profileOf([{ stack: [0], micros: 2, line: 0 }]));
  const early = merger.build();
  merger.add(profileOf([{ stack: [1], micros: 3, line: 0 }]));
  assert.equal(early.frames.length, 2);
  assert.equal(early.end, 2);
  assert.equal(merger.build().end, 5);
});
