import assert from "node:assert/strict";
import { FrameIndex } from "./frame_index.ts";
import type { Frame } from "./profile.ts";
import { ROOT } from "./profile_builder.ts";

const handler: Frame = { name: "handler", url: "file:///a.ts", line: 1, column: 2, kind: "app" };

Deno.test("FrameIndex gives equal frames one number", () => {
  const index = new FrameIndex();
  assert.deepEqual([ROOT, { ...ROOT }].map((frame) => index.number(frame)), [0, 0]);
  assert.deepEqual([handler, { ...handler }, handler].map((frame) => index.number(frame)), [
    1,
    1,
    1,
  ]);
  assert.equal(index.number({ ...handler, column: 3 }), 2);
  assert.deepEqual(index.frames, [ROOT, handler, { ...handler, column: 3 }]);
});

Deno.test("FrameIndex takes the number off a request that others queued behind", () => {
  const index = new FrameIndex();
  const behind = (name: string): Frame => ({ name, url: "", line: 0, column: 0, kind: "wait" });
  const names = ["(behind GET /x #6)", "(behind GET /x #12)", "(behind the profiler)"];
  for (const name of names) index.number(behind(name));
  const nested = behind("(behind background work of GET /x #7)");
  index.number(nested);
  index.number({ ...handler, name: "(behind GET /x #6)" });
  assert.deepEqual(index.frames.slice(1).map(({ name }) => name), [
    "(behind GET /x)",
    "(behind the profiler)",
    "(behind background work of GET /x)",
    "(behind GET /x #6)",
  ]);
});
