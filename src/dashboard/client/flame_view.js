// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// The canvas with what the mouse and the keyboard do to it. It knows boxes, not where they come from.
import { boxAt, boxPath, rowCount, rowOf, widestChild } from "./flame_boxes.js";
import { paintBoxes, paintMarks, ROW_PX, RULER_PX } from "./flame_painter.js";
import { clampedRange, pannedRange, rangeBetween, zoomedRange } from "./flame_range.js";
import { FlameTheme } from "./flame_theme.js";
import { onThemeChange } from "./theme_color.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_range.js").Range} Range */

/**
 * @typedef {object} FlameListener
 * @property {(box: number) => void} selected -1 = nothing
 * @property {(range: Range) => void} moved other times are in view
 * @property {(box: number) => readonly string[]} describe lines of the tooltip
 */

const ZOOM_MS = 180;
/** Longer painting goes on in the next frame; the browser then takes twice as long to put it on the screen. */
const PAINT_MS = 12;
const DRAG_PX = 4;
/** Rows that are always there, so that the page does not jump between views. */
const MIN_ROWS = 9;

/** Shows one set of boxes at a time. */
export class FlameView {
  /** @type {Boxes | undefined} */
  boxes;
  /** @type {Range} */
  range = { from: 0, to: 1 };
  selected = -1;
  /** By frame; null = no search. @type {Uint8Array | null} */
  matches = null;
  #hovered = -1;
  /** @type {readonly FlameFrame[]} */
  #frames = [];
  #theme = new FlameTheme();
  #isDue = false;
  #picture = document.createElement("canvas");
  /** Of the picture, to go on with; -1 = it is done. */
  #nextRow = 0;
  #animation = 0;
  #scroller;
  #canvas;
  #spacer;
  #tooltip;
  #listener;

