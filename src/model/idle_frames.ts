// Which frames mean that the thread waits for events.
import type { Frame, Profile } from "./profile.ts";

const IDLE: Frame = { name: "(idle)", url: "", line: 0, column: 0, kind: "engine" };

/**
 * 1 for each such frame. V8 says (idle) since Deno 2.9; before, a thread that waits is in the (program), which
 * otherwise is native work between two pieces of JavaScript.
 */
export function idleFrames(frames: readonly Frame[]): Uint8Array {
  const name = hasIdleFrame(frames) ? IDLE.name : "(program)";
  return Uint8Array.from(frames, (frame) => frame.name === name ? 1 : 0);
}

/** True for a profile of a V8 that says (idle). */
export function hasIdleFrame(frames: readonly Frame[]): boolean {
  return frames.some(({ name }) => name === IDLE.name);
}

/** A chunk of a V8 that says (idle) has none when the thread was busy all the time: its (program) is work. */
export function withIdleFrame(profile: Profile): Profile {
  return hasIdleFrame(profile.frames) ? profile : { ...profile, frames: [...profile.frames, IDLE] };
}
