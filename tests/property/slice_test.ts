// The laws of slicing (DESIGN.md, section 4), for random recordings: what a request's profile may and may
// not hold, judged by a second, slow way to look at the same recording.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Chunk, type Wait } from "../../src/model/chunk.ts";
import { checkProfile, type Frame, type Micros, type Profile } from "../../src/model/profile.ts";
import { ProfileBuilder } from "../../src/model/profile_builder.ts";
import { type Parts, RequestSlice } from "../../src/model/slice.ts";
import { cutTimeline, NOBODY, PROFILER, type Timeline } from "../../src/model/timeline.ts";

const REQUESTS = [1, 2, 3];
const GC = "(garbage collector)";

interface Recording {
  readonly profile: Profile;
  readonly timeline: Timeline;
  readonly waits: readonly Wait[];
}

const app = (name: string, kind: Frame["kind"] = "app"): Frame => (
  { name, url: "file:///app.ts", line: 1, column: 1, kind }
);

/** Steps of nobody, the profiler and three requests; they may share an instant. */
const steps = fc.array(
  fc.record({
    micros: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 30 })),
    owner: fc.constantFrom(NOBODY, NOBODY, PROFILER, ...REQUESTS),
    hasSite: fc.boolean(),
  }),
  { maxLength: 40, size: "max" },
);

/** What is on the stack besides the owner's own frame, and for how long. */
const samples = fc.array(
  fc.record({
    names: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
    weight: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 20 })),
    isGc: fc.integer({ min: 0, max: 6 }).map((n) => n === 0),
    lines: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        maxLength: 2,
      },
    ),
  }),
  { minLength: 1, maxLength: 80, size: "max" },
);

/** Every stack says for whom it ran when it was sampled. */
const recording: fc.Arbitrary<Recording> = fc.record({
  start: fc.integer({ min: 0, max: 1500 }),
  steps,
  samples,
}).map(({ start, steps, samples }) => {
  let time = 800;
  const timeline = {
    times: Float64Array.from(steps, ({ micros }) => time += micros),
    owners: Int32Array.from(steps, ({ owner }) => owner),
  };
  const waits = steps.flatMap(({ owner, hasSite }, i) =>
    hasSite ? [{ owner, end: timeline.times[i]!, site: siteOf(owner) }] : []
  );
  const builder = new ProfileBuilder(start);
  let at = start;
  for (const { names, weight, isGc, lines } of samples) {
    const stack = isGc ? [GC] : stackOf(ownerAt(timeline, at), names);
    const node = stack.reduce((parent, name) => builder.node(parent, app(name)), 0);
    builder.sample(node, weight);
    const shares = lines.reduce((sum, [, share]) => sum + share, 0);
    for (const [line, share] of lines) builder.line(node, line, weight * share / (shares || 1));
    at += weight;
  }
  return { profile: builder.build(), timeline, waits };
});

function stackOf(owner: number, names: readonly string[]): string[] {
  if (owner === NOBODY && names.length < 2) return ["(idle)"];
  return [`owner ${owner}`, ...names];
}

function siteOf(owner: number): Frame[] {
  return [app(`owner ${owner}`), app("(await)", "wait")];
}

/** By definition, without searching. */
function ownerAt({ times, owners }: Timeline, time: Micros): number {
  let owner = NOBODY;
  for (let i = 0; i < times.length; i++) if (times[i]! <= time) owner = owners[i]!;
  return owner;
}

/** Where a request lies: it may begin before the recording, end behind it, or take no time. */
const window = fc.tuple(fc.integer({ min: 500, max: 4000 }), fc.integer({ min: 0, max: 6000 }))
  .map(([start, micros]) => ({ start, end: start + micros }));

interface Window {
  readonly start: Micros;
  readonly end: Micros;
}

function wholeChunk({ profile, timeline, waits }: Recording): Chunk {
  return new Chunk({ profile, timeline, waits, from: profile.start, until: profile.end });
}

/** As the session does it: a chunk is cut at the request's end only when it covers that end. */
function slice(chunks: readonly Chunk[], id: number, { start, end }: Window) {
  const request = new RequestSlice(id, start, (owner) => `queued behind ${owner}`);
  for (const chunk of chunks) request.advance(chunk, chunk.until >= end ? end : undefined);
  const sliced = request.finish(end);
  checkProfile(sliced.profile);
  return sliced;
}

interface StackSample {
  readonly stack: string;
  readonly weight: Micros;
}

function stackSamples({ samples, weights, nodeFrame, nodeParent, frames }: Profile): StackSample[] {
  return Array.from(samples, (top, i) => {
    const names: string[] = [];
    for (let node = top; node > 0; node = nodeParent[node]!) {
      names.unshift(frames[nodeFrame[node]!]!.name);
    }
    return { stack: names.join(" "), weight: weights[i]! };
  });
}