  /** @param {{ scroller: HTMLElement, canvas: HTMLCanvasElement, spacer: HTMLElement, tooltip: HTMLElement }} elements @param {FlameListener} listener */
  constructor({ scroller, canvas, spacer, tooltip }, listener) {
    this.#scroller = scroller;
    this.#canvas = canvas;
    this.#spacer = spacer;
    this.#tooltip = tooltip;
    this.#listener = listener;
    new ResizeObserver(() => this.#resize()).observe(scroller);
    scroller.addEventListener("scroll", () => this.draw());
    canvas.addEventListener("pointermove", (event) => this.#hover(event));
    canvas.addEventListener("pointerleave", () => this.#setHovered(-1));
    canvas.addEventListener("pointerdown", (event) => this.#drag(event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    onThemeChange(() => {
      this.#theme = new FlameTheme();
      this.draw();
    });
  }

  /** Shows other boxes; without a range, all of them. @type {(boxes: Boxes, frames: readonly FlameFrame[], range?: Range) => void} */
  show(boxes, frames, range) {
    cancelAnimationFrame(this.#animation);
    this.boxes = boxes;
    this.#frames = frames;
    this.#hovered = -1;
    this.selected = -1;
    this.range = clampedRange(range ?? { from: 0, to: boxes.total }, boxes.total);
    this.#resize();
    if (boxes.baseRow > 0) this.#scrollTo(boxes.baseRow);
  }

  /** Finer boxes of the same kind: what is selected stays so. @type {(boxes: Boxes) => void} */
  refine(boxes) {
    const old = this.boxes;
    const node = old && this.selected >= 0 ? old.node[this.selected] : -1;
    const row = old && this.selected >= 0 ? rowOf(old, this.selected) : -1;
    const middle = old && this.selected >= 0
      ? old.start[this.selected] + old.width[this.selected] / 2
      : 0;
    this.boxes = boxes;
    this.#hovered = -1;
    const found = boxAt(boxes, row, middle);
    this.selected = found >= 0 && boxes.node[found] === node ? found : -1;
    this.draw();
  }

  /** Shows `range`, after a short movement. @type {(range: Range, isAtOnce?: boolean) => void} */
  moveTo(range, isAtOnce = false) {
    if (!this.boxes) return;
    cancelAnimationFrame(this.#animation);
    const target = clampedRange(range, this.boxes.total);
    if (isAtOnce || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#setRange(target);
      return;
    }
    const start = this.range;
    const startedAt = performance.now();
    const step = () => {
      const progress = Math.min(1, (performance.now() - startedAt) / ZOOM_MS);
      this.#setRange(progress === 1 ? target : rangeBetween(start, target, progress));
      if (progress < 1) this.#animation = requestAnimationFrame(step);
    };
    step();
  }

  /** Shows everything. */
  reset() {
    if (this.boxes) this.moveTo({ from: 0, to: this.boxes.total });
  }

  /** `factor` < 1 shows less. @type {(factor: number) => void} */
  zoomBy(factor) {
    const { boxes, selected, range } = this;
    const middle = (range.from + range.to) / 2;
    const at = boxes && selected >= 0 ? boxes.start[selected] + boxes.width[selected] / 2 : middle;
    const isInView = at >= range.from && at <= range.to;
    this.moveTo(zoomedRange(range, factor, isInView ? at : middle));
  }

  /** Selects a box and brings its row into view; -1 = nothing. @type {(box: number) => void} */
  select(box) {
    this.selected = box;
    if (box >= 0 && this.boxes) this.#scrollTo(rowOf(this.boxes, box));
    this.#listener.selected(box);
    this.#schedule();
  }

  /** Fills the view with a box. @type {(box: number) => void} */
  zoomTo(box) {
    if (!this.boxes || box < 0) return;
    const from = this.boxes.start[box];
    this.moveTo({ from, to: from + this.boxes.width[box] });
  }

  /** Draws everything anew, with the next frame of the screen. */
  draw() {
    this.#nextRow = 0;
    this.#schedule();
  }

  #schedule() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#paint();
    });
  }

  /** Boxes go to a picture of their own, because outlines move with every step of the pointer. */
  #paint() {
    const scene = this.#scene();
    const context = sizedContext(this.#canvas, scene);
    const picture = sizedContext(this.#picture, scene);
    if (!scene || !context || !picture) return;
    if (this.#nextRow >= 0) {
      const deadline = performance.now() + PAINT_MS;
      this.#nextRow = paintBoxes(picture, scene, this.#nextRow, deadline);
    }
    context.drawImage(this.#picture, 0, 0, scene.width, scene.height);
    paintMarks(context, scene);
    if (this.#nextRow >= 0) this.#schedule();
  }

  /** @returns {import("./flame_painter.js").Scene | undefined} */
  #scene() {
    const { boxes, range: { from, to } } = this;
    return boxes && {
      boxes,
      frames: this.#frames,
      theme: this.#theme,
      from,
      to: Math.max(to, from + 1e-9),
      scrollTop: this.#scroller.scrollTop,
      width: this.#canvas.clientWidth,
      height: this.#canvas.clientHeight,
      matches: this.matches,
      selected: this.selected,
      hovered: this.#hovered,
    };
  }

  #resize() {
    if (!this.boxes) return;
    const wanted = RULER_PX + Math.max(MIN_ROWS, rowCount(this.boxes)) * ROW_PX + 6;
    const most = Math.max(300, Math.round(innerHeight * 0.6));
    const height = Math.min(wanted, most);
    this.#scroller.style.height = `${height}px`;
    this.#canvas.style.height = `${height}px`;
    this.#spacer.style.height = `${wanted - height}px`;
    this.draw();
  }

  /** @param {number} row */
  #scrollTo(row) {
    const top = row * ROW_PX;
    const { scrollTop, clientHeight } = this.#scroller;
    const visible = clientHeight - RULER_PX - ROW_PX;
    if (top < scrollTop + ROW_PX) this.#scroller.scrollTop = Math.max(0, top - visible / 2);
    else if (top > scrollTop + visible) this.#scroller.scrollTop = top - visible / 2;
  }

  /** @param {Range} range */
  #setRange(range) {
    this.range = range;
    this.#listener.moved(range);
    this.draw();
  }

  /** @type {(event: MouseEvent) => { time: number, row: number }} */
  #placeOf({ clientX, clientY }) {
    const { left, top, width } = this.#canvas.getBoundingClientRect();
    const { from, to } = this.range;
    const y = clientY - top - RULER_PX;
    return {
      time: from + (clientX - left) / width * (to - from),
      row: y < 0 ? -1 : Math.floor((y + this.#scroller.scrollTop) / ROW_PX),
    };
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    if (!this.boxes || event.buttons !== 0) return;
    const { time, row } = this.#placeOf(event);
    this.#setHovered(boxAt(this.boxes, row, time));
    if (this.#hovered >= 0) this.#placeTooltip(event);
  }

  /** @param {number} box */
  #setHovered(box) {
    this.#tooltip.hidden = box < 0;
    if (box === this.#hovered) return;
    this.#hovered = box;
    if (box >= 0) {
      const lines = this.#listener.describe(box).map((line, index) => {
        const element = document.createElement("div");
        if (index === 0) element.className = "tooltip-name";
        element.textContent = line;
        return element;
      });
      this.#tooltip.replaceChildren(...lines);
    }
    this.#schedule();
  }

