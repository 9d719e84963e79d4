import {
  checkRange,
  createQuantBuffer,
  dequantize,
  type NumberArrays,
  type NumberType,
  type QuantBuffer,
  quantize,
} from '@fedzk/verify/quant';
import * as loops from './loops.js';

/** One operation, in three ways with the same result. */
export interface Operation {
  readonly name: string;
  /** Values that it reads. */
  readonly source: QuantBuffer;
  /** Bytes that it writes. */
  readonly written: number;
  /** Runs on buffers, without copies. */
  ours(): unknown;
  /** Runs on arrays. */
  arrays(): unknown;
  /** Runs a plain loop, without a library. */
  loop(): unknown;
  /** Returns whether two results are the same. */
  same(a: unknown, b: unknown): boolean;
}

/** Clip of the gradient. About 4 values in 1,000 are beyond it. */
const CLIP = 0.5;

/** Makes all operations on so many values. */
export function operations(length: number): Operation[] {
  const gradient = bell(length);
  const odd = gradient.slice();
  for (let i = 999; i < length; i += 1000) odd[i] = [Number.NaN, Number.POSITIVE_INFINITY, 3][i % 3] ?? 0;
  const floats = bufferOf('float32', gradient);
  const { values: int8 } = quantize(gradient, { bits: 8, clip: CLIP });
  const { values: int16 } = quantize(gradient, { bits: 16, clip: CLIP });
  const int32 = Int32Array.from(int8, (x) => 100 * x);
  return [
    checkOf('checkRange, float32', floats, 1, loops.checkFloats),
    checkOf('checkRange, float32, 1 in 1,000 odd', bufferOf('float32', odd), 1, loops.checkFloats),
    checkOf('checkRange, int8', bufferOf('int8', int8), 127, loops.checkIntegers),
    checkOf('checkRange, int16', bufferOf('int16', int16), 32_767, loops.checkIntegers),
    checkOf('checkRange, int32', bufferOf('int32', int32), 12_700, loops.checkIntegers),
    quantizeOf('quantize, 8 bits', floats, 8),
    quantizeOf('quantize, 16 bits', floats, 16),
    stochasticOf('quantize, 8 bits, stochastic', floats),
    dequantizeOf('dequantize, int8', bufferOf('int8', int8)),
  ];
}

function checkOf(name: string, source: QuantBuffer, size: number, plain: (...args: never[]) => loops.Found): Operation {
  const array = source.view().slice();
  const limits = { min: -size, max: size };
  const loop = loops.fresh(plain) as (values: typeof array, min: number, max: number) => loops.Found;
  return {
    name,
    source,
    written: 0,
    ours: () => checkRange(source, limits),
    arrays: () => checkRange(array as Float32Array, limits),
    loop: () => loop(array, -size, size),
    same: sameFindings,
  };
}

function quantizeOf(name: string, source: QuantBuffer<'float32'>, bits: 8 | 16): Operation {
  const array = source.view().slice();
  const { length } = array;
  const into = createQuantBuffer(bits === 8 ? 'int8' : 'int16', length);
  const out = into.view().slice();
  const loop = loops.fresh(loops.quantize);
  return {
    name,
    source,
    written: out.byteLength,
    ours: () => quantize(source, { bits, clip: CLIP, into }),
    arrays: () => quantize(array, { bits, clip: CLIP }),
    loop: () => ({ ...(loop(array, 2 ** (bits - 1) - 1, CLIP, out) as loops.Counted), values: out }),
    same: (a, b) => sameFindings(a, b) && sameNumbers(a, b),
  };
}

function stochasticOf(name: string, source: QuantBuffer<'float32'>): Operation {
  const array = source.view().slice();
  const { length } = array;
  const into = createQuantBuffer('int8', length);
  const [out, words] = [new Int8Array(length), new Uint32Array(length)];
  const loop = loops.fresh(loops.quantizeStochastically);
  const options = { bits: 8, clip: CLIP, rounding: 'stochastic' } as const;
  // Either of the two integers around a value is right.
  const around = (x: number, i: number, values: ArrayLike<number>): boolean => {
    const steps = (Math.max(-CLIP, Math.min(CLIP, array[i] ?? 0)) / CLIP) * 127;
    return Math.abs((values[i] ?? x) - steps) < 1;
  };
  const right = ({ values }: WithValues): boolean => Array.prototype.every.call(values, around);
  return {
    name,
    source,
    written: out.byteLength,
    ours: () => quantize(source, { ...options, into }),
    arrays: () => quantize(array, options),
    loop: () => ({ ...(loop(array, 127, CLIP, out, words) as loops.Counted), values: out }),
    same: (a, b) => right(a as WithValues) && right(b as WithValues),
  };
}

function dequantizeOf(name: string, source: QuantBuffer<'int8'>): Operation {
  const array = source.view().slice();
  const into = createQuantBuffer('float32', array.length);
  const out = new Float32Array(array.length);
  const loop = loops.fresh(loops.dequantize);
  const scale = CLIP / 127;
  return {
    name,
    source,
    written: out.byteLength,
    ours: () => ({ values: dequantize(source, { scale, into }) }),
    arrays: () => ({ values: dequantize(array, { scale }) }),
    loop: () => {
      loop(array, scale, out);
      return { values: out };
    },
    same: sameNumbers,
  };
}

interface WithValues {
  readonly values: ArrayLike<number>;
}

function sameNumbers(a: unknown, b: unknown): boolean {
  const [{ values: x }, { values: y }] = [a as WithValues, b as WithValues];
  return x.length === y.length && Array.prototype.every.call(x, (value, i) => value === y[i]);
}

/**
 * Compares counts, places and extremes exactly, and norms to 12 digits, since a loop's sum of
 * floats has no correction.
 */
function sameFindings(a: unknown, b: unknown): boolean {
  const [x, y] = [a, b] as Record<string, unknown>[];
  if (x === undefined || y === undefined) return false;
  const names = ['firstViolation', 'violations', 'nonFinite', 'min', 'max', 'clipped'];
  const [norm, other] = [Number(x.normSq), Number(y.normSq)];
  return Math.abs(norm - other) <= 1e-12 * norm && names.every((name) => x[name] === y[name]);
}

function bufferOf<Type extends NumberType>(type: Type, values: NumberArrays[Type]): QuantBuffer<Type> {
  const buffer = createQuantBuffer(type, values.length);
  buffer.view().set(values);
  return buffer;
}

/** Makes sums of three uniform values, from −0.6 to 0.6, the same in each run. */
function bell(length: number): Float32Array {
  let state = 1;
  const uniform = (): number => {
    // The generator of Numerical Recipes. A branch predictor finds no pattern in it.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length }, () => 0.4 * (uniform() + uniform() + uniform()));
}
