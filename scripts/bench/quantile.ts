// One number for many: how every figure of the bench is summed up.

/** The value that a share of `values` (0 to 1) is not above; NaN for none. `values` need not be sorted. */
export function quantile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

/** The middle one, which a single disturbed round cannot move. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}
