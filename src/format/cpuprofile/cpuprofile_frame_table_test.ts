import assert from "node:assert/strict";
import { ROOT } from "../../model/profile_builder.ts";
import { FrameTable } from "./cpuprofile_frame_table.ts";

const callFrame = {
  functionName: "f",
  scriptId: "7",
  url: "file:///a.ts",
  lineNumber: 1,
  columnNumber: 1,
};

Deno.test("FrameTable holds a frame once, from whatever members it was read", () => {
  const table = new FrameTable();
  const add = (members: Record<string, unknown>): number => (
    table.add({ callFrame: { ...callFrame, ...members } }, () => "")
  );
  assert.deepEqual([add({}), add({}), add({ scriptId: 8 }), add({ lineNumber: "1" })], [
    1,
    1,
    1,
    1,
  ]);
  assert.deepEqual([add({ columnNumber: 2 }), add({ functionName: "(root)", url: "" })], [2, 0]);
  const f = { name: "f", url: "file:///a.ts", line: 2, column: 2, kind: "app" } as const;
  assert.deepEqual(table.frames, [ROOT, f, { ...f, column: 3 }]);
  assert.equal(table.indexOf({ ...f }), 1);
});
