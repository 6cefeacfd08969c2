// @ts-check
// What is shown, as the part of the address behind "#": every view is a link. Names instead of numbers where a
// number would mean something else in the next recording.

/**
 * @typedef {object} FlameState
 * @property {"time" | "left" | "sandwich"} view
 * @property {boolean} isMine
 * @property {boolean} isByPackage
 * @property {string} query
 * @property {string} focus name and place of the sandwich's function, "" = none
 * @property {{ from: number, to: number } | undefined} range microseconds; undefined = all
 */

/** @type {(hash: string, views: readonly string[]) => FlameState} */
export function parseState(hash, views) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const view = values.get("view") ?? "";
  const range = values.get("range")?.match(/^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/);
  const [from, to] = [Number(range?.[1]), Number(range?.[2])];
  return {
    view: /** @type {FlameState["view"]} */ (views.includes(view) ? view : views[0]),
    isMine: values.get("mine") === "1",
    isByPackage: values.get("packages") === "1",
    query: values.get("search") ?? "",
    focus: values.get("focus") ?? "",
    range: to > from ? { from, to } : undefined,
  };
}

/** "" for the state that a page starts with. @type {(state: FlameState, views: readonly string[]) => string} */
export function formatState(state, views) {
  const values = new URLSearchParams();
  if (state.view !== views[0]) values.set("view", state.view);
  if (state.view === "sandwich" && state.focus) values.set("focus", state.focus);
  if (state.isMine) values.set("mine", "1");
  if (state.isByPackage) values.set("packages", "1");
  if (state.query) values.set("search", state.query);
  if (state.range) values.set("range", `${round(state.range.from)}-${round(state.range.to)}`);
  return values.size === 0 ? "" : `#${values}`;
}

/** @param {number} micros */
function round(micros) {
  return Math.round(micros * 10) / 10;
}

/** How a function is named in an address. @type {(frame: { name: string, place: string }) => string} */
export function focusName({ name, place }) {
  return place === "" ? name : `${name} ${place}`;
}
