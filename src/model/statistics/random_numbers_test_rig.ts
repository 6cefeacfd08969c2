// Random numbers for tests of statistics: the same ones every time, or the tests would fail now and then.

/** Numbers from one seed. */
export interface RandomNumbers {
  /** 0 to 1. */
  uniform(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
}

/** By xorshift (G. Marsaglia, 2003), and the method of G. Box and M. Muller (1958). `seed` is not 0. */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed * 2_463_534_242 >>> 0;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
