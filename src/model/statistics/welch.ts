// Does a function take another mean time per request? The t-test of B. L. Welch (1947), for unequal variances.
// For functions only sums and sums of squares are kept (values of every function of every request would be as
// large as the profiles), and many requests do not have a function at all, which leaves nothing for ranks. That
// sampling hits a function by chance is part of what varies between requests, so the test accounts for it.

/** One quantity over the requests of a group. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  /** Sum of squares. */
  readonly squares: number;
}

/** The two-sided p-value of equal means; NaN when a group has fewer than two. */
export function welch(a: Moments, b: Moments): number {
  if (a.count < 2 || b.count < 2) return NaN;
  const difference = a.sum / a.count - b.sum / b.count;
  const [va, vb] = [meanVariance(a), meanVariance(b)];
  if (va + vb === 0) return difference === 0 ? 1 : 0;
  const t = difference / Math.sqrt(va + vb);
  // Welch and Satterthwaite.
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.count - 1) + vb ** 2 / (b.count - 1));
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** Variance of the mean. What is smaller than rounding errors of the squares counts as nothing. */
function meanVariance({ count, sum, squares }: Moments): number {
  const deviations = squares - sum * sum / count;
  return deviations <= squares * 1e-14 ? 0 : deviations / (count - 1) / count;
}

/** The regularized incomplete beta function I_x(a, b), which is Student's distribution in other variables. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction is for small x; the function is symmetric.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return Math.exp(front) / a / betaFraction(x, a, b);
}

/** DLMF 8.17.22, evaluated by the method of W. J. Lentz (1976). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let [value, c, d] = [1, 1, 0];
  for (let i = 1; i < 1000; i++) {
    const m = i >> 1;
    const coefficient = i % 2 === 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + coefficient * d || tiny);
    c = 1 + coefficient / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/** Stirling's series (DLMF 5.11.1), moved to where it is good. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 12; at++) shift += Math.log(at);
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5) - 1 / (1680 * at ** 7);
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
