import assert from "node:assert/strict";
import type { Frame, Profile } from "../profile.ts";
import { ProfileBuilder } from "../profile_builder.ts";
import { type DiffTree, diffTree, functionChanges } from "./diff_tree.ts";

function frame(name: string, line = 1, kind: Frame["kind"] = "app"): Frame {
  return { name, url: "file:///app.ts", line, column: 1, kind };
}

/** Stacks such as { "a b": 300 }, named frames from `lines` or on line 1. */
function profile(stacks: Record<string, number>, lines: Record<string, number> = {}): Profile {
  const builder = new ProfileBuilder(0);
  for (const [stack, micros] of Object.entries(stacks)) {
    const node = stack.split(" ").filter(Boolean).reduce((parent, name) => {
      return builder.node(parent, frame(name, lines[name] ?? 1));
    }, 0);
    builder.sample(node, micros);
  }
  return builder.build();
}

function stacksOf({ frames, nodeFrame, nodeParent, before, after }: DiffTree) {
  const stackOf = (node: number): string =>
    node === 0 ? "" : `${stackOf(nodeParent[node]!)} ${frames[nodeFrame[node]!]!.name}`.trim();
  const entries = Array.from(before, (micros, node) => {
    return [stackOf(node), [micros, after[node]!]] as const;
  });
  return Object.fromEntries(entries.filter(([, [a, b]]) => a + b > 0));
}

Deno.test("diffTree() has every stack of both sides once", () => {
  const diff = diffTree(
    profile({ "a b": 300, "a": 50, "gone": 7 }),
    profile({ "a b": 120, "a new": 30 }),
  );
  assert.deepEqual(stacksOf(diff), {
    "a b": [300, 120],
    "a": [50, 0],
    "gone": [7, 0],
    "a new": [0, 30],
  });
});

Deno.test("diffTree() keeps every microsecond of both sides", () => {
  const [before, after] = [profile({ "a b": 1.5, c: 2 }), profile({ "a b": 4, "d d d": 8 })];
  const diff = diffTree(before, after, { before: 1, after: 0.5 });
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  assert.equal(sum(diff.before), 3.5);
  assert.equal(sum(diff.after), 6);
});

Deno.test("diffTree() matches a function that an edit has moved to another line", () => {
  const diff = diffTree(
    profile({ "handler load": 100 }, { handler: 10, load: 20 }),
    profile({ "handler load": 40 }, { handler: 13, load: 26 }),
  );
  assert.deepEqual(stacksOf(diff), { "handler load": [100, 40] });
  assert.equal(diff.frames.find(({ name }) => name === "load")!.line, 26);
});

Deno.test("diffTree() of a profile with itself has no change", () => {
  const same = profile({ "a b": 10, "a c": 20, d: 5 });
  const diff = diffTree(same, same);
  assert.deepEqual(diff.before, diff.after);
  for (const { selfBefore, selfAfter } of functionChanges(diff)) {
    assert.equal(selfBefore, selfAfter);
  }
});

Deno.test("functionChanges() counts recursion once and sorts by the change of self time", () => {
  const changes = functionChanges(diffTree(
    profile({ "walk walk walk": 60, other: 10 }),
    profile({ "walk walk": 20, other: 90 }),
  ));
  assert.deepEqual(
    changes.map(({ frame: { name }, ...times }) => ({ name, ...times })),
    [
      { name: "other", selfBefore: 10, selfAfter: 90, totalBefore: 10, totalAfter: 90 },
      { name: "walk", selfBefore: 60, selfAfter: 20, totalBefore: 60, totalAfter: 20 },
    ],
  );
});
