// Which function a position is in, from the starts of those that were sampled.
import assert from "node:assert/strict";
import type { Frame } from "../model/profile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { FunctionStarts } from "./function_starts.ts";

const frame = (name: string, line: number, column = 1): Frame => ({
  name,
  url: "file:///app.ts",
  line,
  column,
  kind: "app",
});

function startsOf(...frames: Frame[]): FunctionStarts {
  const builder = new ProfileBuilder(0);
  for (const each of frames) builder.sample(builder.node(0, each), 1);
  const starts = new FunctionStarts();
  starts.learn(builder.build());
  return starts;
}

Deno.test("find() gives the last function of the name that starts at or before the position", () => {
  const starts = startsOf(frame("load", 30), frame("load", 10), frame("load", 10, 40));
  assert.equal(starts.find(frame("load", 12))?.column, 40);
  assert.equal(starts.find(frame("load", 10, 39))?.column, 1);
  assert.equal(starts.find(frame("load", 99))?.line, 30);
  assert.equal(starts.find(frame("load", 9)), undefined);
});

Deno.test("find() keeps names and scripts apart", () => {
  const starts = startsOf(frame("load", 10));
  assert.equal(starts.find(frame("save", 12)), undefined);
  assert.equal(starts.find({ ...frame("load", 12), url: "file:///other.ts" }), undefined);
});

Deno.test("learn() may see the same function again and again", () => {
  const starts = startsOf(frame("load", 10));
  const builder = new ProfileBuilder(0);
  builder.sample(builder.node(0, frame("load", 10)), 1);
  for (let i = 0; i < 3; i++) starts.learn(builder.build());
  assert.equal(starts.find(frame("load", 11))?.line, 10);
});
