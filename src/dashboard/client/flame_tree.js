// @ts-check
/// <reference no-default-lib="true" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
// The call tree as a table: what the canvas shows, for the keyboard, for screen readers and for reading numbers.
// Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/ (rows take the focus, one of them is in the tab order).
import { formatMicros, formatShare } from "./format_time.js";

/** @typedef {import("./flame_client.js").FlameClient} FlameClient */
/** @typedef {import("./flame_types.d.ts").FlameFrame} FlameFrame */
/** @typedef {import("./flame_types.d.ts").TreeRow} TreeRow */

/** Rows of one node at first; the others come on demand. */
const PAGE_ROWS = 60;
/** How far the heaviest path is open from the start. */
const OPEN_LEVELS = 14;
const OPEN_SHARE = 0.4;

/** @typedef {{ row: TreeRow, level: number, parent: HTMLTableRowElement | null }} Place */

/** Fills a tbody. */
export class CallTree {
  /** @type {readonly FlameFrame[]} */
  #frames = [];
  #total = 1;
  /** What the client showed when these frames came. */
  #shown = -1;
  #body;
  #client;
  #selected;
  /** @type {WeakMap<HTMLTableRowElement, Place>} */
  #places = new WeakMap();

  /** `selected` hears of the node of a row that takes the focus. @param {HTMLTableSectionElement} body @param {FlameClient} client @param {(node: number) => void} selected */
  constructor(body, client, selected) {
    this.#body = body;
    this.#client = client;
    this.#selected = selected;
    body.addEventListener("keydown", (event) => this.#key(event));
    body.addEventListener("click", (event) => this.#click(event));
  }

  /** Starts over with other frames, the heaviest path open. @type {(frames: readonly FlameFrame[], total: number) => Promise<void>} */
  async show(frames, total) {
    this.#frames = frames;
    this.#total = Math.max(total, 1e-9);
    this.#shown = this.#client.shown;
    const children = await this.#client.children(0);
    this.#body.replaceChildren();
    this.#append(null, children, 0);
    let element = this.#rows()[0];
    for (let level = 1; element && level < OPEN_LEVELS; level++) {
      const parent = this.#place(element).row;
      if (!parent.hasChildren || parent.total < this.#total * OPEN_SHARE) break;
      await this.#expand(element);
      element = this.#rows()[level];
    }
    this.#rows()[0]?.setAttribute("tabindex", "0");
  }

  /** Opens the way to a node and marks it, without taking the focus. @type {(node: number) => Promise<void>} */
  async reveal(node) {
    if (this.#isStale()) return;
    const path = await this.#client.path(node);
    /** @type {HTMLTableRowElement | null} */
    let element = null;
    for (const step of path.slice(1)) {
      if (element) await this.#expand(element);
      const found = await this.#childRow(element, step);
      if (!found) break;
      element = found;
    }
    this.#mark(element);
    if (element) this.#scrollTo(element);
  }

  /** Other frames are on their way: the client would answer with nodes that these rows know nothing of. */
  #isStale() {
    return this.#shown !== this.#client.shown;
  }

  /** Scrolls the table only: the page stays where the user looks. @param {HTMLTableRowElement} element */
  #scrollTo(element) {
    const scroller = this.#body.closest(".tree-scroller");
    if (!scroller) return;
    const [row, box] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
    const head = this.#body.parentElement?.querySelector("thead")?.clientHeight ?? 0;
    if (row.top < box.top + head) scroller.scrollTop += row.top - box.top - head - 40;
    else if (row.bottom > box.bottom) scroller.scrollTop += row.bottom - box.bottom + 40;
  }

  /** @type {(element: HTMLTableRowElement) => Place} */
  #place(element) {
    return /** @type {Place} */ (this.#places.get(element));
  }

  /** Rows of nodes, without those that offer more. @returns {HTMLTableRowElement[]} */
  #rows() {
    return [...this.#body.rows].filter((row) => this.#places.has(row));
  }

  /** The row of a child; rows that are not there yet are fetched. @type {(parent: HTMLTableRowElement | null, node: number) => Promise<HTMLTableRowElement | undefined>} */
  async #childRow(parent, node) {
    const find = () => this.#rows().find((row) => this.#place(row).row.node === node);
    const found = find();
    if (found) return found;
    const more = [...this.#body.querySelectorAll("button[data-more]")].find((button) => {
      return button.getAttribute("data-more") === `${parent ? this.#place(parent).row.node : 0}`;
    });
    if (more instanceof HTMLElement) more.click();
    return await Promise.resolve(find());
  }

