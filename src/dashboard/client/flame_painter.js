// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// Draws boxes on a canvas: only the visible ones, and of those that share a pixel only the first.
import { firstEndingAfter, rowCount } from "./flame_boxes.js";
import { rulerTicks, tickLabel } from "./flame_ruler.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_theme.js").FlameTheme} FlameTheme */

/**
 * @typedef {object} Scene What is on the canvas. Lengths in CSS pixels, times in microseconds.
 * @property {Boxes} boxes
 * @property {readonly FlameFrame[]} frames
 * @property {FlameTheme} theme
 * @property {number} from
 * @property {number} to
 * @property {number} scrollTop
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array | null} matches by frame
 * @property {number} selected a box, -1 = none
 * @property {number} hovered a box, -1 = none
 */

export const ROW_PX = 20;
export const RULER_PX = 22;
/** Narrower boxes get no text. */
const MIN_TEXT_PX = 26;
/** Boxes that end closer to the box before are left out: nobody can tell them apart. */
const MIN_STEP_PX = 1;
const MAX_LETTERS = 400;
const FONT = '12px system-ui, -apple-system, "Segoe UI", sans-serif';
const SMALL_FONT = '11px system-ui, -apple-system, "Segoe UI", sans-serif';

/**
 * Paints the boxes from `firstRow` on and returns the row to go on with, -1 when it is done. A million boxes take
 * longer than the page may stand still, so it stops at `deadline`, an instant of performance.now().
 * @type {(context: CanvasRenderingContext2D, scene: Scene, firstRow: number, deadline: number) => number}
 */
export function paintBoxes(context, scene, firstRow, deadline) {
  const { boxes, theme, scrollTop, width, height } = scene;
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const first = Math.max(0, Math.floor(scrollTop / ROW_PX), firstRow);
  const last = Math.min(rowCount(boxes) - 1, Math.floor((scrollTop + height - RULER_PX) / ROW_PX));
  for (let row = first; row <= last; row++) {
    context.fillStyle = theme.surface;
    context.fillRect(0, RULER_PX + row * ROW_PX - scrollTop, width, ROW_PX);
    paintRow(context, scene, row);
    if (row < last && performance.now() > deadline) return row + 1;
  }
  context.fillStyle = theme.surface;
  context.fillRect(0, RULER_PX + (last + 1) * ROW_PX - scrollTop, width, height);
  return -1;
}

/**
 * Paints what changes with the pointer: outlines, and the ruler.
 * @type {(context: CanvasRenderingContext2D, scene: Scene) => void}
 */
export function paintMarks(context, scene) {
  context.textBaseline = "middle";
  outline(context, scene, scene.hovered, 1.5, scene.theme.text);
  outline(context, scene, scene.selected, 2.5, scene.theme.accent);
  paintRuler(context, scene);
}

/** @type {(context: CanvasRenderingContext2D, scene: Scene, row: number) => void} */
function paintRow(context, scene, row) {
  const { boxes, from, to, width, scrollTop } = scene;
  const { start, width: widths, rowStarts } = boxes;
  const scale = width / (to - from);
  const top = RULER_PX + row * ROW_PX - scrollTop;
  let lastRight = -1;
  for (let box = firstEndingAfter(boxes, row, from); box < rowStarts[row + 1]; box++) {
    if (start[box] >= to) break;
    const left = Math.max(0, (start[box] - from) * scale);
    const right = Math.min(width, (start[box] + widths[box] - from) * scale);
    if (right - lastRight < MIN_STEP_PX) continue;
    paintBox(context, scene, box, { left, top, right: Math.max(right, left + 0.5) });
    lastRight = right;
  }
}

/** @type {(context: CanvasRenderingContext2D, scene: Scene, box: number, place: { left: number, top: number, right: number }) => void} */
function paintBox(context, scene, box, { left, top, right }) {
  const { boxes, frames, theme, matches } = scene;
  const frame = /** @type {FlameFrame} */ (frames[boxes.frame[box]]);
  const { wait, before, after } = boxes.sums;
  const isDimmed = matches !== null && matches[boxes.frame[box]] === 0;
  const waitShare = wait && boxes.width[box] > 0 ? wait[box] / boxes.width[box] : 0;
  const isOwnWait = frame.tint === "wait" || frame.tint === "queued";
  // A pixel stays free between neighbours, unless that would be most of the box.
  const width = right - left > 3 ? right - left - 1 : right - left;
  const height = ROW_PX - 1;
  context.globalAlpha = isDimmed ? 0.22 : 1;
  context.fillStyle = before && after ? theme.common : theme.fill(frame);
  context.fillRect(left, top, width, height);
  if (before && after) {
    paintChange(context, theme, before[box], after[box], { left, top, width, height });
  }
  if (!isOwnWait && frame.tint !== "root" && waitShare > 0.01 && width > 2) {
    paintWaitShare(context, theme, waitShare, { left, top, width, height });
  }
  if (width >= MIN_TEXT_PX) paintLabel(context, scene, frame, { left, top, width });
  context.globalAlpha = 1;
  if (matches !== null && !isDimmed && width > 3) {
    context.strokeStyle = theme.accent;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  }
}

