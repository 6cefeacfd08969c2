// The files that browsers load, by the name in /assets/NAME. As imports of text they are in the compiled executable
// without being named anywhere else.
import compareStyle from "./client/compare.css" with { type: "text" };
import flameStyle from "./client/flame.css" with { type: "text" };
import flame from "./client/flame.js" with { type: "text" };
import flameBoxes from "./client/flame_boxes.js" with { type: "text" };
import flameClient from "./client/flame_client.js" with { type: "text" };
import flameColumns from "./client/flame_columns.js" with { type: "text" };
import flameFile from "./client/flame_file.js" with { type: "text" };
import flameFold from "./client/flame_fold.js" with { type: "text" };
import flameLeftHeavy from "./client/flame_left_heavy.js" with { type: "text" };
import flameModel from "./client/flame_model.js" with { type: "text" };
import flamePainter from "./client/flame_painter.js" with { type: "text" };
import flameRange from "./client/flame_range.js" with { type: "text" };
import flameRuler from "./client/flame_ruler.js" with { type: "text" };
import flameSandwich from "./client/flame_sandwich.js" with { type: "text" };
import flameSearch from "./client/flame_search.js" with { type: "text" };
import flameState from "./client/flame_state.js" with { type: "text" };
import flameTheme from "./client/flame_theme.js" with { type: "text" };
import flameTimeOrder from "./client/flame_time_order.js" with { type: "text" };
import flameTimes from "./client/flame_times.js" with { type: "text" };
import flameTree from "./client/flame_tree.js" with { type: "text" };
import flameView from "./client/flame_view.js" with { type: "text" };
import flameWords from "./client/flame_words.js" with { type: "text" };
import flameWorker from "./client/flame_worker.js" with { type: "text" };
import formatTime from "./client/format_time.js" with { type: "text" };
import hrefs from "./client/hrefs.js" with { type: "text" };
import listStyle from "./client/list.css" with { type: "text" };
import list from "./client/list.js" with { type: "text" };
import listKeys from "./client/list_keys.js" with { type: "text" };
import liveFeed from "./client/live_feed.js" with { type: "text" };
import requestStyle from "./client/request.css" with { type: "text" };
import request from "./client/request.js" with { type: "text" };
import requestCells from "./client/request_cells.js" with { type: "text" };
import requestFilter from "./client/request_filter.js" with { type: "text" };
import requestOrder from "./client/request_order.js" with { type: "text" };
import routeStyle from "./client/route.css" with { type: "text" };
import rowElement from "./client/row_element.js" with { type: "text" };
import rowWindow from "./client/row_window.js" with { type: "text" };
import sourceStyle from "./client/source.css" with { type: "text" };
import source from "./client/source.js" with { type: "text" };
import styleStyle from "./client/style.css" with { type: "text" };
import theme from "./client/theme.js" with { type: "text" };
import themeColor from "./client/theme_color.js" with { type: "text" };

/** A file with what the browser has to know of it. */
export interface Asset {
  readonly type: string;
  readonly text: string;
  /** Strong, of the content. */
  readonly etag: string;
}

/** Everything there is: a name that is not here is not found, whatever lies in the folder. */
const TEXTS: Readonly<Record<string, string>> = {
  "compare.css": compareStyle,
  "flame.css": flameStyle,
  "flame.js": flame,
  "flame_boxes.js": flameBoxes,
  "flame_client.js": flameClient,
  "flame_columns.js": flameColumns,
  "flame_file.js": flameFile,
  "flame_fold.js": flameFold,
  "flame_left_heavy.js": flameLeftHeavy,
  "flame_model.js": flameModel,
  "flame_painter.js": flamePainter,
  "flame_range.js": flameRange,
  "flame_ruler.js": flameRuler,
  "flame_sandwich.js": flameSandwich,
  "flame_search.js": flameSearch,
  "flame_state.js": flameState,
  "flame_theme.js": flameTheme,
  "flame_time_order.js": flameTimeOrder,
  "flame_times.js": flameTimes,
  "flame_tree.js": flameTree,
  "flame_view.js": flameView,
  "flame_words.js": flameWords,
  "flame_worker.js": flameWorker,
  "format_time.js": formatTime,
  "hrefs.js": hrefs,
  "list.css": listStyle,
  "list.js": list,
  "list_keys.js": listKeys,
  "live_feed.js": liveFeed,
  "request.css": requestStyle,
  "request.js": request,
  "request_cells.js": requestCells,
  "request_filter.js": requestFilter,
  "request_order.js": requestOrder,
  "route.css": routeStyle,
  "row_element.js": rowElement,
  "row_window.js": rowWindow,
  "source.css": sourceStyle,
  "source.js": source,
  "style.css": styleStyle,
  "theme.js": theme,
  "theme_color.js": themeColor,
};
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

const loaded = new Map<string, Promise<Asset>>();

/** The asset of a name, undefined for any other name. */
export function asset(name: string): Promise<Asset> | undefined {
  if (!Object.hasOwn(TEXTS, name)) return undefined;
  let found = loaded.get(name);
  if (!found) loaded.set(name, found = assetOf(name, TEXTS[name]!));
  return found;
}

/** The names of all assets. */
export function assetNames(): string[] {
  return Object.keys(TEXTS);
}

async function assetOf(name: string, text: string): Promise<Asset> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return {
    type: TYPES[name.split(".").at(-1)!]!,
    text,
    etag: `"${new Uint8Array(hash).subarray(0, 12).toHex()}"`,
  };
}
