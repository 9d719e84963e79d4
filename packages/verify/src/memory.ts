// Numbers in the module's memory: allocates, views, processes and frees them. wasm.ts has the calls about proofs.

import { FedzkError } from '@fedzk/core';
import { allocate, checkFloats, checkIntegers, dequantize, release as free, quantize } from '../wasm/fedzk_verify.js';
import { withModule } from './instance.js';

const ARRAYS = { int8: Int8Array, int16: Int16Array, int32: Int32Array, float32: Float32Array };

/** The types of numbers with their arrays. */
export interface NumberArrays {
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
}

export type NumberType = keyof NumberArrays;

/** Numbers in the module's memory, valid from `take` until `release`. Nothing checks later use. */
export interface Numbers<Type extends NumberType = NumberType> {
  readonly type: Type;
  readonly length: number;
  /** The length of their memory in bytes. */
  readonly bytes: number;
  /** The address of the memory, where operations write their report. */
  readonly report: number;
  /** The address of the first number. */
  readonly values: number;
}

const REPORT_BYTES = 64;
/** The limit of 32-bit addresses, in bytes. */
const TOO_MANY_BYTES = 2 ** 32;

/**
 * Allocates memory, which is not initialised.
 *
 * @param name the argument's name, for messages
 * @throws {FedzkError} `invalid-argument`: there is not enough memory
 */
export function take<Type extends NumberType>(type: Type, length: number, name: string): Numbers<Type> {
  const bytes = REPORT_BYTES + length * ARRAYS[type].BYTES_PER_ELEMENT;
  const report = withModule(() => (bytes < TOO_MANY_BYTES ? allocate(bytes) : 0));
  if (report !== 0) return { type, length, bytes, report, values: report + REPORT_BYTES };
  throw new FedzkError(
    'invalid-argument',
    `"${name}" expected no more numbers than the module's memory can hold, got ${length} of ${type}; pass fewer at a time.`,
  );
}

/** Frees memory. */
export function release({ report, bytes }: Numbers): void {
  free(report, bytes);
}

/** Returns a view of the numbers. When memory grows, or with {@link endViews}, its length becomes 0. */
export function viewOf<Type extends NumberType>({ type, length, values }: Numbers<Type>): NumberArrays[Type] {
  type View = new (buffer: ArrayBuffer, at: number, length: number) => NumberArrays[Type];
  return withModule(({ buffer }) => new (ARRAYS[type] as unknown as View)(buffer, values, length));
}

/** Reads the eight words of a report: the first two as integers, all as float64. */
function reportOf({ report }: Numbers): readonly [BigUint64Array, Float64Array] {
  return withModule(({ buffer }) => [new BigUint64Array(buffer, report, 2), new Float64Array(buffer, report, 8)]);
}

/** Detaches all views, as growing does, so that writing to an old view reaches no other buffer. */
export function endViews(): void {
  withModule((memory) => memory.grow(0));
}

/** Memory that is freed at the end of a call. */
export class Loans {
  readonly #taken: Numbers[] = [];

  take<Type extends NumberType>(type: Type, length: number, name: string): Numbers<Type> {
    const numbers = take(type, length, name);
    this.#taken.push(numbers);
    return numbers;
  }

  /** Returns numbers as they are, or copies a plain array of this realm. */
  of<Type extends NumberType>(values: Numbers<Type> | NumberArrays[Type], name: string): Numbers<Type> {
    if (!ArrayBuffer.isView(values)) return values;
    const type = (Object.keys(ARRAYS) as Type[]).find((key) => values instanceof ARRAYS[key]) as Type;
    const numbers = this.take(type, values.length, name);
    viewOf(numbers).set(values);
    return numbers;
  }

  /** Frees all of it. */
  end(): void {
    this.#taken.forEach(release);
  }
}

/** The result of a range check, without its verdict. */
export interface RangeParts {
  readonly firstViolation: number;
  readonly violations: number;
  readonly nonFinite: number;
  readonly min: number;
  readonly max: number;
  readonly normSq: bigint | number;
}

/** Checks the range of each number. */
export function check(numbers: Numbers, min: number, max: number): RangeParts {
  const { type, length, values, report } = numbers;
  const floats = type === 'float32';
  if (floats) checkFloats(values, length, min, max, report);
  else checkIntegers(ARRAYS[type].BYTES_PER_ELEMENT, values, length, min, max, report);
  const [norm = 0, , firstViolation = 0, violations = 0, nonFinite = 0, low = 0, high = 0] = reportOf(numbers)[1];
  return { firstViolation, violations, nonFinite, min: low, max: high, normSq: floats ? norm : normOf(numbers) };
}

/**
 * Quantizes each number, to the nearest or with random words.
 *
 * @returns the number of clipped values and the norm; or the index of the first value that is not finite
 */
export function quantizeTo(
  out: Numbers,
  numbers: Numbers,
  { bits, clip, random }: { readonly bits: number; readonly clip: number; readonly random: Numbers | undefined },
): { readonly clipped: number; readonly normSq: bigint } | number {
  const { length, values, report } = numbers;
  const finite = quantize(values, length, bits, clip, random?.values ?? 0, out.values, report);
  const third = reportOf(numbers)[1][2] ?? 0;
  return finite ? { clipped: third, normSq: normOf(numbers) } : third;
}

/** Computes number · scale / count for each. */
export function dequantizeTo(out: Numbers, { type, length, values }: Numbers, scale: number, count: number): void {
  dequantize(ARRAYS[type].BYTES_PER_ELEMENT, values, length, scale, count, out.values);
}

/** Reads the norm from the first two words of a report, the lower one first. */
function normOf(numbers: Numbers): bigint {
  const [low = 0n, high = 0n] = reportOf(numbers)[0];
  return (high << 64n) | low;
}