  /** @param {PointerEvent} event */
  #placeTooltip({ clientX, clientY }) {
    const { offsetWidth, offsetHeight } = this.#tooltip;
    const left = Math.min(clientX + 14, innerWidth - offsetWidth - 10);
    const isBelow = clientY + 20 + offsetHeight < innerHeight;
    this.#tooltip.style.left = `${Math.max(6, left)}px`;
    this.#tooltip.style.top = `${isBelow ? clientY + 20 : clientY - offsetHeight - 12}px`;
  }

  /** A press that moves drags the graph; one that does not is a click. @param {PointerEvent} event */
  #drag(event) {
    if (event.button !== 0 || !this.boxes) return;
    const { clientX, clientY } = event;
    const start = { range: this.range, scrollTop: this.#scroller.scrollTop };
    const place = this.#placeOf(event);
    let isDragged = false;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#setHovered(-1);
    /** @param {PointerEvent} move */
    const move = (move) => {
      const [x, y] = [move.clientX - clientX, move.clientY - clientY];
      if (!isDragged && Math.hypot(x, y) < DRAG_PX) return;
      isDragged = true;
      this.moveTo(pannedRange(start.range, -x / this.#canvas.clientWidth), true);
      this.#scroller.scrollTop = start.scrollTop - y;
    };
    const end = () => {
      this.#canvas.removeEventListener("pointermove", move);
      if (!isDragged) this.#click(place);
    };
    this.#canvas.addEventListener("pointermove", move);
    this.#canvas.addEventListener("lostpointercapture", end, { once: true });
  }

  /** @param {{ time: number, row: number }} place */
  #click({ time, row }) {
    if (!this.boxes) return;
    const box = boxAt(this.boxes, row, time);
    if (box < 0) return;
    this.select(box);
    this.zoomTo(box);
  }

  /** A wheel that turns over a graph that nobody works with scrolls the page. @param {WheelEvent} event */
  #wheel(event) {
    if (!this.boxes) return;
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const isActive = document.activeElement === this.#canvas;
    const isZoom = event.ctrlKey || event.metaKey || (isActive && !isSideways);
    if (!isZoom && !isSideways) return;
    event.preventDefault();
    // Firefox counts lines.
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (isZoom) {
      const factor = Math.exp(Math.max(-300, Math.min(300, event.deltaY * unit)) / 300);
      this.moveTo(zoomedRange(this.range, factor, this.#placeOf(event).time), true);
    } else {
      const pixels = (event.deltaX || event.deltaY) * unit;
      this.moveTo(pannedRange(this.range, pixels / this.#canvas.clientWidth), true);
    }
    this.#setHovered(-1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.boxes) return;
    const isStep = event.key.startsWith("Arrow");
    if (isStep && !event.shiftKey) this.select(this.#neighbour(event.key));
    else if (isStep) this.moveTo(pannedRange(this.range, event.key === "ArrowLeft" ? -0.2 : 0.2));
    else if (event.key === "Enter") this.zoomTo(this.selected);
    else if (event.key === "+" || event.key === "=") this.zoomBy(0.5);
    else if (event.key === "-") this.zoomBy(2);
    else if (event.key === "0" || event.key === "Home") this.reset();
    else return;
    event.preventDefault();
  }

  /** The box that an arrow key leads to; the same one at an edge. @param {string} key */
  #neighbour(key) {
    const boxes = /** @type {Boxes} */ (this.boxes);
    const { selected } = this;
    if (selected < 0) return boxAt(boxes, boxes.baseRow, (this.range.from + this.range.to) / 2);
    const row = rowOf(boxes, selected);
    const isAbove = row < boxes.baseRow || (row === boxes.baseRow && key === "ArrowUp");
    const towardsLeaves = isAbove ? "ArrowUp" : "ArrowDown";
    if (key === towardsLeaves) {
      const child = row === boxes.baseRow && isAbove
        ? this.#firstCaller()
        : widestChild(boxes, selected);
      return child < 0 ? selected : child;
    }
    if (key === "ArrowUp" || key === "ArrowDown") return boxPath(boxes, selected)[1] ?? selected;
    const next = selected + (key === "ArrowLeft" ? -1 : 1);
    return next < boxes.rowStarts[row] || next >= boxes.rowStarts[row + 1] ? selected : next;
  }

  /** Callers stand above the function of a sandwich. */
  #firstCaller() {
    const boxes = /** @type {Boxes} */ (this.boxes);
    const row = boxes.baseRow - 1;
    return row < 0 ? -1 : boxAt(boxes, row, boxes.start[this.selected]);
  }
}

/**
 * The context of a canvas that has as many pixels as the screen shows of it; undefined when there is nothing to show.
 * @type {(canvas: HTMLCanvasElement, scene: import("./flame_painter.js").Scene | undefined) => CanvasRenderingContext2D | null | undefined}
 */
function sizedContext(canvas, scene) {
  if (!scene) return undefined;
  const ratio = devicePixelRatio || 1;
  const [width, height] = [Math.round(scene.width * ratio), Math.round(scene.height * ratio)];
  // Setting a size clears a canvas, so only when it is another.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
