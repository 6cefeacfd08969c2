// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// Colours of boxes. Whose code it is decides on the colour, the function only on the shade: warm is the app,
// cool are packages, grey is everything below. Waiting is hatched, so that it is told apart without colour too.
import { themeColor } from "./theme_color.js";

/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */

/** @typedef {{ hue: number, hues: number, saturation: number, light: number, dark: number }} Shade */

/** @type {Record<"app" | "dependency" | "runtime" | "engine", Shade>} */
const SHADES = {
  app: { hue: 20, hues: 26, saturation: 84, light: 76, dark: 34 },
  dependency: { hue: 168, hues: 92, saturation: 34, light: 80, dark: 30 },
  runtime: { hue: 214, hues: 8, saturation: 13, light: 86, dark: 27 },
  engine: { hue: 40, hues: 10, saturation: 6, light: 87, dark: 25 },
};
const HATCHED = { wait: "--wait", queued: "--queued", unsampled: "--unsampled" };
const HATCH_PX = 6;

/** The colours of the page as it is now; make a new one when the scheme changes. */
export class FlameTheme {
  #probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  /** @type {WeakMap<FlameFrame, string | CanvasPattern>} */
  #fills = new WeakMap();
  surface = themeColor("--surface");
  raised = themeColor("--raised");
  text = themeColor("--text");
  dim = themeColor("--dim");
  line = themeColor("--line");
  accent = themeColor("--accent");
  wait = themeColor("--wait");
  isDark = luminance(this.#rgb(this.surface)) < 0.4;
  /** Of a comparison: what both have, what only the later one has, what only the earlier one had. */
  common = this.isDark ? "#353a42" : "#e7e7e3";
  more = this.isDark ? "hsl(6 52% 40%)" : "hsl(6 74% 74%)";
  less = this.isDark ? "hsl(212 46% 40%)" : "hsl(212 64% 75%)";

  /** The fill of a frame's boxes. @type {(frame: FlameFrame) => string | CanvasPattern} */
  fill(frame) {
    let fill = this.#fills.get(frame);
    if (fill === undefined) this.#fills.set(frame, fill = this.#makeFill(frame));
    return fill;
  }

  /** @type {(frame: FlameFrame) => string | CanvasPattern} */
  #makeFill({ tint, name, place, package: packageName }) {
    if (tint === "root") return this.raised;
    if (tint === "gc") return this.#mixed(themeColor("--gc"), 0.55);
    if (tint in HATCHED) {
      return this.#hatch(themeColor(HATCHED[/** @type {keyof typeof HATCHED} */ (tint)]), tint);
    }
    const shade = SHADES[/** @type {keyof typeof SHADES} */ (tint)];
    const hash = hashOf(tint === "dependency" ? packageName : name + place);
    const hue = shade.hue + hash % shade.hues;
    // Neighbours of one hue are told apart by a little light.
    const lightness = (this.isDark ? shade.dark : shade.light) + (hash >> 8) % 7 - 3;
    return `hsl(${hue} ${shade.saturation * (this.isDark ? 0.62 : 1)}% ${lightness}%)`;
  }

  /** Lines across a pale ground: forwards for waiting, backwards for queueing, dots for what nobody saw. @type {(color: string, tint: string) => CanvasPattern | string} */
  #hatch(color, tint) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = HATCH_PX * 2;
    const context = tile.getContext("2d");
    if (!context) return color;
    context.fillStyle = this.#mixed(color, 0.3);
    context.fillRect(0, 0, tile.width, tile.height);
    context.strokeStyle = context.fillStyle = this.#mixed(color, 0.62);
    context.lineWidth = 3;
    const side = tile.width;
    if (tint === "unsampled") {
      context.fillRect(2, 2, 3, 3);
      context.fillRect(2 + HATCH_PX, 2 + HATCH_PX, 3, 3);
    } else {
      context.beginPath();
      // Three lines, so that the corners of the tile join.
      for (const shift of [-side, 0, side]) {
        context.moveTo(shift, tint === "wait" ? side : 0);
        context.lineTo(shift + side, tint === "wait" ? 0 : side);
      }
      context.stroke();
    }
    return context.createPattern(tile, "repeat") ?? color;
  }

  /** `share` of a colour on the surface. @type {(color: string, share: number) => string} */
  #mixed(color, share) {
    const [from, to] = [this.#rgb(this.surface), this.#rgb(color)];
    return `rgb(${
      from.map((value, i) => Math.round(value + (to[i] ?? 0) * share - value * share)).join()
    })`;
  }

  /** @type {(color: string) => number[]} */
  #rgb(color) {
    const probe = this.#probe;
    if (!probe) return [0, 0, 0];
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }
}

/** From 0 to 1. @type {(rgb: number[]) => number} */
function luminance([red = 0, green = 0, blue = 0]) {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ @type {(text: string) => number} */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
