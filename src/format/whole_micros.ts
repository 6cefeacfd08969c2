// Files hold whole microseconds, slices of a recording do not. Every codec rounds here, so that two
// formats of one recording agree to the microsecond.

/**
 * Weights as whole microseconds: the running sum is rounded, not each weight, so the total is off by half
 * a microsecond at most however many samples there are. Whole weights come back as they are.
 */
export function wholeMicros(weights: Float64Array): Float64Array {
  if (isWhole(weights)) return weights;
  const whole = new Float64Array(weights.length);
  let exact = 0;
  let rounded = 0;
  for (let i = 0; i < weights.length; i++) {
    exact += weights[i]!;
    const next = Math.round(exact);
    whole[i] = next - rounded;
    rounded = next;
  }
  return whole;
}

function isWhole(weights: Float64Array): boolean {
  for (let i = 0; i < weights.length; i++) if (!Number.isInteger(weights[i])) return false;
  return true;
}
