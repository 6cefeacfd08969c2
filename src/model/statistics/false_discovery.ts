// Who compares a hundred functions finds five "differences" at 5 % by chance alone.

/**
 * p-values adjusted for their number by the method of Y. Benjamini and Y. Hochberg (1995): of all that are below
 * 5 % afterwards, 5 % at most are expected to be noise. NaN stays NaN and does not count.
 */
export function falseDiscovery(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].filter((i) => !Number.isNaN(pValues[i]!));
  order.sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = pValues.map(() => NaN);
  let least = 1;
  order.forEach((i, place) => {
    const rank = order.length - place;
    adjusted[i] = least = Math.min(least, pValues[i]! * order.length / rank);
  });
  return adjusted;
}
