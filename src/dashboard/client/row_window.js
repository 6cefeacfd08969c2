// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The part of a long list that can be seen, as rows of a table that is as high as all of it: scrolling costs the same
// for fifty rows and for fifty thousand.
import { fillRowElement, newRowElement } from "./row_element.js";

/** @typedef {import("../list_row.ts").ListRow} ListRow */

/** Rows above and below the window, so that a fast wheel meets no blank. */
const MARGIN_ROWS = 8;

/** The rows of one table; scrolls with the page. */
export class RowWindow {
  /** @type {readonly ListRow[]} */
  #rows = [];
  /** Those that are in the table, by row. @type {Map<ListRow, HTMLTableRowElement>} */
  #elements = new Map();
  /** @type {HTMLTableRowElement[]} */
  #spare = [];
  #above = spacer();
  #below = spacer();
  #rowHeight = 34;
  /** @type {number | undefined} */
  #frame;

  /**
   * @param {HTMLTableElement} table
   * @param {(row: ListRow) => { isChosen: boolean, isFresh: boolean }} stateOf
   */
  constructor(table, stateOf) {
    this.table = table;
    this.stateOf = stateOf;
    this.body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
    this.#rowHeight = this.body.rows[0]?.getBoundingClientRect().height || this.#rowHeight;
    this.body.replaceChildren(this.#above, this.#below);
    addEventListener("scroll", () => this.#renderSoon(), { passive: true });
    addEventListener("resize", () => this.#renderSoon());
  }

  /**
   * Shows other rows. With `isAnchored` the row at the upper edge stays where it is, if it is still there.
   * @param {readonly ListRow[]} rows
   * @param {{ isAnchored: boolean }} options
   */
  show(rows, { isAnchored }) {
    const edge = Math.floor(this.#scrolled / this.#rowHeight);
    const anchor = isAnchored && this.#scrolled > 0 ? this.#rows[edge] : undefined;
    this.#rows = rows;
    this.table.ariaRowCount = String(rows.length + 1);
    // The document has to be high enough before it can be scrolled.
    this.#render();
    const moved = anchor ? rows.findIndex(({ name }) => name === anchor.name) - edge : 0;
    if (!anchor || moved === 0 || rows[edge + moved]?.name !== anchor.name) return;
    scrollBy({ top: moved * this.#rowHeight, behavior: "instant" });
    this.#render();
  }

  /** Draws again what is there: a state has changed. */
  redraw() {
    for (const element of this.#elements.values()) element.remove();
    this.#elements.clear();
    this.#render();
  }

  /**
   * Scrolls as little as needed to see a row, and puts the focus on its link.
   * @param {number} index
   */
  focus(index) {
    const row = this.#rows[index];
    if (!row) return;
    const head = this.table.tHead?.offsetHeight ?? 0;
    const top = this.#top + index * this.#rowHeight;
    const bottom = top + this.#rowHeight;
    if (index === 0) scrollTo({ top: 0, behavior: "instant" });
    else if (top - head < scrollY) scrollTo({ top: top - head, behavior: "instant" });
    else if (bottom > scrollY + innerHeight) {
      scrollTo({ top: bottom - innerHeight + 8, behavior: "instant" });
    }
    this.#render();
    const link = /** @type {HTMLElement | null | undefined} */ (
      this.#elements.get(row)?.querySelector(".col-path a")
    );
    link?.focus({ preventScroll: true });
  }

  /** Where the rows begin in the document. */
  get #top() {
    return this.body.getBoundingClientRect().top + scrollY;
  }

  /** How far the first row is above the lower edge of the head. */
  get #scrolled() {
    return Math.max(0, scrollY + (this.table.tHead?.offsetHeight ?? 0) - this.#top);
  }

  #renderSoon() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#render();
    });
  }

  #render() {
    const first = Math.floor(this.#scrolled / this.#rowHeight) - MARGIN_ROWS;
    const count = Math.ceil(innerHeight / this.#rowHeight) + 2 * MARGIN_ROWS;
    const last = Math.min(this.#rows.length, Math.max(0, first) + count);
    // At the end of the list no less than a window is shown.
    const start = Math.max(0, Math.min(first, last - count));
    this.#place(start, last);
    this.#above.style.height = `${start * this.#rowHeight}px`;
    this.#below.style.height = `${(this.#rows.length - last) * this.#rowHeight}px`;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  #place(start, end) {
    const shown = this.#rows.slice(start, end);
    this.#dropAllBut(new Set(shown));
    const now = Date.now();
    /** @type {Element} */
    let previous = this.#above;
    for (const [i, row] of shown.entries()) {
      let element = this.#elements.get(row);
      if (!element) {
        element = this.#spare.pop() ?? newRowElement();
        fillRowElement(element, row, { ...this.stateOf(row), index: start + i, now });
        this.#elements.set(row, element);
      } else element.ariaRowIndex = String(start + i + 2);
      // Moved only when needed: an element that is moved loses the focus.
      if (previous.nextElementSibling !== element) previous.after(element);
      previous = element;
    }
  }

  /** @param {ReadonlySet<ListRow>} rows */
  #dropAllBut(rows) {
    for (const [row, element] of this.#elements) {
      if (rows.has(row)) continue;
      element.remove();
      this.#elements.delete(row);
      this.#spare.push(element);
    }
  }
}

/** A row that is as high as those that are not there. */
function spacer() {
  const row = document.createElement("tr");
  row.className = "spacer";
  row.ariaHidden = "true";
  // One cell: to span columns that a narrow window hides would bring them back.
  row.insertCell();
  return row;
}
