// Which frames mean that the thread waits for events.
import type { Frame } from "./profile.ts";

/**
 * 1 for each such frame. V8 says (idle) since Deno 2.9; before, a thread that waits is in the (program), which
 * otherwise is native work between two pieces of JavaScript.
 */
export function idleFrames(frames: readonly Frame[]): Uint8Array {
  const name = frames.some((frame) => frame.name === "(idle)") ? "(idle)" : "(program)";
  return Uint8Array.from(frames, (frame) => frame.name === name ? 1 : 0);
}
