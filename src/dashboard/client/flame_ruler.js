// @ts-check
// Where the lines of the time scale go.

/**
 * Instants from `from` to `to` at a round distance (1, 2 or 5 times a power of ten), at most `most`.
 * @type {(from: number, to: number, most: number) => { ticks: number[], step: number }}
 */
export function rulerTicks(from, to, most) {
  const least = (to - from) / Math.max(1, most);
  if (!(least > 0)) return { ticks: [], step: 0 };
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power *
    (/** @type {number} */ ([1, 2, 5, 10].find((factor) => factor * power >= least)));
  const ticks = [];
  // By multiplication: adding up steps would drift.
  for (let i = Math.ceil(from / step); i * step <= to; i++) ticks.push(i * step);
  return { ticks, step };
}

/**
 * The text of a tick: all ticks of one ruler have the same unit and as many digits as their distance needs.
 * @type {(micros: number, step: number) => string}
 */
export function tickLabel(micros, step) {
  const [divisor, unit] = step >= 1e6 ? [1e6, "s"] : step >= 10 ? [1e3, "ms"] : [1, "µs"];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / divisor) - 1e-9));
  return `${(micros / divisor).toFixed(Math.min(6, digits))} ${unit}`;
}
