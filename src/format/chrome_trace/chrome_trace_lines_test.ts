import assert from "node:assert/strict";
import { checkProfile, type Frame, type Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { sampledLineTimes } from "./chrome_trace_lines.ts";

const F: Frame = { name: "f", url: "file:///a.js", line: 3, column: 1, kind: "app" };
const NOWHERE: Frame = { ...F, name: "g", line: 0, column: 0 };
const NATIVE: Frame = { name: "sort", url: "", line: 0, column: 0, kind: "engine" };

/** [line, microseconds] of each row, for samples of 10, 20, 30, ... us below the root. */
function rows(frames: readonly Frame[], sampleLines: readonly number[]) {
  const builder = new ProfileBuilder(0);
  frames.forEach((frame, i) => builder.sample(builder.node(0, frame), 10 * (i + 1)));
  const profile = builder.build();
  const lines = sampledLineTimes(profile, sampleLines);
  checkProfile({ ...profile, ...(lines && { lines }) } as Profile);
  return lines && Array.from(lines.lines, (line, i) => [line, lines.micros[i]]);
}

Deno.test("sampledLineTimes() adds up the weights by line, in order", () => {
  assert.deepEqual(rows([F, F, F], [9, 5, 9]), [[5, 20], [9, 40]]);
});

Deno.test("sampledLineTimes() puts samples without a line on the function's own", () => {
  assert.deepEqual(rows([F, F, F, F], [9, 0, -1, 1.5]), [[3, 90], [9, 10]]);
  assert.deepEqual(rows([F, F], [9]), [[3, 20], [9, 10]]);
});

Deno.test("sampledLineTimes() leaves out nodes of which no line is known", () => {
  assert.deepEqual(rows([F, NOWHERE], [0, 7]), [[7, 20]]);
  assert.deepEqual(rows([F, F], [0, 2 ** 32]), undefined);
});

Deno.test("sampledLineTimes() gives lines to files only", () => {
  assert.deepEqual(rows([NATIVE, F], [5, 6]), [[6, 20]]);
  assert.deepEqual(rows([NOWHERE, NOWHERE], [8, 0]), [[8, 10]]);
});
