// How the time and the samples of a node are spread over the lines of its function.

/**
 * Shares to split a node's samples or time by: one for each of its line times (`micros`), and last that of
 * the function's own line, on which everything falls that no line is known for. `self` is the node's self time.
 */
export function lineShares(micros: ArrayLike<number>, self: number): readonly number[] {
  const shares: number[] = [];
  let listed = 0;
  for (let i = 0; i < micros.length; i++) {
    shares.push(micros[i]!);
    listed += micros[i]!;
  }
  // Samples of no duration at all: the lines are known, their proportion is not.
  if (listed === 0 && self === 0 && shares.length > 0) return [...shares.fill(1), 0];
  const rest = self - listed;
  // Sums of fractions miss each other by a hair, which must not put a cost on one more line.
  shares.push(rest > self * 1e-6 ? rest : 0);
  return shares;
}
