/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';

/** The types of numbers, each with its array. */
interface NumberArrays {
    readonly int8: Int8Array;
    readonly int16: Int16Array;
    readonly int32: Int32Array;
    readonly float32: Float32Array;
}
type NumberType = keyof NumberArrays;

/**
 * Numbers in the module's own memory, so that nothing is copied: fill the view, and pass the buffer instead of an array.
 * It owns that memory: dispose of it, or declare it with `using`.
 */
interface QuantBuffer<Type extends NumberType = NumberType> extends Disposable {
    readonly type: Type;
    /** How many numbers. */
    readonly length: number;
    /**
     * The numbers themselves, not a copy. Ask for a view each time you need one: it ends when the module's memory grows,
     * which any call may cause that makes a buffer or a verifier or takes an array, and when a buffer is disposed of. A view
     * that ended has length 0, and what is written to it is lost. A view doesn't keep the buffer: hold on to that.
     *
     * @throws {FedzkError} `disposed`
     */
    view(): NumberArrays[Type];
    /** Frees the memory and ends all views; the same as `[Symbol.dispose]`, for runtimes without `using`. */
    dispose(): void;
}
/**
 * Makes a buffer of zeros.
 *
 * @param type what it holds: `float32` for gradients, `int8` and `int16` for quantized ones, `int32` for sums
 * @throws {FedzkError} `invalid-argument`: no such type, no such length, or more than the module's memory has room for
 *
 * @example
 * ```ts
 * const [gradient, values] = [createQuantBuffer('float32', 1_000_000), createQuantBuffer('int8', 1_000_000)];
 * gradient.view().set(floats);
 * const { normSq } = quantize(gradient, { bits: 8, clip: 0.25, into: values });
 * send(values.view());
 * ```
 */
declare function createQuantBuffer<Type extends NumberType>(type: Type, length: number): QuantBuffer<Type>;

/** How {@link quantize} maps floats to integers. */
interface QuantizeOptions {
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
    /**
     * Where the integers go: a buffer of `int8` for 4 and 8 bits, of `int16` for 16, as long as the gradient. `values` is
     * then its view. After an error it holds anything.
     */
    readonly into?: QuantBuffer<'int8' | 'int16'>;
}
/** A quantized gradient. */
interface Quantized<Values extends Int8Array | Int16Array = Int8Array | Int16Array> {
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
interface RangeLimits {
    /** The smallest value allowed; may be infinite, or lie between two values. */
    readonly min: number;
    /** The largest value allowed; the same, and not below `min`. */
    readonly max: number;
    /** The largest Σ value² allowed; for integer values an integer, a bigint from 2^53 on, or Infinity. */
    readonly maxNormSq?: bigint | number;
}
/** What {@link checkRange} found. */
interface RangeReport<Norm extends bigint | number = bigint | number> {
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
/** What {@link quantize} takes: a copy is made of an array, a buffer is read where it is. */
type Floats = Float32Array | QuantBuffer<'float32'>;
/** Quantized values, or sums of them. */
type Integers = Int8Array | Int16Array | Int32Array | QuantBuffer<'int8' | 'int16' | 'int32'>;
/**
 * Quantizes a gradient: round(clamp(x, ±clip) / scale), scale and quotient each rounded to float64.
 *
 * @throws {FedzkError} `non-finite`: a value is NaN or infinite; `invalid-argument`; `disposed`
 *
 * @example
 * ```ts
 * const { values, scale, clipped, normSq } = quantize(gradient, { bits: 8, clip: 0.25 });
 * ```
 */
declare function quantize(gradient: Floats, options: QuantizeOptions & {
    readonly bits: 4 | 8;
}): Quantized<Int8Array>;
declare function quantize(gradient: Floats, options: QuantizeOptions & {
    readonly bits: 16;
}): Quantized<Int16Array>;
declare function quantize(gradient: Floats, options: QuantizeOptions): Quantized;
/**
 * Floats from integers: value · scale / count in float64, rounded to float32 at the end; what is too large for that
 * becomes infinite.
 *
 * @param options.scale the step that {@link quantize} gave
 * @param options.count how many updates a sum is of; 1 where it is left out
 * @param options.into where the floats go, a buffer as long as the values; the result is then its view
 * @throws {FedzkError} `invalid-argument`; `disposed`
 *
 * @example
 * ```ts
 * const mean = dequantize(sums, { scale, count: 5 });
 * ```
 */
declare function dequantize(values: Integers, options: {
    readonly scale: number;
    readonly count?: number;
    readonly into?: QuantBuffer<'float32'>;
}): Float32Array;
/**
 * Checks min ≤ value ≤ max for each value, and Σ value² ≤ maxNormSq. Says what it found instead of throwing: values may
 * come from somebody else.
 *
 * @throws {FedzkError} `invalid-argument`: values of another type, or in memory that is detached; limits that are none;
 *   `disposed`
 *
 * @example
 * ```ts
 * checkRange(values, { min: -128, max: 127, maxNormSq: 1_000_000n }).ok;
 * ```
 */
declare function checkRange(values: Integers, limits: RangeLimits): RangeReport<bigint>;
declare function checkRange(values: Floats, limits: RangeLimits): RangeReport<number>;
declare function checkRange(values: Integers | Floats | QuantBuffer, limits: RangeLimits): RangeReport;

export { type Floats, type Integers, type NumberArrays, type NumberType, type QuantBuffer, type QuantizeOptions, type Quantized, type RangeLimits, type RangeReport, checkRange, createQuantBuffer, dequantize, quantize };
