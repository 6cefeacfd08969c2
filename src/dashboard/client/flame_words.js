// @ts-check
// Boxes and rows in words: tooltips, the line below the graph and what screen readers hear.
import { boxPath, rowOf } from "./flame_boxes.js";
import { formatMicros, formatShare } from "./format_time.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */

/**
 * The lines that say all about one box: its name first.
 * @type {(boxes: Boxes, frames: readonly FlameFrame[], box: number) => string[]}
 */
export function boxLines(boxes, frames, box) {
  const frame = /** @type {FlameFrame} */ (frames[boxes.frame[box]]);
  const lines = [frame.name];
  const owner = frame.tint === "wait" ? waiter(boxes, frames, box) : "";
  if (owner) lines.push(`${owner} waits here`);
  if (frame.place) lines.push(frame.place);
  return [...lines, boxTimes(boxes, box)];
}

/** "total 12.3 ms (20.1 %), self 3.20 ms, waiting 1.00 ms" @type {(boxes: Boxes, box: number) => string} */
export function boxTimes(boxes, box) {
  const { before, after, wait } = boxes.sums;
  if (before && after) return changeText(before[box], after[box]);
  const parts = [
    `total ${formatMicros(boxes.width[box])} (${formatShare(boxes.width[box], boxes.total)})`,
  ];
  if (boxes.self[box] > 0) parts.push(`self ${formatMicros(boxes.self[box])}`);
  if (wait && wait[box] > 0) parts.push(`waiting ${formatMicros(wait[box])}`);
  if (boxes.grain > 0) parts.push(`steps of ${formatMicros(boxes.grain)}, zoom in for more`);
  return parts.join(", ");
}

/** "before 12.3 ms, after 10.1 ms: 2.20 ms less" @type {(before: number, after: number) => string} */
export function changeText(before, after) {
  const change = Math.abs(after - before);
  const words = formatMicros(change) === "0 ms"
    ? "no change"
    : `${formatMicros(change)} ${after > before ? "more" : "less"}`;
  return `before ${formatMicros(before)}, after ${formatMicros(after)}: ${words}`;
}

/** The stack of a box as text, the innermost function first. @type {(boxes: Boxes, frames: readonly FlameFrame[], box: number) => string} */
export function stackText(boxes, frames, box) {
  const path = boxPath(boxes, box);
  // Callers of a sandwich hang on what they call.
  if (rowOf(boxes, box) < boxes.baseRow) path.reverse();
  return path.map((at) => /** @type {FlameFrame} */ (frames[boxes.frame[at]]))
    .filter(({ tint }) => tint !== "root")
    .map(({ name, place }) => place === "" ? `at ${name}` : `at ${name} (${place})`)
    .join("\n");
}

/** @type {(boxes: Boxes, frames: readonly FlameFrame[], box: number) => string} */
function waiter(boxes, frames, box) {
  const above = boxes.parent[box];
  const frame = above < 0 ? undefined : frames[boxes.frame[above]];
  return frame && frame.tint !== "root" ? frame.name : "";
}
