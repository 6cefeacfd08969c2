// @ts-check
// The orders of the list, the same on the server and in the browser. Written "duration" or, from the largest,
// "-duration".

/** @typedef {import("../list_row.ts").ListRow} ListRow */

/** What columns are sorted by. @type {Record<string, (row: ListRow) => string | number | null>} */
const KEYS = {
  time: (row) => row.time,
  method: (row) => row.method,
  path: (row) => row.path,
  route: (row) => row.route,
  status: (row) => row.status,
  duration: (row) => row.duration,
  cpu: (row) => row.cpu,
  wait: (row) => row.wait,
  size: (row) => row.size,
};

/** The newest first. */
export const DEFAULT_ORDER = "-time";

/**
 * The order that a text means; DEFAULT_ORDER for what is none.
 * @param {string} text
 * @returns {{ column: string, isDescending: boolean }}
 */
export function parseOrder(text) {
  const column = text.replace(/^-/, "");
  if (!Object.hasOwn(KEYS, column)) return parseOrder(DEFAULT_ORDER);
  return { column, isDescending: text.startsWith("-") };
}

/**
 * The order after a press on a column's head: texts start with A, amounts with the largest.
 * @param {string} column
 * @param {string} current
 * @returns {string}
 */
export function nextOrder(column, current) {
  if (current === `-${column}`) return column;
  if (current === column) return `-${column}`;
  return /^(method|path|route)$/.test(column) ? column : `-${column}`;
}

/**
 * The rows in an order, as a new list. Those that have no value are last, equal ones newest first.
 * @param {readonly ListRow[]} rows
 * @param {string} order
 * @returns {ListRow[]}
 */
export function sortedRows(rows, order) {
  const { column, isDescending } = parseOrder(order);
  const key = /** @type {(row: ListRow) => string | number | null} */ (KEYS[column]);
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === y) return b.time - a.time;
    if (x === null || x === "") return 1;
    if (y === null || y === "") return -1;
    return x < y ? -sign : sign;
  });
}
