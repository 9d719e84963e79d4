// Plain loops over typed arrays, as in a program without a library: one pass, no allocation.

/** Findings on values. The norm adds finite values in float64, without correction. */
export interface Found {
  readonly firstViolation: number;
  readonly violations: number;
  readonly nonFinite: number;
  readonly min: number;
  readonly max: number;
  readonly normSq: number;
}

export function checkFloats(values: Float32Array, min: number, max: number): Found {
  let [first, violations, nonFinite, low, high, norm] = [
    -1,
    0,
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
  ];
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (!(x >= min && x <= max) || x - x !== 0) {
      violations++;
      if (first < 0) first = i;
      if (x - x !== 0) {
        nonFinite++;
        continue;
      }
    }
    if (x < low) low = x;
    if (x > high) high = x;
    norm += x * x;
  }
  return { firstViolation: first, violations, nonFinite, min: low, max: high, normSq: norm };
}

/** Measures integers. The norm is exact below 2^53. */
export function checkIntegers(values: Int8Array | Int16Array | Int32Array, min: number, max: number): Found {
  let [first, violations, low, high, norm] = [-1, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (x < min || x > max) {
      violations++;
      if (first < 0) first = i;
    }
    if (x < low) low = x;
    if (x > high) high = x;
    norm += x * x;
  }
  return { firstViolation: first, violations, nonFinite: 0, min: low, max: high, normSq: norm };
}

export interface Counted {
  readonly clipped: number;
  readonly normSq: number;
}

/**
 * Rounds half to even, by adding 1.5·2^52. Returns the index of the first value that is not finite.
 */
export function quantize(
  gradient: Float32Array,
  q: number,
  clip: number,
  out: Int8Array | Int16Array,
): Counted | number {
  const scale = clip / q;
  let [clipped, norm] = [0, 0];
  for (let i = 0; i < gradient.length; i++) {
    let x = gradient[i] as number;
    if (x - x !== 0) return i;
    if (x > clip) {
      x = clip;
      clipped++;
    } else if (x < -clip) {
      x = -clip;
      clipped++;
    }
    const value = x / scale + 6_755_399_441_055_744 - 6_755_399_441_055_744;
    out[i] = value;
    norm += value * value;
  }
  return { clipped, normSq: norm };
}

/** Rounds up with the probability of the fraction, by one random word a value. */
export function quantizeStochastically(
  gradient: Float32Array,
  q: number,
  clip: number,
  out: Int8Array | Int16Array,
  words: Uint32Array,
): Counted | number {
  for (let at = 0; at < words.length; at += 16_384) crypto.getRandomValues(words.subarray(at, at + 16_384));
  const scale = clip / q;
  let [clipped, norm] = [0, 0];
  for (let i = 0; i < gradient.length; i++) {
    let x = gradient[i] as number;
    if (x - x !== 0) return i;
    if (x > clip) {
      x = clip;
      clipped++;
    } else if (x < -clip) {
      x = -clip;
      clipped++;
    }
    const value = Math.min(Math.floor(x / scale + (words[i] as number) / 4_294_967_296), q);
    out[i] = value;
    norm += value * value;
  }
  return { clipped, normSq: norm };
}

export function dequantize(values: Int8Array | Int16Array | Int32Array, scale: number, out: Float32Array): void {
  for (let i = 0; i < values.length; i++) out[i] = (values[i] as number) * scale;
}

/**
 * Copies a function, so that it has type feedback of its own, as in a program with one type of
 * array.
 */
export function fresh<F extends (...args: never[]) => unknown>(loop: F): F {
  // biome-ignore lint/security/noGlobalEval: of a function of this file
  // biome-ignore lint/complexity/noCommaOperator: an indirect eval has no scope to keep alive
  return (0, eval)(`(${loop})`) as F;
}
