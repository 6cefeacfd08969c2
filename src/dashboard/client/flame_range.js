// @ts-check
// The stretch of time in view, and how it moves. Pure: from a range to the next one.

/** @typedef {{ from: number, to: number }} Range microseconds; to > from */

/** Nothing is narrower, in microseconds: below, doubles and eyes both give up. */
const MIN_SPAN = 1;

/**
 * `range` moved and cut so that it lies within 0 and `total`.
 * @type {(range: Range, total: number) => Range}
 */
export function clampedRange({ from, to }, total) {
  const span = Math.min(total, Math.max(Math.min(MIN_SPAN, total), to - from));
  const start = Math.max(0, Math.min(from, total - span));
  return { from: start, to: start + span };
}

/**
 * `factor` < 1 shows less; what is at `time` stays where it is.
 * @type {(range: Range, factor: number, time: number) => Range}
 */
export function zoomedRange({ from, to }, factor, time) {
  return { from: time - (time - from) * factor, to: time + (to - time) * factor };
}

/**
 * Moved by a `share` of itself, negative = to the left.
 * @type {(range: Range, share: number) => Range}
 */
export function pannedRange({ from, to }, share) {
  const shift = (to - from) * share;
  return { from: from + shift, to: to + shift };
}

/**
 * Between two ranges; `progress` from 0 to 1 slows down towards the end.
 * @type {(start: Range, end: Range, progress: number) => Range}
 */
export function rangeBetween(start, end, progress) {
  const share = 1 - (1 - progress) ** 3;
  return {
    from: start.from + (end.from - start.from) * share,
    to: start.to + (end.to - start.to) * share,
  };
}
