// Exact decimal digits of a double. toFixed() and toPrecision() stop at 100 digits, turn to exponents at
// 1e21 and round ties up; Python rounds the exact binary value half to even, at any precision.

/** The number 0.DIGITS x 10^point. Digits have no trailing zeros; zero is digits "0", point 1. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const ZERO: Decimal = { digits: "0", point: 1 };

/** Every digit of a finite `value` >= 0 (up to 767 of them). */
export function exactDigits(value: number): Decimal {
  if (value === 0) return ZERO;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const biased = Number(word >> 52n) & 0x7ff;
  const fraction = word & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  if (exponent >= 0) return decimal((mantissa << BigInt(exponent)).toString(), 0);
  // m / 2^k = m * 5^k / 10^k: a whole number and a shift of the point.
  return decimal((mantissa * 5n ** BigInt(-exponent)).toString(), exponent);
}

/** The fewest digits that read back as the same double; finite `value` >= 0. */
export function shortestDigits(value: number): Decimal {
  if (value === 0) return ZERO;
  const [significand, exponent] = value.toExponential().split("e") as [string, string];
  const digits = significand.replace(".", "");
  return decimal(digits, Number(exponent) + 1 - digits.length);
}

/** Keeps the first `count` digits (none when negative), rounding half to even. */
export function roundDigits({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return ZERO;
  const head = digits.slice(0, count);
  const rest = digits.slice(count);
  // "5" alone is a tie because digits never end in zeros.
  const lastIsOdd = count > 0 && Number(digits[count - 1]) % 2 === 1;
  if (rest > "5" || (rest === "5" && lastIsOdd)) {
    return decimal((BigInt(head) + 1n).toString(), point - count);
  }
  return head === "" ? ZERO : decimal(head, point - count);
}

function decimal(digits: string, shift: number): Decimal {
  return { digits: digits.replace(/0+$/, ""), point: digits.length + shift };
}
