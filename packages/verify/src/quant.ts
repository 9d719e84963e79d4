import { FedzkError, plainView } from '@fedzk/core';
import { asOptions, unexpected } from './argument.js';
import { checkFloats, checkIntegers, dequantizeValues, quantizeValues } from './wasm.js';

export { FedzkError, type FedzkErrorCode } from '@fedzk/core';

/** How {@link quantize} maps floats to integers. */
export interface QuantizeOptions {
  /** Bits of an integer. The values are −q … q with q = 2^(bits−1) − 1. */
  readonly bits: 4 | 8 | 16;
  /**
   * Values beyond ±clip are moved to it. A step is clip / q. Finite, and at least q · 2^-1022, so that a step is a
   * normal number.
   */
  readonly clip: number;
  /**
   * `nearest` (the default), ties to even; or `stochastic`, up with the probability of the fraction, from
   * `crypto.getRandomValues`, so that the mean is kept.
   */
  readonly rounding?: 'nearest' | 'stochastic';
}

/** A quantized gradient. */
export interface Quantized<Values extends Int8Array | Int16Array = Int8Array | Int16Array> {
  /** The integers: an Int8Array for 4 and 8 bits, an Int16Array for 16. */
  readonly values: Values;
  /** The step, clip / q in float64: a value stands for value · scale. */
  readonly scale: number;
  /** How many values were beyond ±clip. */
  readonly clipped: number;
  /** Σ value², exact. */
  readonly normSq: bigint;
}

/** What {@link checkRange} holds values against. */
export interface RangeLimits {
  /** The smallest value allowed; may be infinite, or lie between two values. */
  readonly min: number;
  /** The largest value allowed; the same, and not below `min`. */
  readonly max: number;
  /** The largest Σ value² allowed; for integer values an integer, a bigint from 2^53 on, or Infinity. */
  readonly maxNormSq?: bigint | number;
}

/** What {@link checkRange} found. */
export interface RangeReport<Norm extends bigint | number = bigint | number> {
  /** Whether every value is in range and the norm is. */
  readonly ok: boolean;
  /** Index of the first value out of range or not finite, −1 where there is none. */
  readonly firstViolation: number;
  /** How many values are out of range or not finite. */
  readonly violations: number;
  /** How many values are NaN or infinite. */
  readonly nonFinite: number;
  /** The smallest finite value; Infinity where there is none. */
  readonly min: number;
  /** The largest finite value; −Infinity where there is none. */
  readonly max: number;
  /**
   * Σ value² over the finite values: an exact bigint for integers; for floats a float64, each square exact, the sum
   * within a few units in the last place.
   */
  readonly normSq: Norm;
}

/**
 * Quantizes a gradient: round(clamp(x, ±clip) / scale), scale and quotient each rounded to float64.
 *
 * @throws {FedzkError} `non-finite`: a value is NaN or infinite; `invalid-argument`
 *
 * @example
 * ```ts
 * const { values, scale, clipped, normSq } = quantize(gradient, { bits: 8, clip: 0.25 });
 * ```
 */
export function quantize(
  gradient: Float32Array,
  options: QuantizeOptions & { readonly bits: 4 | 8 },
): Quantized<Int8Array>;
export function quantize(
  gradient: Float32Array,
  options: QuantizeOptions & { readonly bits: 16 },
): Quantized<Int16Array>;
export function quantize(gradient: Float32Array, options: QuantizeOptions): Quantized;
export function quantize(gradient: Float32Array, options: QuantizeOptions): Quantized {
  const { bits, clip, rounding = 'nearest' } = asOptions(options);
  const floats = plainView(gradient, ['Float32Array']);
  if (floats === undefined) throw unexpected('gradient', 'a Float32Array', gradient);
  if (bits !== 4 && bits !== 8 && bits !== 16) throw unexpected('bits', '4, 8 or 16', bits);
  if (rounding !== 'nearest' && rounding !== 'stochastic') {
    throw unexpected('rounding', '"nearest" or "stochastic"', rounding);
  }
  const largest = 2 ** (bits - 1) - 1;
  if (!Number.isFinite(clip) || !(clip / largest >= SMALLEST_NORMAL)) {
    throw unexpected('clip', `a finite number of at least ${largest} · 2^-1022`, clip);
  }
  const scale = clip / largest;
  const random = rounding === 'stochastic' ? randomWords(floats.length) : new Uint32Array(0);
  const result = quantizeValues(floats, bits, clip, random);
  if (typeof result === 'number') {
    throw new FedzkError('non-finite', `"gradient[${result}]" expected a finite number, got ${floats[result]}.`);
  }
  return { ...result, scale };
}

