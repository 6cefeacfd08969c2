import assert from "node:assert/strict";
import fc from "fast-check";
import { checkProfile, type Frame, type Profile } from "../profile.ts";
import { ProfileBuilder, ROOT } from "../profile_builder.ts";
import { remapProfile } from "./remap.ts";

const FRAMES: readonly Frame[] = Array.from({ length: 6 }, (_, i) => (
  { name: `f${i}`, url: "file:///out.js", line: i + 1, column: 3, kind: "app" }
));

interface Tick {
  readonly stack: readonly number[];
  readonly micros: number;
  readonly line: number;
}

/** Any doubles as weights: what is kept must be kept to the last digit. */
const ticks = fc.array(fc.record({
  stack: fc.array(fc.nat(FRAMES.length - 1), { maxLength: 6 }),
  micros: fc.double({ min: 0, max: 1e9, noNaN: true }),
  line: fc.nat(5),
}));
/** frame -> the function it becomes, and line -> the line it becomes; some become equal. */
const functionByFrame = fc.array(fc.nat(3), { minLength: FRAMES.length, maxLength: FRAMES.length });
const lineByLine = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 6, maxLength: 6 });

function profileOf(recorded: readonly Tick[]): Profile {
  const builder = new ProfileBuilder(1e6 + 0.1);
  for (const { stack, micros, line } of recorded) {
    const node = stack.reduce((parent, frame) => builder.node(parent, FRAMES[frame]!), 0);
    builder.sample(node, micros);
    if (line > 0) builder.line(node, line, Math.floor(micros));
  }
  return builder.build();
}

function original(index: number): Frame {
  return { name: `source${index}`, url: "file:///in.ts", line: index, column: 1, kind: "app" };
}

/** targets[i] says which function FRAMES[i] becomes; the root stays. */
function remapTo(targets: readonly number[]): (frame: Frame) => Frame {
  return (frame) => frame.name === ROOT.name ? frame : original(targets[FRAMES.indexOf(frame)]!);
}

function frameOf({ frames, nodeFrame }: Profile, node: number): Frame {
  return frames[nodeFrame[node]!]!;
}

function stackOf(profile: Profile, node: number): Frame[] {
  if (node === 0) return [];
  return [...stackOf(profile, profile.nodeParent[node]!), frameOf(profile, node)];
}

Deno.test("remapProfile() keeps every sample, its time and its stack, frame by frame", () => {
  fc.assert(fc.property(ticks, functionByFrame, (recorded, targets) => {
    const before = profileOf(recorded);
    const frame = remapTo(targets);
    const after = remapProfile(before, { frame, line: (_, line) => line });
    checkProfile(after);
    assert.deepEqual(after.weights, before.weights);
    assert.deepEqual([after.start, after.end], [before.start, before.end]);
    before.samples.forEach((node, i) =>
      assert.deepEqual(stackOf(after, after.samples[i]!), stackOf(before, node).map(frame))
    );
  }));
});

Deno.test("remapProfile() gives a function the sum of the self times that became it", () => {
  fc.assert(fc.property(ticks, functionByFrame, (recorded, targets) => {
    const whole = recorded.map((tick) => ({ ...tick, micros: Math.floor(tick.micros) }));
    const frame = remapTo(targets);
    const after = remapProfile(profileOf(whole), { frame, line: (_, line) => line });
    const selfs = new Map<string, number>();
    after.samples.forEach((node, i) => {
      const { name } = frameOf(after, node);
      selfs.set(name, (selfs.get(name) ?? 0) + after.weights[i]!);
    });
    for (const [name, self] of selfs) {
      const own = whole.filter(({ stack }) =>
        name === (stack.length === 0 ? ROOT.name : `source${targets[stack.at(-1)!]}`)
      );
      assert.equal(self, own.reduce((sum, { micros }) => sum + micros, 0));
    }
  }));
});

Deno.test("remapProfile() leaves no two nodes with the same parent and frame", () => {
  fc.assert(fc.property(ticks, functionByFrame, (recorded, targets) => {
    const frame = remapTo(targets);
    const after = remapProfile(profileOf(recorded), { frame, line: (_, line) => line });
    const keys = Array.from(
      after.nodeFrame,
      (_, node) => `${after.nodeParent[node]} ${frameOf(after, node).name}`,
    );
    assert.equal(new Set(keys).size, keys.length);
    const names = after.frames.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  }));
});

Deno.test("remapProfile() keeps the time of lines, added up where lines became equal", () => {
  fc.assert(fc.property(ticks, functionByFrame, lineByLine, (recorded, targets, newLines) => {
    const remapping = {
      frame: remapTo(targets),
      line: (_: Frame, line: number) => newLines[line]!,
    };
    const after = remapProfile(profileOf(recorded), remapping);
    checkProfile(after);
    const sums = new Map<string, number>();
    for (const { stack, line, micros } of recorded) {
      if (line === 0) continue;
      const key = `${stack.map((frame) => targets[frame])} ${newLines[line]}`;
      sums.set(key, (sums.get(key) ?? 0) + Math.floor(micros));
    }
    const { nodes = [], lines = [], micros = [] } = after.lines ?? {};
    const found = Array.from(nodes, (node, i): [string, number] => {
      const stack = stackOf(after, node).map(({ line }) => line);
      return [`${stack} ${lines[i]}`, micros[i]!];
    });
    assert.deepEqual(new Map(found), sums);
    assert.equal(found.length, sums.size);
  }));
});

Deno.test("remapProfile() asks for a line with the frame as it was", () => {
  const before = profileOf([{ stack: [2], micros: 5, line: 4 }]);
  const asked: [string, number][] = [];
  const after = remapProfile(before, {
    frame: () => original(1),
    line: (frame, line) => asked.push([frame.name, line]) + 8,
  });
  assert.deepEqual(asked, [["f2", 4]]);
  assert.deepEqual([...after.lines!.lines], [9]);
});

Deno.test("remapProfile() keeps the root and a profile without lines", () => {
  const before = profileOf([{ stack: [], micros: 5, line: 0 }]);
  const after = remapProfile(before, { frame: () => original(1), line: (_, line) => line });
  assert.deepEqual(frameOf(after, 0), ROOT);
  assert.equal(after.lines, undefined);
  assert.equal(after.end, before.end);
});
