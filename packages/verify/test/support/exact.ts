// Floating point in integers: every float64 is a fraction, and rounding one to a format is written out (IEEE 754
// §4.3.1, roundTiesToEven). Nothing here does arithmetic in floats, but for scaling by a power of two, which is exact.

/** n/d, with d above 0. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

function fraction(n: bigint, d: bigint): Fraction {
  return d < 0n ? { n: -n, d: -d } : { n, d };
}

/** The value of a finite float64 or float32. */
export function exact(x: number): Fraction {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & ((1n << 52n) - 1n)) | (exponent === 0n ? 0n : 1n << 52n);
  const n = bits >> 63n === 1n ? -mantissa : mantissa;
  const shift = (exponent === 0n ? 1n : exponent) - 1075n;
  return shift < 0n ? { n, d: 1n << -shift } : { n: n << shift, d: 1n };
}

export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const over = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n);
export const less = (a: Fraction, b: Fraction): boolean => a.n * b.d < b.n * a.d;
export const negative = ({ n, d }: Fraction): Fraction => ({ n: -n, d });
export const magnitude = (a: Fraction): Fraction => (a.n < 0n ? negative(a) : a);

export function plus(a: Fraction, b: Fraction): Fraction {
  // Denominators of floats are powers of two; sums of many keep theirs small.
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  return b.d % a.d === 0n ? plus(b, a) : fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** The largest integer that is not above. */
export function floor({ n, d }: Fraction): bigint {
  return n >= 0n || n % d === 0n ? n / d : n / d - 1n;
}

/** The nearest integer; of two, the even one. */
export function roundTiesEven(a: Fraction): bigint {
  const below = floor(a);
  const twice = 2n * (a.n - below * a.d);
  if (twice !== a.d) return twice < a.d ? below : below + 1n;
  return below % 2n === 0n ? below : below + 1n;
}

interface Format {
  /** Bits of the significand. */
  readonly precision: number;
  /** The exponent of the smallest normal number. */
  readonly smallest: number;
  /** The largest finite number. */
  readonly largest: number;
}

export const FLOAT64: Format = { precision: 53, smallest: -1022, largest: Number.MAX_VALUE };
export const FLOAT32: Format = { precision: 24, smallest: -126, largest: (2 - 2 ** -23) * 2 ** 127 };

const bits = (n: bigint): number => n.toString(2).length;

/** The nearest number of a format, with the sign of `a` where it is 0 or too large. */
export function nearest(a: Fraction, { precision, smallest, largest }: Format): number {
  if (a.n === 0n) return 0;
  const { n, d } = magnitude(a);
  const estimate = bits(n) - bits(d);
  const power = (e: number): Fraction => (e < 0 ? { n: 1n, d: 1n << BigInt(-e) } : { n: 1n << BigInt(e), d: 1n });
  const exponent = less({ n, d }, power(estimate)) ? estimate - 1 : estimate;
  const unit = Math.max(exponent, smallest) - precision + 1;
  const value = Number(roundTiesEven(over({ n, d }, power(unit)))) * 2 ** unit;
  return (a.n < 0n ? -1 : 1) * (value > largest ? Number.POSITIVE_INFINITY : value);
}
