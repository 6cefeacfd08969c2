import assert from "node:assert/strict";
import { idleFrames, withIdleFrame } from "./idle_frames.ts";
import type { Frame } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";

const named = (name: string): Frame => ({ name, url: "", line: 0, column: 0, kind: "engine" });

Deno.test("idleFrames() takes (program) for idle only where V8 does not say (idle)", () => {
  const program = [named("(root)"), named("(program)"), named("work")];
  assert.deepEqual([...idleFrames(program)], [0, 1, 0]);
  assert.deepEqual([...idleFrames([...program, named("(idle)")])], [0, 0, 0, 1]);
});

Deno.test("withIdleFrame() makes (program) work, and leaves all else as it is", () => {
  const builder = new ProfileBuilder(0);
  builder.sample(builder.node(0, named("(program)")), 5);
  const profile = builder.build();
  assert.deepEqual([...idleFrames(profile.frames)], [0, 1]);
  const complete = withIdleFrame(profile);
  assert.deepEqual([...idleFrames(complete.frames)], [0, 0, 1]);
  assert.deepEqual({ ...complete, frames: complete.frames.slice(0, 2) }, profile);
  assert.equal(withIdleFrame(complete), complete);
});
