// @ts-check
// Typed arrays for columns of boxes and nodes: objects would cost ten times the memory and cannot be transferred.

/** @typedef {import("./flame_types.d.ts").Column} Column */

/**
 * Numbers with a fraction, all 0.
 * @type {(length: number) => Column}
 */
export function floats(length) {
  return new Float64Array(length);
}

/**
 * Indices, all 0; -1 is possible.
 * @type {(length: number) => Column}
 */
export function indices(length) {
  return new Int32Array(length);
}

/**
 * The values of `column` at `order`, as a new column of the same kind.
 * @type {(column: Column, order: Column) => Column}
 */
export function reordered(column, order) {
  const result = column.slice();
  for (let i = 0; i < order.length; i++) result[i] = column[order[i]];
  return result;
}