/**
 * What waits is pale, and where only a part does, a line at the foot says how much: a function is not slow
 * because something that it waits for is.
 * @type {(context: CanvasRenderingContext2D, theme: FlameTheme, share: number, box: { left: number, top: number, width: number, height: number }) => void}
 */
function paintWaitShare(context, theme, share, { left, top, width, height }) {
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * share * 0.5;
  context.fillStyle = theme.surface;
  context.fillRect(left, top, width, height);
  context.globalAlpha = alpha;
  if (share > 0.985) return;
  context.fillStyle = theme.wait;
  context.fillRect(left, top + height - 3, width * share, 3);
}

/** The part of the width that only one of the two has. @type {(context: CanvasRenderingContext2D, theme: FlameTheme, before: number, after: number, box: { left: number, top: number, width: number, height: number }) => void} */
function paintChange(context, theme, before, after, { left, top, width, height }) {
  const most = Math.max(before, after);
  if (!(most > 0)) return;
  const common = width * Math.min(before, after) / most;
  context.fillStyle = after > before ? theme.more : theme.less;
  context.fillRect(left + common, top, width - common, height);
}

/** @type {(context: CanvasRenderingContext2D, scene: Scene, frame: FlameFrame, box: { left: number, top: number, width: number }) => void} */
function paintLabel(context, { theme }, frame, { left, top, width }) {
  const isCode = frame.tint !== "wait" && frame.tint !== "queued";
  const hint = isCode && frame.name === "(anonymous)" ? ` ${shortPlace(frame.place)}` : "";
  const text = fitted(context, frame.name + hint, width - 8);
  if (text === "") return;
  context.fillStyle = frame.tint === "runtime" || frame.tint === "engine" ? theme.dim : theme.text;
  context.fillText(text, left + 5, top + ROW_PX / 2);
}

/** "shop.ts:12" of "tests/apps/shop.ts:12:20". @type {(place: string) => string} */
function shortPlace(place) {
  return place.slice(place.lastIndexOf("/") + 1).replace(/:\d+$/, "");
}

/** Widths of texts, because measuring is what drawing would wait for. @type {Map<string, number>} */
const textWidths = new Map();

/** The beginning of a text that fits, "" for less than two letters. @type {(context: CanvasRenderingContext2D, text: string, width: number) => string} */
function fitted(context, text, width) {
  // Names come out of files: one of a megabyte is as good as its beginning.
  const whole = text.slice(0, MAX_LETTERS);
  const full = widthOf(context, whole);
  if (full <= width) return whole;
  const letters = [...whole];
  letters.length = Math.max(0, Math.floor(letters.length * width / full) - 1);
  while (letters.length > 1 && widthOf(context, `${letters.join("")}…`) > width) letters.pop();
  return letters.length < 2 ? "" : `${letters.join("")}…`;
}

/** @type {(context: CanvasRenderingContext2D, text: string) => number} */
function widthOf(context, text) {
  let width = textWidths.get(text);
  if (width === undefined) {
    width = context.measureText(text).width;
    if (textWidths.size > 20_000) textWidths.clear();
    textWidths.set(text, width);
  }
  return width;
}

/** @type {(context: CanvasRenderingContext2D, scene: Scene, box: number, lineWidth: number, color: string) => void} */
function outline(context, { boxes, from, to, width, scrollTop }, box, lineWidth, color) {
  if (box < 0 || box >= boxes.start.length) return;
  const scale = width / (to - from);
  const left = Math.max(-4, (boxes.start[box] - from) * scale);
  const right = Math.min(width + 4, (boxes.start[box] + boxes.width[box] - from) * scale);
  let row = 0;
  while (boxes.rowStarts[row + 1] <= box) row++;
  const inset = lineWidth / 2;
  const top = RULER_PX + row * ROW_PX - scrollTop;
  context.strokeStyle = color;
  context.lineWidth = lineWidth;
  const innerWidth = Math.max(1, right - left - 1 - lineWidth);
  context.strokeRect(left + inset, top + inset, innerWidth, ROW_PX - 1 - lineWidth);
}

/** @type {(context: CanvasRenderingContext2D, scene: Scene) => void} */
function paintRuler(context, { theme, from, to, width, boxes }) {
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, width, RULER_PX);
  context.fillStyle = theme.line;
  context.fillRect(0, RULER_PX - 2, width, 1);
  // How much of the whole is in view.
  if (to - from < boxes.total * 0.999) {
    context.fillStyle = theme.accent;
    const left = width * from / boxes.total;
    context.fillRect(left, RULER_PX - 3, Math.max(3, width * (to - from) / boxes.total), 3);
  }
  // No time at all has no scale.
  if (boxes.total === 0) return;
  context.font = SMALL_FONT;
  const { ticks, step } = rulerTicks(from, to, width / 90);
  for (const tick of ticks) {
    const x = (tick - from) / (to - from) * width;
    if (x > width - 44) break;
    context.fillStyle = theme.line;
    context.fillRect(Math.round(x), 4, 1, RULER_PX - 6);
    context.fillStyle = theme.dim;
    context.fillText(tickLabel(tick, step), x + 5, RULER_PX / 2 - 1);
  }
}
