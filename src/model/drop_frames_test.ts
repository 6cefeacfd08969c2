// Frames go, time stays: with the nearest caller, or with a frame for the profiler where there is none.
import assert from "node:assert/strict";
import { dropFrames, type Fate } from "./drop_frames.ts";
import { checkProfile, type Frame, type FrameKind, type Profile } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

const app = (name: string): Frame => frameOf(name, "app");
const runtime = (name: string): Frame => frameOf(name, "runtime");

function frameOf(name: string, kind: FrameKind): Frame {
  return { name, url: `file:///${kind}.ts`, line: 1, column: 1, kind };
}

/** One sample of 10 us per stack, outermost frame first. */
function profileOf(...stacks: Frame[][]): Profile {
  const builder = new ProfileBuilder(500);
  for (const stack of stacks) {
    builder.sample(stack.reduce((parent, frame) => builder.node(parent, frame), 0), 10);
  }
  return builder.build();
}

/** The stack of each sample, outermost frame first. */
function stacksOf({ samples, nodeFrame, nodeParent, frames }: Profile): string[] {
  return Array.from(samples, (top) => {
    const names: string[] = [];
    for (let node = top; node > 0; node = nodeParent[node]!) {
      names.unshift(frames[nodeFrame[node]!]!.name);
    }
    return names.join(" ");
  });
}

/** Frames named "agent..." are dropped, "entry" is an entry. */
function fateOf({ name }: Frame): Fate {
  if (name === "entry") return "entry";
  return name.startsWith("agent") ? "drop" : "keep";
}

function dropped(...stacks: Frame[][]): string[] {
  const profile = dropFrames(profileOf(...stacks), fateOf);
  checkProfile(profile);
  return stacksOf(profile);
}

Deno.test("dropFrames() returns the same profile when everything is kept", () => {
  const profile = profileOf([app("a"), runtime("r")]);
  assert.equal(dropFrames(profile, fateOf), profile);
});

Deno.test("dropFrames() gives the time to the nearest caller that stays", () => {
  const [a, b, agent, agent2] = ["a", "b", "agent", "agent2"].map(app) as [
    Frame,
    Frame,
    Frame,
    Frame,
  ];
  assert.deepEqual(
    dropped([a, agent], [a, agent, agent2], [agent], [a, agent, b], [a, agent, b, agent]),
    ["a", "a", "(profiler)", "a b", "a b"],
  );
});

Deno.test("dropFrames() takes the runtime frames along that a dropped frame calls", () => {
  assert.deepEqual(
    dropped(
      [app("a"), app("agent"), runtime("write")],
      [app("a"), runtime("read")],
      [app("a"), app("agent"), app("b"), runtime("read")],
    ),
    ["a", "a read", "a b read"],
  );
});

Deno.test("dropFrames() drops the callers of an entry as well", () => {
  const outer = [runtime("loop"), app("agent"), app("entry")];
  assert.deepEqual(
    dropped([...outer, app("a"), app("b")], outer, [runtime("loop")]),
    ["a b", "(profiler)", "loop"],
  );
});

Deno.test("dropFrames() keeps the root, whatever becomes of its frame", () => {
  const profile = dropFrames(profileOf([app("a")]), () => "drop");
  checkProfile(profile);
  assert.deepEqual(stacksOf(profile), ["(profiler)"]);
});

Deno.test("dropFrames() keeps number, order and weights of the samples", () => {
  const before = profileOf([app("a")], [app("agent")], [app("a"), app("agent")]);
  const after = dropFrames(before, fateOf);
  assert.deepEqual(after.weights, before.weights);
  assert.equal(after.start, before.start);
  assert.equal(after.end, before.end);
  assert.equal(after.samples.length, 3);
});

Deno.test("dropFrames() keeps the lines of frames that stay, and no others", () => {
  const builder = new ProfileBuilder(0);
  const agent = builder.node(0, app("agent"));
  const a = builder.node(agent, app("a"));
  const inner = builder.node(a, app("agent"));
  const b = builder.node(inner, app("b"));
  for (const [node, line] of [[agent, 1], [a, 20], [inner, 3], [b, 40], [b, 41]] as const) {
    builder.sample(node, 10);
    builder.line(node, line, 5);
  }
  const after = dropFrames(builder.build(), fateOf);
  checkProfile(after);
  const { nodes, lines, micros } = after.lines!;
  const names = Array.from(nodes, (node) => after.frames[after.nodeFrame[node]!]!.name);
  assert.deepEqual(names, ["a", "b", "b"]);
  assert.deepEqual([...lines], [20, 40, 41]);
  assert.deepEqual([...micros], [5, 5, 5]);
});