  /** @param {HTMLTableRowElement} element */
  async #expand(element) {
    if (element.getAttribute("aria-expanded") !== "false" || this.#isStale()) return;
    const children = await this.#client.children(this.#place(element).row.node);
    // Somebody else may have asked for the same in between.
    if (element.getAttribute("aria-expanded") !== "false" || !element.isConnected) return;
    element.setAttribute("aria-expanded", "true");
    this.#append(element, children, 0);
  }

  /** @param {HTMLTableRowElement} element */
  #collapse(element) {
    if (element.getAttribute("aria-expanded") !== "true") return;
    element.setAttribute("aria-expanded", "false");
    const { level } = this.#place(element);
    for (let next = element.nextElementSibling; next;) {
      const following = next.nextElementSibling;
      if (Number(next.getAttribute("aria-level") ?? Infinity) <= level) break;
      next.remove();
      next = following;
    }
  }

  /** Adds rows from `first` on below `parent`, or below `last`, the row that offered more. @type {(parent: HTMLTableRowElement | null, rows: TreeRow[], first: number, last?: HTMLTableRowElement) => void} */
  #append(parent, rows, first, last) {
    const level = parent ? this.#place(parent).level + 1 : 1;
    const elements = rows.slice(first, first + PAGE_ROWS).map((row, index) => {
      const element = this.#element(row, level);
      element.setAttribute("aria-posinset", `${first + index + 1}`);
      element.setAttribute("aria-setsize", `${rows.length}`);
      this.#places.set(element, { row, level, parent });
      return element;
    });
    if (rows.length > first + PAGE_ROWS) {
      elements.push(this.#moreRow(parent, rows, first + PAGE_ROWS, level));
    }
    if (last) last.replaceWith(...elements);
    else if (parent) parent.after(...elements);
    else this.#body.append(...elements);
  }

  /** @type {(row: TreeRow, level: number) => HTMLTableRowElement} */
  #element({ frame: index, total, self, sums, hasChildren, node }, level) {
    const frame = /** @type {FlameFrame} */ (this.#frames[index]);
    const element = document.createElement("tr");
    element.setAttribute("aria-level", `${level}`);
    if (hasChildren) element.setAttribute("aria-expanded", "false");
    element.tabIndex = -1;
    element.dataset.node = `${node}`;
    element.append(nameCell(frame, level, hasChildren));
    if (sums.before !== undefined && sums.after !== undefined) {
      const change = sums.after - sums.before;
      element.append(numberCell(formatMicros(sums.before)), numberCell(formatMicros(sums.after)));
      element.append(numberCell(signed(change), change > 0 ? "more" : "less"));
      return element;
    }
    element.append(shareCell(total, this.#total), numberCell(formatMicros(total)));
    element.append(numberCell(self > 0 ? formatMicros(self) : ""));
    element.append(numberCell((sums.wait ?? 0) > 0 ? formatMicros(sums.wait ?? 0) : ""));
    return element;
  }

  /** @type {(parent: HTMLTableRowElement | null, rows: TreeRow[], first: number, level: number) => HTMLTableRowElement} */
  #moreRow(parent, rows, first, level) {
    const element = document.createElement("tr");
    element.setAttribute("aria-level", `${level}`);
    const cell = element.insertCell();
    cell.colSpan = 5;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.more = `${parent ? this.#place(parent).row.node : 0}`;
    button.textContent = `${rows.length - first} more`;
    button.addEventListener("click", () => this.#append(parent, rows, first, element));
    cell.append(button);
    return element;
  }

  /** @param {HTMLTableRowElement | null} element */
  #mark(element) {
    for (const row of this.#body.querySelectorAll("[aria-selected]")) {
      row.removeAttribute("aria-selected");
    }
    element?.setAttribute("aria-selected", "true");
  }

  /** @param {HTMLTableRowElement} element */
  #focus(element) {
    for (const row of this.#body.querySelectorAll('[tabindex="0"]')) {
      row.setAttribute("tabindex", "-1");
    }
    element.tabIndex = 0;
    element.focus();
    this.#mark(element);
    this.#selected(this.#place(element).row.node);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const element = target.closest("tr");
    if (!element || !this.#places.has(element) || target.closest("a")) return;
    if (target.closest(".twisty")) {
      if (element.getAttribute("aria-expanded") === "true") this.#collapse(element);
      else this.#expand(element);
    }
    this.#focus(element);
  }

  /** @param {KeyboardEvent} event */
  async #key(event) {
    const element = /** @type {Element} */ (event.target).closest("tr");
    if (!element || !this.#places.has(element)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.#rows();
    const index = rows.indexOf(element);
    const isOpen = element.getAttribute("aria-expanded") === "true";
    /** @type {HTMLTableRowElement | null | undefined} */
    let next;
    if (event.key === "ArrowDown") next = rows[index + 1];
    else if (event.key === "ArrowUp") next = rows[index - 1];
    else if (event.key === "Home") next = rows[0];
    else if (event.key === "End") next = rows.at(-1);
    else if (event.key === "ArrowLeft" && !isOpen) next = this.#place(element).parent;
    else if (event.key === "ArrowLeft") this.#collapse(element);
    else if (event.key === "ArrowRight" && isOpen) next = rows[index + 1];
    else if (event.key === "ArrowRight") await this.#expand(element);
    else return;
    event.preventDefault();
    if (next) this.#focus(next);
  }
}

