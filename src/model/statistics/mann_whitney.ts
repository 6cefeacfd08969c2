// Do two groups of requests differ, or is it noise? The rank test of H. B. Mann and D. R. Whitney (1947): it asks
// nothing of the shape of the distributions, and request times are skewed with far outliers, which would rule a
// test of means. The field's own tool for before and after, benchstat (golang.org/x/perf), uses it as well.

/** Up to so many values in all the distribution of U is counted out; its counts are then below 2^53. */
const MAX_EXACT = 50;

/**
 * The two-sided p-value: how likely ranks at least as uneven are when both groups are drawn from the same
 * distribution. Both ascending and not empty.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const { rankSum, ties } = rankSumOf(a, b);
  const u = rankSum - a.length * (a.length + 1) / 2;
  const isExact = ties === 0 && a.length + b.length <= MAX_EXACT;
  return isExact ? exactP(u, a.length, b.length) : normalP(u, { m: a.length, n: b.length, ties });
}

/** The smallest p-value that groups of so many values can have: that of groups which do not overlap at all. */
export function smallestP(m: number, n: number): number {
  let ways = 1;
  // Far enough: beyond it no p-value is of interest.
  for (let i = 1; i <= Math.min(m, n) && ways < 1e15; i++) ways = ways * (m + n - i + 1) / i;
  return Math.min(1, 2 / ways);
}

/** Ranks of `a` among all, equal values sharing the mean of theirs; `ties` is the sum of t^3 - t over them. */
function rankSumOf(a: readonly number[], b: readonly number[]): { rankSum: number; ties: number } {
  let [i, j, rankSum, ties] = [0, 0, 0, 0];
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    const [fromA, fromB] = [i, j];
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    const tied = i - fromA + j - fromB;
    rankSum += (i - fromA) * (fromA + fromB + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  return { rankSum, ties };
}

/** U of m and n values is distributed as the Gaussian binomial coefficient: the product of (1-x^(n+i))/(1-x^i). */
function exactP(u: number, m: number, n: number): number {
  const counts = new Float64Array(m * n + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let at = counts.length - 1; at >= n + i; at--) counts[at]! -= counts[at - n - i]!;
    for (let at = i; at < counts.length; at++) counts[at]! += counts[at - i]!;
  }
  const all = counts.reduce((sum, count) => sum + count, 0);
  const tail = counts.subarray(0, Math.min(u, m * n - u) + 1).reduce(
    (sum, count) => sum + count,
    0,
  );
  return Math.min(1, 2 * tail / all);
}

/** With the corrections for ties and for continuity. */
function normalP(u: number, { m, n, ties }: { m: number; n: number; ties: number }): number {
  const all = m + n;
  const variance = m * n / 12 * (all + 1 - ties / (all * (all - 1)));
  if (variance <= 0) return 1;
  const distance = Math.max(0, Math.abs(u - m * n / 2) - 0.5);
  return Math.min(1, erfc(distance / Math.sqrt(2 * variance)));
}

/** The complementary error function for x >= 0: its series, or far out its continued fraction (DLMF 7.6.1, 7.9.1). */
function erfc(x: number): number {
  if (x < 2.5) {
    let [term, sum] = [x, x];
    for (let k = 1; Math.abs(term) > 1e-17 * sum; k++) {
      term *= -x * x / k;
      sum += term / (2 * k + 1);
    }
    return 1 - 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}
