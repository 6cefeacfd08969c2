// @ts-check
// Which frames are shown. Hiding a frame gives its time to its caller, grouping makes one frame of all those of
// a package; both are a new tree and a map from the nodes of the old one, so every view works on the result.
import { indices } from "./flame_columns.js";

/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_types.d.ts").FlameRules} FlameRules */
/** @typedef {import("./flame_types.d.ts").Tree} Tree */

const HIDDEN = -1;

/**
 * The frames to show, and for each of `frames` which of them it became: -1 = hidden. Frames from `firstGroup` on
 * stand for packages.
 * @type {(frames: readonly FlameFrame[], rules: FlameRules) => { frames: readonly FlameFrame[], places: Column, firstGroup: number }}
 */
export function shownFrames(frames, { isMine, isByPackage }) {
  const shown = [...frames];
  /** @type {Map<string, number>} */
  const groups = new Map();
  const places = indices(frames.length);
  frames.forEach((frame, index) => {
    if (isMine && isForeign(frame)) places[index] = HIDDEN;
    else if (isByPackage && frame.package !== "") places[index] = group(frame);
    else places[index] = index;
  });
  return { frames: shown, places, firstGroup: frames.length };

  /** @type {(frame: FlameFrame) => number} */
  function group({ package: name, tint }) {
    let place = groups.get(name);
    if (place === undefined) {
      place = shown.push({ name, place: "", tint, package: name, source: "", editor: "" }) - 1;
      groups.set(name, place);
    }
    return place;
  }
}

/** Waits, garbage collection and the root stay: they are no code of anybody. @type {(frame: FlameFrame) => boolean} */
function isForeign({ tint }) {
  return tint === "dependency" || tint === "runtime" || tint === "engine";
}

/**
 * The tree of shown frames and, for each node of `tree`, its node in it. Same frames below one node become one.
 * @type {(tree: Tree, places: Column, firstGroup: number) => Tree & { nodeOf: Column }}
 */
export function foldTree({ nodeFrame, nodeParent }, places, firstGroup) {
  const nodeOf = indices(nodeFrame.length);
  const frames = indices(nodeFrame.length);
  const parents = indices(nodeFrame.length);
  /** @type {Map<number, number>} */
  const known = new Map();
  frames[0] = places[nodeFrame[0]];
  let count = 1;
  for (let node = 1; node < nodeFrame.length; node++) {
    const parent = nodeOf[nodeParent[node]];
    const frame = places[nodeFrame[node]];
    const isSameGroup = frame >= firstGroup && frame === frames[parent];
    if (frame === HIDDEN || isSameGroup) {
      nodeOf[node] = parent;
      continue;
    }
    // Exact in doubles: nodes and frames are below 2^26 each.
    const key = parent * 0x4000000 + frame;
    let folded = known.get(key);
    if (folded === undefined) {
      folded = count++;
      known.set(key, folded);
      frames[folded] = frame;
      parents[folded] = parent;
    }
    nodeOf[node] = folded;
  }
  return { nodeFrame: frames.slice(0, count), nodeParent: parents.slice(0, count), nodeOf };
}