/** Frames that the slice adds; everything else was sampled. */
function isMade(stack: string): boolean {
  return /\(queued\)|\(await\)$|^\(not sampled\)$/.test(stack);
}

function sumWhere(profile: Profile, isWanted: (stack: string) => boolean): Micros {
  return stackSamples(profile).reduce(
    (sum, { stack, weight }) => isWanted(stack) ? sum + weight : sum,
    0,
  );
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-3, `${what}: ${actual} instead of ${expected}`);
}

const total = ({ cpu, gc, wait, queued, unsampled }: Parts): Micros =>
  cpu + gc + wait + queued + unsampled;

/** The overlap of a request's window with the steps in which it owned the thread. */
function ownedTime({ profile, timeline }: Recording, id: number, { start, end }: Window): Micros {
  let owned = 0;
  for (let i = 0; i < timeline.times.length; i++) {
    if (timeline.owners[i] !== id) continue;
    const from = Math.max(timeline.times[i]!, start, profile.start);
    const until = Math.min(timeline.times[i + 1] ?? Infinity, end, profile.end);
    owned += Math.max(0, until - from);
  }
  return owned;
}

/** The samples taken while the request ran, in order; collections hang under its stack before. */
function ownSamples(
  { profile, timeline }: Recording,
  id: number,
  { start, end }: Window,
): StackSample[] {
  const own: StackSample[] = [];
  let at = profile.start;
  let last = "";
  for (const { stack, weight } of stackSamples(profile)) {
    if (at >= start && at < Math.min(end, profile.end) && ownerAt(timeline, at) === id) {
      if (stack !== GC) last = stack;
      own.push({ stack: stack === GC ? `${last} ${GC}`.trim() : stack, weight });
    }
    at += weight;
  }
  return own;
}

