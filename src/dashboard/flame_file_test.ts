import assert from "node:assert/strict";
import { readFlameFile } from "./client/flame_file.js";
import { profileOf } from "./client/flame_model_test_rig.ts";
import { encodeDiffFile, encodeFlameFile } from "./flame_file.ts";
import { flameFrame } from "./flame_frames.ts";

const LINKS = {
  title: "GET /",
  base: "/srv",
  sourceOf: () => "/source",
  editorOf: () => "",
  codeAt: () => "",
};

Deno.test("encodeFlameFile() is read back, neighbours of one stack as one run", () => {
  const profile = profileOf("a b 10", "a b 2.5", "a 1", "a b 4");
  const frames = profile.frames.map((frame) => flameFrame(frame, LINKS));
  const file = readFlameFile(encodeFlameFile(profile, frames, true).buffer);
  assert.deepEqual(file.frames, frames);
  assert.deepEqual(file.nodeFrame, profile.nodeFrame);
  assert.deepEqual(file.nodeParent, profile.nodeParent);
  assert.deepEqual(file.runNodes, Uint32Array.of(2, 1, 2));
  assert.deepEqual(file.runMicros, Float32Array.of(12.5, 1, 4));
  assert.equal(file.hasTime, true);
});

Deno.test("encodeDiffFile() is read back with both sides", () => {
  const { nodeFrame, nodeParent, frames } = profileOf("ä 10");
  const tree = {
    nodeFrame,
    nodeParent,
    before: Float64Array.of(0, 10),
    after: Float64Array.of(1, 2),
  };
  const shown = frames.map((frame) => flameFrame(frame, LINKS));
  const file = readFlameFile(encodeDiffFile(tree, shown).buffer);
  assert.deepEqual([file.before, file.after], [tree.before, tree.after]);
  assert.equal(file.runNodes.length, 0);
});

Deno.test("flameFrame() tells the markers of a slice apart", () => {
  const { frames } = profileOf(
    "(garbage_collector) 1",
    "(await) 1",
    "(queued) 1",
    "h:fetch 1",
    "r:run 1",
    "a 1",
  );
  const shown = frames.map((frame) => flameFrame(frame, LINKS));
  assert.deepEqual(shown.map(({ name, tint, package: of }) => [name, tint, of]), [
    ["GET /", "root", ""],
    ["(garbage collector)", "gc", ""],
    ["(await)", "wait", ""],
    ["(queued)", "queued", ""],
    ["fetch", "dependency", "hono"],
    ["run", "runtime", "runtime"],
    ["a", "app", ""],
  ]);
  assert.equal(shown.at(-1)!.place, "app.ts:1:1");
});
