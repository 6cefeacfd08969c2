// Sorts two columns by the first, in place.

/**
 * Sorts the rows from `from` to before `to` by `keys`; equal keys may change places. Shell's sort: most of
 * what it gets is a handful of rows, for which it allocates nothing, but a hostile million takes no quadratic
 * time either.
 */
export function sortTogether<T extends Float64Array | Uint32Array>(
  keys: T,
  values: T,
  { from, to }: { from: number; to: number },
): void {
  for (let gap = (to - from) >> 1; gap > 0; gap = gap === 2 ? 1 : Math.floor(gap * 5 / 11)) {
    for (let i = from + gap; i < to; i++) {
      const key = keys[i]!;
      if (keys[i - gap]! <= key) continue;
      const value = values[i]!;
      let at = i;
      for (; at - gap >= from && keys[at - gap]! > key; at -= gap) {
        keys[at] = keys[at - gap]!;
        values[at] = values[at - gap]!;
      }
      keys[at] = key;
      values[at] = value;
    }
  }
}
