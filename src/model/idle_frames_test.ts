import assert from "node:assert/strict";
import { idleFrames } from "./idle_frames.ts";
import type { Frame } from "./profile.ts";

const named = (name: string): Frame => ({ name, url: "", line: 0, column: 0, kind: "engine" });

Deno.test("idleFrames() takes (program) for idle only where V8 does not say (idle)", () => {
  const program = [named("(root)"), named("(program)"), named("work")];
  assert.deepEqual([...idleFrames(program)], [0, 1, 0]);
  assert.deepEqual([...idleFrames([...program, named("(idle)")])], [0, 0, 0, 1]);
});
