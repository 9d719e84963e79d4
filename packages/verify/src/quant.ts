import { FedzkError, optionsOf, plainView } from '@fedzk/core';
import { unexpected } from './argument.js';
import { check, dequantizeTo, Loans, quantizeTo, viewOf } from './memory.js';
import { numbersOf, type QuantBuffer, targetOf } from './quant-buffer.js';

export {
  FedzkError,
  type FedzkErrorCode,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from '@fedzk/core';
export { createQuantBuffer, type NumberArrays, type NumberType, type QuantBuffer } from './quant-buffer.js';
export type { TensorIssueCode } from './tensor/issues.js';
export type {
  LayerShapes,
  Layers,
  LayersOptions,
  NestedNumbers,
  Tensor,
  TensorKind,
  TensorOptions,
  TypedTensors,
} from './tensor/options.js';
export { tensorSchema } from './tensor/schema.js';

/** The options of {@link quantize}. */
export interface QuantizeOptions {
  /** The bits of an integer. The values are −q … q with q = 2^(bits−1) − 1. */
  readonly bits: 4 | 8 | 16;
  /**
   * The bound: values beyond ±clip become ±clip. A step is clip / q. It is finite and at least q · 2^-1022, so that a
   * step is a normal number.
   */
  readonly clip: number;
  /**
   * `nearest` (the default) rounds ties to even. `stochastic` rounds up with the probability of the fraction, which keeps
   * the mean; it uses `crypto.getRandomValues`.
   */
  readonly rounding?: 'nearest' | 'stochastic';
  /**
   * A buffer for the integers, as long as the gradient: `int8` for 4 and 8 bits, `int16` for 16. `values` is then its view.
   * After an error its contents are undefined.
   */
  readonly into?: QuantBuffer<'int8' | 'int16'>;
}

/** A quantized gradient. */
export interface Quantized<Values extends Int8Array | Int16Array = Int8Array | Int16Array> {
  /** The integers: an Int8Array for 4 and 8 bits, an Int16Array for 16. */
  readonly values: Values;
  /** The step, clip / q in float64: a value stands for value · scale. */
  readonly scale: number;
  /** The number of values beyond ±clip. */
  readonly clipped: number;
  /** Σ value², exact. */
  readonly normSq: bigint;
}

/** The limits of {@link checkRange}. */
export interface RangeLimits {
  /** The smallest allowed value. May be infinite, or no integer. */
  readonly min: number;
  /** The largest allowed value, not below `min`. May be infinite, or no integer. */
  readonly max: number;
  /** The largest allowed Σ value². For integer values: an integer, a bigint from 2^53 on, or Infinity. */
  readonly maxNormSq?: bigint | number;
}

/** The result of {@link checkRange}. */
export interface RangeReport<Norm extends bigint | number = bigint | number> {
  /** True if every value and the norm are within the limits. */
  readonly ok: boolean;
  /** Index of the first value out of range or not finite, −1 if all are valid. */
  readonly firstViolation: number;
  /** The number of values that are out of range or not finite. */
  readonly violations: number;
  /** The number of values that are NaN or infinite. */
  readonly nonFinite: number;
  /** The smallest finite value; Infinity if no value is finite. */
  readonly min: number;
  /** The largest finite value; −Infinity if no value is finite. */
  readonly max: number;
  /**
   * Σ value² over the finite values. An exact bigint for integers. A float64 for floats: the squares are exact, the sum is
   * accurate to a few units in the last place.
   */
  readonly normSq: Norm;
}

/** The input of {@link quantize}. An array is copied; a buffer is not. */
export type Floats = Float32Array | QuantBuffer<'float32'>;

/** Quantized values, or sums of them. */
export type Integers = Int8Array | Int16Array | Int32Array | QuantBuffer<'int8' | 'int16' | 'int32'>;

/**
 * Quantizes a gradient: round(clamp(x, ±clip) / scale). Scale and quotient are each rounded to float64.
 *
 * @throws {FedzkError} `non-finite`: a value is NaN or infinite; `invalid-argument`; `disposed`
 *
 * @example
 * ```ts
 * const { values, scale, clipped, normSq } = quantize(gradient, { bits: 8, clip: 0.25 });
 * ```
 */
export function quantize(gradient: Floats, options: QuantizeOptions & { readonly bits: 4 | 8 }): Quantized<Int8Array>;
export function quantize(gradient: Floats, options: QuantizeOptions & { readonly bits: 16 }): Quantized<Int16Array>;
export function quantize(gradient: Floats, options: QuantizeOptions): Quantized;
export function quantize(gradient: Floats, options: QuantizeOptions): Quantized {
  const { bits, clip, rounding = 'nearest', into } = optionsOf(options, ['bits', 'clip', 'rounding', 'into']);
  const floats = numbersOf(gradient, ['float32']) ?? plainView(gradient, ['Float32Array']);
  if (floats === undefined) throw unexpected('gradient', 'a Float32Array or a buffer of float32', gradient);
  if (bits !== 4 && bits !== 8 && bits !== 16) throw unexpected('bits', '4, 8 or 16', bits);
  if (rounding !== 'nearest' && rounding !== 'stochastic') {
    throw unexpected('rounding', '"nearest" or "stochastic"', rounding);
  }
  const largest = 2 ** (bits - 1) - 1;
  if (!Number.isFinite(clip) || !(clip / largest >= SMALLEST_NORMAL)) {
    throw unexpected('clip', `a finite number of at least ${largest} · 2^-1022`, clip);
  }
  const { length } = floats;
  const type = bits === 16 ? 'int16' : 'int8';
  const target = targetOf(into, type, length);
  return withLoans((loans) => {
    const numbers = loans.of(floats, 'gradient');
    const random = rounding === 'stochastic' ? loans.take('int32', length, 'gradient') : undefined;
    if (random !== undefined) fillRandomly(viewOf(random));
    const out = target ?? loans.take(type, length, 'gradient');
    const result = quantizeTo(out, numbers, { bits, clip, random });
    if (typeof result === 'number') {
      const got = viewOf(numbers)[result];
      throw new FedzkError('non-finite', `"gradient[${result}]" expected a finite number, got ${got}.`);
    }
    const values = viewOf(out);
    return { values: target === undefined ? values.slice() : values, ...result, scale: clip / largest };
  });
}

/**
 * Converts integers to floats: value · scale / count in float64, rounded to float32 at the end. Results that are too large
 * become infinite.
 *
 * @param options.scale the step that {@link quantize} returned
 * @param options.count the number of updates in a sum. Default: 1
 * @param options.into a buffer for the floats, as long as the values. The result is then its view
 * @throws {FedzkError} `invalid-argument`; `disposed`
 *
 * @example
 * ```ts
 * const mean = dequantize(sums, { scale, count: 5 });
 * ```
 */
export function dequantize(
  values: Integers,
  options: { readonly scale: number; readonly count?: number; readonly into?: QuantBuffer<'float32'> },
): Float32Array {
  const { scale, count = 1, into } = optionsOf(options, ['scale', 'count', 'into']);
  const integers = numbersOf(values, INTEGER_TYPES) ?? plainView(values, INTEGER_ARRAYS);
  if (integers === undefined) {
    throw unexpected('values', 'an Int8Array, Int16Array, Int32Array or a buffer of integers', values);
  }
  if (!Number.isFinite(scale) || scale <= 0) throw unexpected('scale', 'a finite number above 0', scale);
  if (!Number.isSafeInteger(count) || count < 1) throw unexpected('count', 'an integer of 1 or more', count);
  const target = targetOf(into, 'float32', integers.length);
  return withLoans((loans) => {
    const numbers = loans.of(integers, 'values');
    const out = target ?? loans.take('float32', integers.length, 'values');
    dequantizeTo(out, numbers, scale, count);
    return target === undefined ? viewOf(out).slice() : viewOf(out);
  });
}

/**
 * Checks min ≤ value ≤ max for each value, and Σ value² ≤ maxNormSq. Reports violations instead of throwing, since
 * the values may come from an attacker.
 *
 * @throws {FedzkError} `invalid-argument`: values of another type, detached memory, or invalid limits; `disposed`
 *
 * @example
 * ```ts
 * checkRange(values, { min: -128, max: 127, maxNormSq: 1_000_000n }).ok;
 * ```
 */
export function checkRange(values: Integers, limits: RangeLimits): RangeReport<bigint>;
export function checkRange(values: Floats, limits: RangeLimits): RangeReport<number>;
export function checkRange(values: Integers | Floats | QuantBuffer, limits: RangeLimits): RangeReport;
export function checkRange(values: Integers | Floats | QuantBuffer, limits: RangeLimits): RangeReport {
  const { min, max, maxNormSq } = optionsOf(limits, ['min', 'max', 'maxNormSq'], 'limits');
  if (typeof min !== 'number' || Number.isNaN(min)) throw unexpected('min', 'a number', min);
  if (typeof max !== 'number' || !(max >= min)) throw unexpected('max', `a number of ${min} or more`, max);
  const numbers =
    numbersOf(values, [...INTEGER_TYPES, 'float32']) ?? plainView(values, [...INTEGER_ARRAYS, 'Float32Array']);
  if (numbers === undefined) {
    throw unexpected('values', 'an Int8Array, Int16Array, Int32Array, Float32Array or a buffer', values);
  }
  const floats = numbers instanceof Float32Array || ('type' in numbers && numbers.type === 'float32');
  if (maxNormSq !== undefined && !isNorm(maxNormSq, !floats)) {
    throw unexpected(
      'maxNormSq',
      floats ? 'a number of 0 or more' : 'an integer of 0 or more, a bigint from 2^53 on',
      maxNormSq,
    );
  }
  const parts = withLoans((loans) => check(loans.of(numbers, 'values'), min, max));
  // Comparing a bigint with a number is exact.
  const small = maxNormSq === undefined || parts.normSq <= maxNormSq;
  return { ok: parts.violations === 0 && small, ...parts };
}

const INTEGER_TYPES = ['int8', 'int16', 'int32'] as const;
const INTEGER_ARRAYS = ['Int8Array', 'Int16Array', 'Int32Array'] as const;

const SMALLEST_NORMAL = 2 ** -1022;

/** `getRandomValues` returns at most 65,536 bytes a call. */
const RANDOM_WORDS_A_CALL = 16_384;

function fillRandomly(words: Int32Array): void {
  for (let at = 0; at < words.length; at += RANDOM_WORDS_A_CALL) {
    crypto.getRandomValues(words.subarray(at, at + RANDOM_WORDS_A_CALL));
  }
}

function withLoans<T>(run: (loans: Loans) => T): T {
  const loans = new Loans();
  try {
    return run(loans);
  } finally {
    loans.end();
  }
}

function isNorm(value: unknown, integer: boolean): boolean {
  if (typeof value === 'bigint') return value >= 0n;
  if (typeof value !== 'number' || !(value >= 0)) return false;
  return !integer || Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY;
}
