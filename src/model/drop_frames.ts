// Takes frames out of the stacks, as if their callers had done the work themselves.
import type { Frame, Profile } from "./profile.ts";

/** What becomes of a frame: "drop" it, or drop it with all its callers: it is the "entry" to the app. */
export type Fate = "keep" | "drop" | "entry";

/** Own time of dropped frames that nobody called. */
const STAND_IN: Frame = { name: "(profiler)", url: "", line: 0, column: 0, kind: "engine" };
const STAND_IN_NODE = 1;

/**
 * Removes frames, together with runtime frames that they call directly. Their time goes to the nearest
 * caller that stays, else to a frame "(profiler)". Samples keep their number and order.
 */
export function dropFrames(profile: Profile, fateOf: (frame: Frame) => Fate): Profile {
  const { frames, nodeFrame, nodeParent, samples, weights, start, end } = profile;
  const fates = frames.map(fateOf);
  if (fates.every((fate) => fate === "keep")) return profile;
  const isGone = new Uint8Array(nodeFrame.length);
  const kept = new Uint32Array(nodeFrame.length);
  const parents = [0, 0];
  const keptFrames = [nodeFrame[0]!, frames.length];
  for (let node = 1; node < nodeFrame.length; node++) {
    const parent = nodeParent[node]!;
    const frame = nodeFrame[node]!;
    const isCalledByDropped = isGone[parent] === 1 && frames[frame]!.kind === "runtime";
    if (fates[frame] !== "keep" || isCalledByDropped) {
      isGone[node] = 1;
      kept[node] = fates[frame] === "entry" ? 0 : kept[parent]!;
    } else {
      kept[node] = keptFrames.push(frame) - 1;
      parents.push(kept[parent]!);
    }
  }
  return {
    frames: [...frames, STAND_IN],
    nodeFrame: Uint32Array.from(keptFrames),
    nodeParent: Uint32Array.from(parents),
    samples: samples.map((node) => kept[node]! || (isGone[node] === 1 ? STAND_IN_NODE : 0)),
    weights,
    ...(profile.lines && { lines: keptLines(profile.lines, isGone, kept) }),
    start,
    end,
  };
}

/** A dropped frame's lines are lines of another file: they go, and the caller's own line stands for them. */
function keptLines(
  lines: NonNullable<Profile["lines"]>,
  isGone: Uint8Array,
  kept: Uint32Array,
): NonNullable<Profile["lines"]> {
  const rows = [...lines.nodes.keys()].filter((row) => isGone[lines.nodes[row]!] === 0);
  return {
    nodes: Uint32Array.from(rows, (row) => kept[lines.nodes[row]!]!),
    lines: Uint32Array.from(rows, (row) => lines.lines[row]!),
    micros: Float64Array.from(rows, (row) => lines.micros[row]!),
  };
}
