// What is interned, what is not, and that what comes out is a valid profile.
import assert from "node:assert/strict";
import { checkProfile, type Frame } from "./profile.ts";
import { ProfileBuilder, ROOT } from "./profile_builder.ts";

const A: Frame = { name: "a", url: "file:///app.ts", line: 1, column: 1, kind: "app" };
const B: Frame = { ...A, name: "b" };

Deno.test("ProfileBuilder has a root from the start", () => {
  const profile = new ProfileBuilder(42).build();
  checkProfile(profile);
  assert.deepEqual(profile.frames, [ROOT]);
  assert.deepEqual([...profile.nodeFrame], [0]);
  assert.deepEqual([...profile.nodeParent], [0]);
  assert.equal(profile.start, 42);
  assert.equal(profile.end, 42);
  assert.equal("lines" in profile, false);
});

Deno.test("node() returns the same node for the same frame below the same parent", () => {
  const builder = new ProfileBuilder(0);
  const a = builder.node(0, A);
  assert.equal(builder.node(0, { ...A }), a);
  assert.notEqual(builder.node(0, B), a);
  assert.notEqual(builder.node(a, A), a, "recursion");
  assert.equal(builder.build().nodeFrame.length, 4);
});

Deno.test("node() holds each distinct frame once, however many nodes use it", () => {
  const builder = new ProfileBuilder(0);
  const a = builder.node(0, A);
  builder.node(builder.node(a, B), { ...A });
  const { frames, nodeFrame, nodeParent } = builder.build();
  assert.deepEqual(frames, [ROOT, A, B]);
  assert.deepEqual([...nodeFrame], [0, 1, 2, 1]);
  assert.deepEqual([...nodeParent], [0, 0, 1, 2]);
});

Deno.test("node() tells frames apart by each of their members", () => {
  const builder = new ProfileBuilder(0);
  const others: Frame[] = [
    { ...A, name: "x" },
    { ...A, url: "file:///other.ts" },
    { ...A, line: 2 },
    { ...A, column: 2 },
    { ...A, kind: "dependency" },
    // The digits of line and column must not run together.
    { ...A, line: 11, column: 1 },
    { ...A, line: 1, column: 11 },
  ];
  const nodes = [A, ...others].map((frame) => builder.node(0, frame));
  assert.equal(new Set(nodes).size, nodes.length);
});

Deno.test("node() returns the root for the root's frame only below a parent, as any other", () => {
  const builder = new ProfileBuilder(0);
  assert.equal(builder.node(0, ROOT), 1);
  assert.deepEqual(builder.build().frames, [ROOT]);
});

Deno.test("sample() keeps order and adds the weights up to the end", () => {
  const builder = new ProfileBuilder(100);
  const a = builder.node(0, A);
  builder.sample(a, 5);
  builder.sample(0, 0);
  builder.sample(a, 2.5);
  const profile = builder.build();
  checkProfile(profile);
  assert.deepEqual([...profile.samples], [a, 0, a]);
  assert.deepEqual([...profile.weights], [5, 0, 2.5]);
  assert.equal(profile.end, 107.5);
});

Deno.test("line() adds up per line and build() orders by node, then line", () => {
  const builder = new ProfileBuilder(0);
  const a = builder.node(0, A);
  const b = builder.node(0, B);
  builder.line(b, 9, 1);
  builder.line(a, 10, 2);
  builder.line(a, 2, 3);
  builder.line(b, 9, 4);
  const { lines } = builder.build();
  assert.deepEqual([...lines!.nodes], [a, a, b]);
  assert.deepEqual([...lines!.lines], [2, 10, 9]);
  assert.deepEqual([...lines!.micros], [3, 2, 5]);
});
