// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Rows of the list as elements: copies of the server's row, filled with texts only, so that no name can be markup.
import { barParts, requestCells } from "./request_cells.js";

/** @typedef {import("../list_row.ts").ListRow} ListRow */

/** @type {HTMLTemplateElement | null} */
const template = document.querySelector("template#row");

/**
 * A row without content, to be filled as often as needed.
 * @returns {HTMLTableRowElement}
 */
export function newRowElement() {
  const copy = template?.content.firstElementChild?.cloneNode(true);
  return /** @type {HTMLTableRowElement} */ (copy);
}

/**
 * Shows a row in an element.
 * @param {HTMLTableRowElement} element
 * @param {ListRow} row
 * @param {{ index: number, now: number, isChosen: boolean, isFresh: boolean }} state
 */
export function fillRowElement(element, row, { index, now, isChosen, isFresh }) {
  const cells = requestCells(row, now);
  element.dataset.name = row.name;
  element.ariaRowIndex = String(index + 2);
  element.classList.toggle("chosen", isChosen);
  element.classList.toggle("fresh", isFresh);
  const [pick, time, method, path, route, status, duration, bar, cpu, wait, size] = element.cells;
  fillPick(pick, `${cells.method} ${cells.path}`, isChosen);
  setText(time, cells.time).title = cells.timeTitle;
  setText(method, cells.method);
  fillPath(path, cells);
  fillRoute(route, cells);
  setText(status?.firstElementChild, cells.status).className = cells.statusClass;
  setText(duration, cells.duration);
  fillBar(bar, row, cells.bar);
  setText(cpu, cells.cpu);
  setText(wait, cells.wait);
  setText(size, cells.size);
}

/**
 * @param {Element | undefined} cell
 * @param {string} label
 * @param {boolean} isChosen
 */
function fillPick(cell, label, isChosen) {
  const box = /** @type {HTMLInputElement} */ (cell?.firstElementChild);
  box.checked = isChosen;
  box.ariaLabel = `Compare ${label}`;
}

/**
 * @param {Element | undefined} cell
 * @param {ReturnType<typeof requestCells>} cells
 */
function fillPath(cell, { href, path, query, pathTitle }) {
  const link = /** @type {HTMLAnchorElement} */ (cell?.firstElementChild);
  link.href = href;
  link.title = pathTitle;
  setText(link.children[0], path);
  setText(link.children[1], query);
}

/**
 * @param {Element | undefined} cell
 * @param {ReturnType<typeof requestCells>} cells
 */
function fillRoute(cell, { route, routeHref }) {
  const link = /** @type {HTMLAnchorElement} */ (cell?.firstElementChild);
  setText(link, route).title = route;
  link.hidden = route === "";
  link.href = routeHref;
}

/**
 * @param {HTMLElement | undefined} cell
 * @param {ListRow} row
 * @param {string} label
 */
function fillBar(cell, row, label) {
  const svg = /** @type {SVGElement} */ (cell?.firstElementChild);
  svg.ariaLabel = label;
  if (cell) cell.title = label;
  for (const [i, { x, width }] of barParts(row).entries()) {
    svg.children[i]?.setAttribute("x", String(x));
    svg.children[i]?.setAttribute("width", String(width));
  }
}

/**
 * @param {Element | null | undefined} element
 * @param {string} text
 * @returns {HTMLElement}
 */
function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
  return /** @type {HTMLElement} */ (element);
}
