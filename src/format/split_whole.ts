// Sharing out microseconds, samples or ticks in whole numbers without losing or inventing one.

/**
 * Splits the whole number `total` in proportion to `shares` (each >= 0) by largest remainder; equal
 * remainders favour the earlier share. The parts add up to `total`. All shares 0: everything to the first.
 */
export function splitWhole(total: number, shares: ArrayLike<number>): number[] {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += shares[i]!;
  // Of their length from the start: a list that grows gets room for 17 numbers, and most have two.
  const parts: number[] = new Array(shares.length);
  if (sum === 0 || shares.length === 1) {
    for (let i = 0; i < shares.length; i++) parts[i] = i === 0 ? total : 0;
    return parts;
  }
  const remainders: number[] = new Array(shares.length);
  let left = total;
  for (let i = 0; i < shares.length; i++) {
    const product = total * shares[i]!;
    // % of doubles is exact, the fraction of a quotient is not: it would decide ties at random.
    const remainder = product % sum;
    const part = Math.round((product - remainder) / sum);
    parts[i] = part;
    remainders[i] = remainder;
    left -= part;
  }
  if (left === 1) parts[largest(remainders)]!++;
  else if (left !== 0) giveOut(left, parts, remainders);
  return parts;
}

/** Index of the largest number, the first of equal ones. */
function largest(numbers: readonly number[]): number {
  let found = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[found]!) found = i;
  return found;
}

function giveOut(amount: number, parts: number[], remainders: readonly number[]): void {
  // Stable: equal remainders stay in the order of the shares.
  const order = Array.from(parts.keys()).sort((a, b) => remainders[b]! - remainders[a]!);
  // Above 2^53 products are rounded, so more than one each (or a negative amount) may be left over.
  const step = Math.sign(amount);
  for (let i = 0, left = amount; left !== 0; i = (i + 1) % order.length) {
    const part = order[i]!;
    if (parts[part]! + step < 0) continue;
    parts[part]! += step;
    left -= step;
  }
}
