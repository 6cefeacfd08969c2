// @ts-check
// Boxes sorted into rows, and what is found in them by binary search: a graph of a million boxes draws as fast
// as one of a hundred, because only what is visible is touched.
import { indices, reordered } from "./flame_columns.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").WalkedBoxes} WalkedBoxes */

/**
 * Sorts boxes by row. Within a row they must come in order of start, as every walk has them.
 * @type {(walked: WalkedBoxes, baseRow?: number) => Boxes}
 */
export function sortIntoRows({ row, parent, ...rest }, baseRow = 0) {
  let rowCount = 0;
  for (let box = 0; box < row.length; box++) rowCount = Math.max(rowCount, row[box] + 1);
  const rowStarts = indices(rowCount + 1);
  for (let box = 0; box < row.length; box++) rowStarts[row[box] + 1]++;
  for (let i = 0; i < rowCount; i++) rowStarts[i + 1] += rowStarts[i];
  const next = rowStarts.slice();
  const order = indices(row.length);
  const placeOf = indices(row.length);
  for (let box = 0; box < row.length; box++) {
    const place = next[row[box]]++;
    order[place] = box;
    placeOf[box] = place;
  }
  const parents = indices(row.length);
  for (let place = 0; place < order.length; place++) {
    const above = parent[order[place]];
    parents[place] = above < 0 ? -1 : placeOf[above];
  }
  const sums = Object.entries(rest.sums).map(([name, values]) => [name, reordered(values, order)]);
  return {
    ...rest,
    frame: reordered(rest.frame, order),
    node: reordered(rest.node, order),
    parent: parents,
    start: reordered(rest.start, order),
    width: reordered(rest.width, order),
    self: reordered(rest.self, order),
    sums: Object.fromEntries(sums),
    rowStarts,
    baseRow,
  };
}

/**
 * How many rows there are.
 * @type {(boxes: Boxes) => number}
 */
export function rowCount({ rowStarts }) {
  return rowStarts.length - 1;
}

/**
 * The row of a box.
 * @type {(boxes: Boxes, box: number) => number}
 */
export function rowOf({ rowStarts }, box) {
  return firstWhere(0, rowStarts.length - 1, (row) => rowStarts[row + 1] > box);
}

/**
 * The first box of `row` that ends after `time`; one behind the row's last when there is none.
 * @type {(boxes: Boxes, row: number, time: number) => number}
 */
export function firstEndingAfter({ rowStarts, start, width }, row, time) {
  return firstWhere(
    rowStarts[row],
    rowStarts[row + 1],
    (box) => start[box] + width[box] > time,
  );
}

/**
 * The box at `time` in `row`, -1 when there is none.
 * @type {(boxes: Boxes, row: number, time: number) => number}
 */
export function boxAt(boxes, row, time) {
  if (row < 0 || row >= rowCount(boxes)) return -1;
  const box = firstEndingAfter(boxes, row, time);
  return box < boxes.rowStarts[row + 1] && boxes.start[box] <= time ? box : -1;
}

/**
 * The widest box that hangs on `box`, -1 when there is none. In rows above the base callers hang on callees.
 * @type {(boxes: Boxes, box: number) => number}
 */
export function widestChild(boxes, box) {
  const row = rowOf(boxes, box);
  const towards = row < boxes.baseRow ? -1 : 1;
  if (row + towards < 0 || row + towards >= rowCount(boxes)) return -1;
  const end = boxes.start[box] + boxes.width[box];
  let widest = -1;
  const first = firstEndingAfter(boxes, row + towards, boxes.start[box]);
  for (let child = first; child < boxes.rowStarts[row + towards + 1]; child++) {
    if (boxes.start[child] >= end) break;
    if (boxes.parent[child] !== box) continue;
    if (widest < 0 || boxes.width[child] > boxes.width[widest]) widest = child;
  }
  return widest;
}

/**
 * The box of `node`, -1 when there is none; in order of time the widest of many.
 * @type {(boxes: Boxes, node: number) => number}
 */
export function boxOfNode(boxes, node) {
  let found = -1;
  for (let box = 0; box < boxes.node.length; box++) {
    if (boxes.node[box] !== node) continue;
    if (found < 0 || boxes.width[box] > boxes.width[found]) found = box;
  }
  return found;
}

/**
 * From `box` to the end of the stack that it hangs on.
 * @type {(boxes: Boxes, box: number) => number[]}
 */
export function boxPath({ parent }, box) {
  const path = [];
  for (let at = box; at >= 0; at = parent[at]) path.push(at);
  return path;
}

/**
 * The first number from `low` to `high` for which `isTrue`; it must stay true from there on.
 * @type {(low: number, high: number, isTrue: (n: number) => boolean) => number}
 */
function firstWhere(low, high, isTrue) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