Deno.test("RequestSlice covers exactly the wall time of the request", () => {
  fc.assert(
    fc.property(recording, window, fc.constantFrom(...REQUESTS), (recording, window, id) => {
      const { profile, parts } = slice([wholeChunk(recording)], id, window);
      near(profile.start, window.start, "start");
      near(profile.end, window.end, "end");
      near(total(parts), window.end - window.start, "sum of the parts");
      for (const [name, micros] of Object.entries(parts)) {
        assert.ok(micros >= -1e-9, `${name} is ${micros}`);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RequestSlice has the same parts in its profile as in its numbers", () => {
  fc.assert(
    fc.property(recording, window, fc.constantFrom(...REQUESTS), (recording, window, id) => {
      const { profile, parts } = slice([wholeChunk(recording)], id, window);
      near(sumWhere(profile, (stack) => stack.endsWith("(await)")), parts.wait, "wait");
      near(sumWhere(profile, (stack) => stack.includes("(queued)")), parts.queued, "queued");
      near(sumWhere(profile, (stack) => stack.endsWith(GC)), parts.gc, "gc");
      const sampled = sumWhere(profile, (stack) => !isMade(stack));
      assert.ok(Math.abs(sampled - parts.cpu - parts.gc) < 1e-3 || sampled === 0);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RequestSlice of all owners adds up to the owned time of the recording", () => {
  fc.assert(
    fc.property(recording, window, (recording, window) => {
      for (const id of REQUESTS) {
        const { cpu, gc } = slice([wholeChunk(recording)], id, window).parts;
        near(cpu + gc, ownedTime(recording, id, window), `owned by ${id}`);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RequestSlice never shows a stack that was sampled while somebody else ran", () => {
  fc.assert(
    fc.property(recording, window, (recording, window) => {
      for (const id of REQUESTS) {
        const { profile } = slice([wholeChunk(recording)], id, window);
        for (const { name } of profile.frames) {
          if (/^owner |^\(idle\)$/.test(name)) assert.equal(name, `owner ${id}`);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RequestSlice keeps the request's samples in order, in proportion, and scaled to its CPU", () => {
  fc.assert(
    fc.property(recording, window, fc.constantFrom(...REQUESTS), (recording, window, id) => {
      const { profile, parts } = slice([wholeChunk(recording)], id, window);
      const expected = ownSamples(recording, id, window);
      const actual = stackSamples(profile).filter(({ stack }) => !isMade(stack));
      assert.deepEqual(actual.map(({ stack }) => stack), expected.map(({ stack }) => stack));
      const sampled = expected.reduce((sum, { weight }) => sum + weight, 0);
      if (sampled === 0) return;
      const scale = (parts.cpu + parts.gc) / sampled;
      actual.forEach(({ weight }, i) => near(weight, expected[i]!.weight * scale, `sample ${i}`));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RequestSlice gives no node more line time than self time", () => {
  let lineCount = 0;
  fc.assert(
    fc.property(recording, window, fc.constantFrom(...REQUESTS), (recording, window, id) => {
      const { samples, weights, nodeFrame, lines } =
        slice([wholeChunk(recording)], id, window).profile;
      const rest = new Float64Array(nodeFrame.length);
      samples.forEach((node, i) => rest[node]! += weights[i]!);
      lines?.nodes.forEach((node, i) => rest[node]! -= lines.micros[i]!);
      lineCount += lines?.nodes.length ?? 0;
      rest.forEach((micros, node) => assert.ok(micros > -1e-3, `node ${node}: ${micros} us`));
    }),
    { numRuns: 1000 },
  );
  assert.ok(lineCount > 1000, `only ${lineCount} lines were looked at`);
});

/** The recording in windows [from, until): all see all samples, and the timeline as the session cuts it. */
function cutAt({ profile, timeline, waits }: Recording, cuts: readonly Micros[]): Chunk[] {
  let rest = timeline;
  const untils = [...cuts.toSorted((a, b) => a - b), profile.end];
  return untils.map((until, i) => {
    const from = untils[i - 1] ?? profile.start;
    const [covered, later] = cutTimeline(rest, until);
    rest = later;
    return new Chunk({ profile, timeline: covered, waits, from, until });
  });
}

const cuts = (count: number) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: count,
  });

function instants({ start, end }: Profile, shares: readonly number[]): Micros[] {
  return shares.map((share) => start + share * (end - start));
}

function assertSameSlice(
  actual: { profile: Profile; parts: Parts },
  expected: { profile: Profile; parts: Parts },
): void {
  for (const part of ["cpu", "gc", "unsampled"] as const) {
    near(actual.parts[part], expected.parts[part], part);
  }
  const gap = ({ wait, queued }: Parts): Micros => wait + queued;
  near(gap(actual.parts), gap(expected.parts), "wait + queued");
  // A sample of no weight may lie exactly on a cut: then it is in neither chunk.
  const own = ({ profile }: { profile: Profile }): StackSample[] =>
    stackSamples(profile).filter(({ stack, weight }) => !isMade(stack) && weight > 0);
  const expectedOwn = own(expected);
  assert.deepEqual(own(actual).map(({ stack }) => stack), expectedOwn.map(({ stack }) => stack));
  own(actual).forEach(({ stack, weight }, i) => near(weight, expectedOwn[i]!.weight, stack));
}

Deno.test("RequestSlice is the same however the recording is cut into chunks", () => {
  fc.assert(
    fc.property(recording, window, cuts(6), (recording, window, shares) => {
      const chunks = cutAt(recording, instants(recording.profile, shares));
      for (const id of REQUESTS) {
        const expected = slice([wholeChunk(recording)], id, window);
        assertSameSlice(slice(chunks, id, window), expected);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("RequestSlice tells wait from queueing alike however the recording is cut into chunks", () => {
  fc.assert(
    fc.property(recording, window, cuts(6), (recording, window, shares) => {
      const chunks = cutAt(recording, instants(recording.profile, shares));
      for (const id of REQUESTS) {
        const expected = slice([wholeChunk(recording)], id, window).parts;
        const { wait, queued } = slice(chunks, id, window).parts;
        near(wait, expected.wait, "wait");
        near(queued, expected.queued, "queued");
      }
    }),
    { numRuns: 1000 },
  );
});

/**
 * Chunks as V8 makes them: each has samples of its own, beginning `overlap` before the end of the one before.
 * Cut at sample instants: elsewhere the last weight of a chunk would be cut, too.
 */
function overlappingChunks(
  { profile, timeline, waits }: Recording,
  cuts: readonly number[],
  overlap: number,
): Chunk[] {
  const { samples, weights, start } = profile;
  const times: Micros[] = [start];
  for (const weight of weights) times.push(times.at(-1)! + weight);
  const ends = [...new Set(cuts.map((share) => Math.floor(share * samples.length)))]
    .sort((a, b) => a - b);
  let rest = timeline;
  let previous = 0;
  return [...ends, samples.length].map((end) => {
    const first = Math.max(0, previous - overlap);
    const part = {
      ...profile,
      samples: samples.slice(first, end),
      weights: weights.slice(first, end),
      start: times[first]!,
      end: times[end]!,
    };
    const [covered, later] = cutTimeline(rest, part.end);
    rest = later;
    const from = times[previous]!;
    previous = end;
    return new Chunk({ profile: part, timeline: covered, waits, from, until: part.end });
  });
}

Deno.test("RequestSlice is the same for overlapping chunks, each with samples of its own", () => {
  fc.assert(
    fc.property(recording, window, cuts(6), fc.nat(5), (recording, window, shares, overlap) => {
      const chunks = overlappingChunks(recording, shares, overlap);
      for (const id of REQUESTS) {
        const expected = slice([wholeChunk(recording)], id, window);
        assertSameSlice(slice(chunks, id, window), expected);
      }
    }),
    { numRuns: 1000 },
  );
});