/** @type {(frame: FlameFrame, level: number, hasChildren: boolean) => HTMLTableCellElement} */
function nameCell({ name, place, tint, source }, level, hasChildren) {
  const cell = document.createElement("td");
  cell.className = "tree-name";
  cell.style.paddingLeft = `${8 + (level - 1) * 14}px`;
  const twisty = document.createElement("span");
  twisty.className = hasChildren ? "twisty" : "twisty none";
  twisty.setAttribute("aria-hidden", "true");
  const swatch = document.createElement("span");
  swatch.className = `swatch tint-${tint}`;
  const label = document.createElement("span");
  label.textContent = name;
  label.className = "tree-function";
  cell.append(twisty, swatch, label);
  if (place) {
    const where = document.createElement(source ? "a" : "span");
    if (where instanceof HTMLAnchorElement) where.href = source;
    where.className = "place";
    where.textContent = place;
    where.tabIndex = -1;
    cell.append(where);
  }
  cell.title = place ? `${name} ${place}` : name;
  return cell;
}

/** @type {(text: string, className?: string) => HTMLTableCellElement} */
function numberCell(text, className = "") {
  const cell = document.createElement("td");
  cell.className = `num ${className}`.trim();
  cell.textContent = text;
  return cell;
}

/** @type {(part: number, whole: number) => HTMLTableCellElement} */
function shareCell(part, whole) {
  const cell = numberCell(formatShare(part, whole), "share");
  cell.style.backgroundSize = `${(100 * part / whole).toFixed(1)}% 100%`;
  return cell;
}

/** @param {number} micros */
function signed(micros) {
  const text = formatMicros(Math.abs(micros));
  return text === "0 ms" ? "" : `${micros > 0 ? "+" : "−"}${text}`;
}
