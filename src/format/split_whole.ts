// Sharing out microseconds, samples or ticks in whole numbers without losing or inventing one.

/**
 * Splits the whole number `total` in proportion to `shares` (each >= 0) by largest remainder; equal
 * remainders favour the earlier share. The parts add up to `total`. All shares 0: everything to the first.
 */
export function splitWhole(total: number, shares: ArrayLike<number>): Float64Array {
  if (shares.length === 1) return Float64Array.of(total);
  const parts = new Float64Array(shares.length);
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += shares[i]!;
  if (sum === 0) {
    if (parts.length > 0) parts[0] = total;
    return parts;
  }
  const remainders = new Float64Array(shares.length);
  let left = total;
  for (let i = 0; i < shares.length; i++) {
    const product = total * shares[i]!;
    // % of doubles is exact, the fraction of a quotient is not: it would decide ties at random.
    remainders[i] = product % sum;
    parts[i] = Math.round((product - remainders[i]!) / sum);
    left -= parts[i]!;
  }
  giveOut(left, parts, remainders);
  return parts;
}

function giveOut(left: number, parts: Float64Array, remainders: Float64Array): void {
  if (left === 0) return;
  const order = Array.from(parts.keys()).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  // Above 2^53 products are rounded, so more than one each (or a negative amount) may be left over.
  const step = Math.sign(left);
  for (let i = 0; left !== 0; i = (i + 1) % order.length) {
    const part = order[i]!;
    if (parts[part]! + step < 0) continue;
    parts[part]! += step;
    left -= step;
  }
}