/**
 * Floats from integers: value · scale / count in float64, rounded to float32 at the end; what is too large for that
 * becomes infinite.
 *
 * @param options.scale the step that {@link quantize} gave
 * @param options.count how many updates a sum is of; 1 where it is left out
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const mean = dequantize(sums, { scale, count: 5 });
 * ```
 */
export function dequantize(
  values: Int8Array | Int16Array | Int32Array,
  options: { readonly scale: number; readonly count?: number },
): Float32Array {
  const { scale, count = 1 } = asOptions(options);
  const integers = plainView(values, INTEGERS);
  if (integers === undefined) throw unexpected('values', 'an Int8Array, Int16Array or Int32Array', values);
  if (!Number.isFinite(scale) || scale <= 0) throw unexpected('scale', 'a finite number above 0', scale);
  if (!Number.isSafeInteger(count) || count < 1) throw unexpected('count', 'an integer of 1 or more', count);
  return dequantizeValues(integers, scale, count);
}

/**
 * Checks min ≤ value ≤ max for each value, and Σ value² ≤ maxNormSq. Says what it found instead of throwing: values may
 * come from somebody else.
 *
 * @throws {FedzkError} `invalid-argument`: values of another type, or in memory that is detached; limits that are none
 *
 * @example
 * ```ts
 * checkRange(values, { min: -128, max: 127, maxNormSq: 1_000_000n }).ok;
 * ```
 */
export function checkRange(values: Int8Array | Int16Array | Int32Array, limits: RangeLimits): RangeReport<bigint>;
export function checkRange(values: Float32Array, limits: RangeLimits): RangeReport<number>;
export function checkRange(
  values: Int8Array | Int16Array | Int32Array | Float32Array,
  limits: RangeLimits,
): RangeReport;
export function checkRange(
  values: Int8Array | Int16Array | Int32Array | Float32Array,
  limits: RangeLimits,
): RangeReport {
  const { min, max, maxNormSq } = asOptions(limits, 'limits');
  if (typeof min !== 'number' || Number.isNaN(min)) throw unexpected('min', 'a number', min);
  if (typeof max !== 'number' || !(max >= min)) throw unexpected('max', `a number of ${min} or more`, max);
  const plain = plainView(values, [...INTEGERS, 'Float32Array']);
  if (plain === undefined) throw unexpected('values', 'an Int8Array, Int16Array, Int32Array or Float32Array', values);
  const floats = plain instanceof Float32Array;
  if (maxNormSq !== undefined && !isNorm(maxNormSq, !floats)) {
    throw unexpected(
      'maxNormSq',
      floats ? 'a number of 0 or more' : 'an integer of 0 or more, a bigint from 2^53 on',
      maxNormSq,
    );
  }
  const parts = floats ? checkFloats(plain, min, max) : checkIntegers(plain, min, max);
  // A bigint and a number compare exactly.
  const small = maxNormSq === undefined || parts.normSq <= maxNormSq;
  return { ok: parts.violations === 0 && small, ...parts };
}

const INTEGERS = ['Int8Array', 'Int16Array', 'Int32Array'] as const;

const SMALLEST_NORMAL = 2 ** -1022;

/** `getRandomValues` gives at most 65,536 bytes a call. */
const RANDOM_WORDS_A_CALL = 16_384;

function randomWords(count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let at = 0; at < count; at += RANDOM_WORDS_A_CALL) {
    crypto.getRandomValues(words.subarray(at, at + RANDOM_WORDS_A_CALL));
  }
  return words;
}

function isNorm(value: unknown, integer: boolean): boolean {
  if (typeof value === 'bigint') return value >= 0n;
  if (typeof value !== 'number' || !(value >= 0)) return false;
  return !integer || Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY;
}
