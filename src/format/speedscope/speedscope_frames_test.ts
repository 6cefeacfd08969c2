import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { speedscopeFrames } from "./speedscope_frames.ts";

Deno.test("speedscopeFrames() says where each function is", () => {
  const { frames } = speedscopeFrames(requestRecording().profile, "/srv/app");
  assert.deepEqual(frames.slice(0, 4), [
    { name: "(queued)" },
    { name: "dispatch", file: "hono@4.13.19/dist/compose.js", line: 18, col: 25 },
    { name: "handler", file: "main.ts", line: 12, col: 20 },
    { name: "(await) main.ts:15", file: "main.ts", line: 15, col: 9 },
  ]);
});

Deno.test("speedscopeFrames() tells anonymous functions apart by their names", () => {
  const builder = new ProfileBuilder(0);
  for (const url of ["file:///srv/a.ts", "file:///srv/sub/b.ts", "node:fs"]) {
    const frame = { name: "(anonymous)", url, line: 3, column: 0, kind: "app" } as const;
    builder.sample(builder.node(0, frame), 1);
  }
  const { frames } = speedscopeFrames(builder.build(), "");
  assert.deepEqual(frames.map(({ name }) => name), [
    "(anonymous) a.ts:3",
    "(anonymous) b.ts:3",
    "(anonymous) node:fs:3",
  ]);
});

Deno.test("speedscopeFrames() leaves out what is on no stack", () => {
  const builder = new ProfileBuilder(0);
  const frame = (name: string) => ({ name, url: "", line: 0, column: 0, kind: "engine" } as const);
  const unused = builder.node(0, frame("unused"));
  const caller = builder.node(0, frame("caller"));
  const leaf = builder.node(caller, frame("leaf"));
  builder.node(leaf, frame("deeper"));
  builder.sample(leaf, 1);
  const { frames, indexes } = speedscopeFrames(builder.build(), "");
  assert.deepEqual(frames, [{ name: "caller" }, { name: "leaf" }]);
  assert.deepEqual([indexes[caller], indexes[leaf], unused], [0, 1, 1]);
});
