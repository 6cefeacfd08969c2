// @ts-check
// Left heavy: all calls of a stack as one box, the heaviest child first. Time has no order here.
import { sortIntoRows } from "./flame_boxes.js";
import { floats, indices, reordered } from "./flame_columns.js";
import { subtreeSums, subtreeSumsOfAll } from "./flame_times.js";

/** @typedef {import("./flame_types.d.ts").Boxes} Boxes */
/** @typedef {import("./flame_types.d.ts").Column} Column */
/** @typedef {import("./flame_types.d.ts").NodeTimes} NodeTimes */
/** @typedef {import("./flame_types.d.ts").Tree} Tree */
/** @typedef {import("./flame_types.d.ts").WalkedBoxes} WalkedBoxes */

/**
 * Lays a tree out. The root is the row above all others and as wide as the whole.
 * @type {(tree: Tree, times: NodeTimes) => Boxes}
 */
export function layoutLeftHeavy(tree, times) {
  return sortIntoRows(walkLeftHeavy(tree, times));
}

/**
 * The same before it is sorted into rows, for the sandwich.
 * @type {(tree: Tree, times: NodeTimes) => WalkedBoxes}
 */
export function walkLeftHeavy(tree, { self, sums }) {
  const total = subtreeSums(tree, self);
  const children = heaviestFirst(tree, total);
  const order = preorder(tree, children, total);
  const { boxOf, start, row } = place(tree, order, total);
  const parent = indices(order.length);
  for (let box = 0; box < order.length; box++) {
    parent[box] = box === 0 ? -1 : boxOf[tree.nodeParent[order[box]]];
  }
  const totals = Object.entries(subtreeSumsOfAll(tree, sums)).map(([name, values]) => {
    return [name, pick(values, order)];
  });
  return {
    frame: pick(tree.nodeFrame, order),
    node: order,
    parent,
    row,
    start,
    width: pick(total, order),
    self: pick(self, order),
    sums: Object.fromEntries(totals),
    total: total[0],
    from: 0,
    to: total[0],
    grain: 0,
  };
}

/** @type {(values: Column, order: Column) => Column} */
function pick(values, order) {
  return reordered(values, order).slice(0, order.length);
}

/** @typedef {{ first: Column, next: Column }} Children linked lists in order of weight; 0 = none, as the root is nobody's child */

/** @type {(tree: Tree, total: Column) => Children} */
function heaviestFirst({ nodeParent }, total) {
  const first = indices(nodeParent.length);
  const next = indices(nodeParent.length);
  const byWeight = Uint32Array.from(nodeParent, (_, node) => node).sort((a, b) => {
    return total[a] - total[b] || b - a;
  });
  // Put in front one after the other, so the last and heaviest ends up first.
  for (const node of byWeight) {
    if (node === 0) continue;
    next[node] = first[nodeParent[node]];
    first[nodeParent[node]] = node;
  }
  return { first, next };
}

/** Nodes without any time have no box. @type {(tree: Tree, children: Children, total: Column) => Column} */
function preorder({ nodeParent }, { first, next }, total) {
  const order = indices(nodeParent.length);
  let count = 0;
  let node = 0;
  while (true) {
    if (node === 0 || total[node] > 0) order[count++] = node;
    let following = total[node] > 0 ? first[node] : 0;
    while (following === 0 && node !== 0) {
      following = next[node];
      if (following === 0) node = nodeParent[node];
    }
    if (following === 0) return order.slice(0, count);
    node = following;
  }
}

/** @type {(tree: Tree, order: Column, total: Column) => { boxOf: Column, start: Column, row: Column }} */
function place({ nodeParent }, order, total) {
  const boxOf = indices(nodeParent.length);
  const start = floats(order.length);
  const row = indices(order.length);
  /** Where the next child of a box goes. */
  const free = floats(order.length);
  for (let box = 0; box < order.length; box++) {
    const node = order[box];
    boxOf[node] = box;
    if (box === 0) continue;
    const parent = boxOf[nodeParent[node]];
    row[box] = row[parent] + 1;
    start[box] = free[parent];
    free[box] = start[box];
    free[parent] += total[node];
  }
  return { boxOf, start, row };
}
