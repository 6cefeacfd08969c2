// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The list page: keeps all rows, shows those that the filter accepts in the chosen order, and puts both into the
// address, so that reload, back and a copied link show the same.
import { compareHref } from "./hrefs.js";
import { listenForKeys } from "./list_keys.js";
import { followRequests } from "./live_feed.js";
import { filterTerms, requestFilter } from "./request_filter.js";
import { DEFAULT_ORDER, nextOrder, parseOrder, sortedRows } from "./request_order.js";
import { RowWindow } from "./row_window.js";

/** @typedef {import("../list_row.ts").ListRow} ListRow */

/** How long a row that has just come stands out. */
const FRESH_MS = 1_500;

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
function find(selector, type) {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The page has no ${selector}`);
  return found;
}

const filterInput = find("#filter", HTMLInputElement);
const table = find("#requests", HTMLTableElement);
const compareButton = find("#compare", HTMLButtonElement);
const liveButton = find("#live", HTMLButtonElement);
const help = find("#help", HTMLDialogElement);
const termButtons = [...document.querySelectorAll("button[data-term]")];

/** @type {Map<string, ListRow>} */
const rowByName = new Map();
/** Names in the order in which they were chosen. @type {string[]} */
let chosen = [];
/** When a row came, for those that came while the page was open. @type {WeakMap<ListRow, number>} */
const cameAt = new WeakMap();
/** @type {ListRow[]} */
let shown = [];
let order = new URLSearchParams(location.search).get("sort") ?? DEFAULT_ORDER;
let activeName = "";
/** What waits for the end of a pause. @type {{ added: ListRow[], removed: string[] }[] | undefined} */
let held;
/** @type {"live" | "offline"} */
let state = "offline";

const rowWindow = new RowWindow(table, (row) => ({
  isChosen: chosen.includes(row.name),
  isFresh: performance.now() - (cameAt.get(row) ?? -Infinity) < FRESH_MS,
}));

/** @param {{ isAnchored: boolean }} options */
function update({ isAnchored }) {
  const text = filterInput.value.trim();
  shown = sortedRows([...rowByName.values()].filter(requestFilter(text)), order);
  // What is hidden has no size, so this comes before anything is measured.
  table.hidden = shown.length === 0;
  find("#empty", HTMLElement).hidden = rowByName.size > 0;
  find("#no-match", HTMLElement).hidden = rowByName.size === 0 || shown.length > 0;
  find("#count", HTMLElement).textContent = `${grouped(shown.length)} of ${
    grouped(rowByName.size)
  }`;
  const terms = filterTerms(text);
  for (const button of termButtons) {
    button.ariaPressed = String(terms.includes(button.getAttribute("data-term") ?? ""));
  }
  rowWindow.show(shown, { isAnchored });
}

/** @param {number} count */
function grouped(count) {
  return count.toLocaleString("en");
}

function showAddress() {
  const query = new URLSearchParams();
  if (filterInput.value.trim()) query.set("q", filterInput.value.trim());
  if (order !== DEFAULT_ORDER) query.set("sort", order);
  history.replaceState(null, "", query.size > 0 ? `?${query}` : location.pathname);
}

/** @param {string} text */
function setFilter(text) {
  filterInput.value = text;
  filterChanged();
}

function filterChanged() {
  scrollTo({ top: 0, behavior: "instant" });
  update({ isAnchored: false });
  showAddress();
}

/** @param {string} term */
function toggleTerm(term) {
  const terms = filterTerms(filterInput.value);
  const others = terms.filter((each) => each !== term);
  setFilter((others.length < terms.length ? others : [...terms, term]).join(" "));
}

/** @param {string} column */
function sortBy(column) {
  order = nextOrder(column, order);
  const sorted = parseOrder(order);
  for (const head of table.tHead?.rows[0]?.cells ?? []) {
    const isSorted = head.classList.contains(`col-${column}`);
    head.ariaSort = isSorted ? (sorted.isDescending ? "descending" : "ascending") : null;
  }
  filterChanged();
}

/** @param {string} name */
function toggleChosen(name) {
  if (!rowByName.has(name)) return;
  // Two can be compared: a third one takes the place of the first.
  chosen = chosen.includes(name)
    ? chosen.filter((each) => each !== name)
    : [...chosen, name].slice(-2);
  showChosen();
  const index = shown.findIndex((row) => row.name === activeName);
  rowWindow.redraw();
  if (index >= 0) rowWindow.focus(index);
}

function showChosen() {
  compareButton.hidden = chosen.length === 0;
  compareButton.disabled = chosen.length < 2;
  compareButton.classList.toggle("primary", chosen.length === 2);
  compareButton.textContent = chosen.length === 2 ? "Compare" : "Choose one more";
}

function compare() {
  const [a, b] = sortedRows(chosen.flatMap((name) => rowByName.get(name) ?? []), "time");
  if (a && b) location.assign(compareHref(a.name, b.name));
}

/** @param {number} step */
function move(step) {
  const index = shown.findIndex((row) => row.name === activeName);
  const next = index < 0 && Number.isFinite(step) ? 0 : index + step;
  rowWindow.focus(Math.min(shown.length - 1, Math.max(0, next)));
}

function togglePause() {
  const waiting = held;
  held = waiting ? undefined : [];
  for (const { added, removed } of waiting ?? []) change(added, removed);
  showState();
}

function showState() {
  const count = held?.reduce((sum, { added }) => sum + added.length, 0) ?? 0;
  const text = held
    ? `Paused${count > 0 ? `, ${grouped(count)} new` : ""}`
    : state === "live"
    ? "Live"
    : "Offline";
  find("#live .text", HTMLElement).textContent = text;
  liveButton.ariaPressed = String(held !== undefined);
  liveButton.dataset.state = held ? "paused" : state;
  liveButton.title = held ? "Show what has come (p)" : "Pause (p)";
}

/**
 * @param {readonly ListRow[]} added
 * @param {readonly string[]} removed
 */
function change(added, removed) {
  for (const name of removed) rowByName.delete(name);
  for (const row of added) {
    if (!rowByName.has(row.name)) cameAt.set(row, performance.now());
    rowByName.set(row.name, row);
  }
  chosen = chosen.filter((name) => rowByName.has(name));
  showChosen();
  updateSoon();
}

let isUpdating = false;

/** Once per picture, however many events come. */
function updateSoon() {
  if (isUpdating) return;
  isUpdating = true;
  requestAnimationFrame(() => {
    isUpdating = false;
    update({ isAnchored: true });
  });
}

function listen() {
  filterInput.addEventListener("input", filterChanged);
  filterInput.addEventListener("keydown", (event) => {
    if (event.key === "Escape") filterInput.blur();
    else if (event.key === "ArrowDown" || event.key === "Enter") move(-Infinity);
    else return;
    // Escape would clear it, Enter send the form.
    event.preventDefault();
  });
  filterInput.form?.addEventListener("submit", (event) => event.preventDefault());
  for (const button of termButtons) {
    button.addEventListener("click", () => toggleTerm(button.getAttribute("data-term") ?? ""));
  }
  for (const button of table.querySelectorAll("button[data-sort]")) {
    button.addEventListener("click", () => sortBy(button.getAttribute("data-sort") ?? ""));
  }
  table.addEventListener("focusin", ({ target }) => {
    activeName = /** @type {Element} */ (target).closest("tr")?.dataset.name ?? activeName;
  });
  table.addEventListener("change", ({ target }) => {
    toggleChosen(/** @type {Element} */ (target).closest("tr")?.dataset.name ?? "");
  });
  compareButton.addEventListener("click", compare);
  liveButton.addEventListener("click", togglePause);
  find("#help-button", HTMLButtonElement).addEventListener("click", () => help.showModal());
  find("#no-match a", HTMLAnchorElement).addEventListener("click", (event) => {
    event.preventDefault();
    setFilter("");
  });
}

listen();
for (const hidden of document.querySelectorAll(".toolbar button[hidden]")) {
  if (hidden !== compareButton) hidden.removeAttribute("hidden");
}
listenForKeys({
  move,
  compare,
  choose: () => toggleChosen(activeName),
  pause: togglePause,
  search: () => filterInput.select(),
  clear: () => setFilter(""),
  help: () => help.showModal(),
});
followRequests({
  replace: (rows) => {
    rowByName.clear();
    for (const row of rows) rowByName.set(row.name, row);
    update({ isAnchored: true });
  },
  change: (added, removed) => {
    if (!held) return change(added, removed);
    held.push({ added, removed });
    showState();
  },
  state: (now) => {
    state = now;
    showState();
  },
});
