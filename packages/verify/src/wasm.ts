// The one file that talks to the module: copies bytes in, reads a status or bytes out.

import {
  Batch,
  checkRange8,
  checkRange16,
  checkRange32,
  checkRangeFloat,
  convertPoints as convertPointsIn,
  dequantize8,
  dequantize16,
  dequantize32,
  Key,
  quantize8,
  quantize16,
} from '../wasm/fedzk_verify.js';
import { withModule } from './instance.js';
import { statusName, type VerifyStatus } from './status.js';

export { Key };

/** What is wrong with points: a status, and the place of the first wrong one, `undefined` for the layout itself. */
export interface PointProblem {
  readonly status: VerifyStatus;
  readonly place: number | undefined;
}

const NO_PLACE = 0xffff_ffff;

/** Checks and prepares a key. */
export function readKey(bytes: Uint8Array): Key | PointProblem {
  return withModule(() => {
    const error = new Uint32Array(2);
    const key = Key.read(bytes, error);
    if (key !== undefined) return key;
    const [status = 0, place = NO_PLACE] = error;
    return { status: statusName(status), place: place === NO_PLACE ? undefined : place };
  });
}

/** A statement whose shape was read: its key, and the bytes of proof and signals. */
export type Statement = readonly [key: Key, proof: Uint8Array, signals: Uint8Array];

/**
 * Verifies proofs together.
 *
 * @param items a status where there is no statement
 * @returns whether each is valid
 */
export function verifyTogether(items: readonly (VerifyStatus | Statement)[]): boolean[] {
  return withModule(() => {
    const batch = new Batch();
    try {
      const kept = items.map((item) => typeof item !== 'string' && statusName(batch.push(...item)) === 'ok');
      const verdicts = batch.verify(randomFactors(kept.filter(Boolean).length));
      let next = 0;
      return kept.map((isKept) => isKept && verdicts[next++] === 1);
    } finally {
      batch.free();
    }
  });
}

const FACTOR_BYTES = 16;
/** The most that crypto.getRandomValues gives at once. */
const MOST_RANDOM = 65_536;

/** From the platform's generator, after the proofs are known: who knew them could make wrong proofs that cancel. */
function randomFactors(count: number): Uint8Array {
  const bytes = new Uint8Array(count * FACTOR_BYTES);
  for (let at = 0; at < bytes.length; at += MOST_RANDOM) crypto.getRandomValues(bytes.subarray(at, at + MOST_RANDOM));
  return bytes;
}

/**
 * Reads points of a curve, by its number, checks them and writes them in another form.
 *
 * @param kinds a byte a point: 1 for G2, plus 2 where it is compressed, plus 4 where it is to be
 * @param length what the result takes
 */
export function convertPoints(
  curve: number,
  kinds: Uint8Array,
  points: Uint8Array,
  length: number,
): Uint8Array | PointProblem {
  return withModule(() => {
    const out = new Uint8Array(length);
    const result = convertPointsIn(curve, kinds, points, out);
    const status = statusName(result & 0xff);
    return status === 'ok' ? out : { status, place: result >>> 8 };
  });
}

/** What quantization gives. */
export interface QuantizedParts {
  readonly values: Int8Array | Int16Array;
  readonly clipped: number;
  readonly normSq: bigint;
}

/** Quantizes; or the index of the first value that is not finite. No random words: to the nearest. */
export function quantizeValues(
  gradient: Float32Array,
  bits: number,
  clip: number,
  random: Uint32Array,
): QuantizedParts | number {
  return withModule(() => {
    const report = new BigUint64Array(4);
    const run = bits > 8 ? quantize16 : quantize8;
    const values = run(gradient, bits, clip, random, report);
    const [ok = 0n, clippedOrIndex = 0n, low = 0n, high = 0n] = report;
    if (ok === 0n) return Number(clippedOrIndex);
    return { values, clipped: Number(clippedOrIndex), normSq: (high << 64n) | low };
  });
}

/** value·scale/count for each value. */
export function dequantizeValues(
  values: Int8Array | Int16Array | Int32Array,
  scale: number,
  count: number,
): Float32Array {
  return withModule(() => {
    if (values instanceof Int8Array) return dequantize8(values, scale, count);
    return values instanceof Int16Array ? dequantize16(values, scale, count) : dequantize32(values, scale, count);
  });
}

/** What a range check finds, without its verdict. */
export interface RangeParts<Norm> {
  readonly firstViolation: number;
  readonly violations: number;
  readonly nonFinite: number;
  readonly min: number;
  readonly max: number;
  readonly normSq: Norm;
}

/** Checks integers. */
export function checkIntegers(
  values: Int8Array | Int16Array | Int32Array,
  min: number,
  max: number,
): RangeParts<bigint> {
  return withModule(() => {
    const report = new BigInt64Array(6);
    if (values instanceof Int8Array) checkRange8(values, min, max, report);
    else if (values instanceof Int16Array) checkRange16(values, min, max, report);
    else checkRange32(values, min, max, report);
    const [first = 0n, violations = 0n, low = 0n, high = 0n, normLow = 0n, normHigh = 0n] = report;
    return {
      firstViolation: Number(first),
      violations: Number(violations),
      nonFinite: 0,
      min: values.length === 0 ? Number.POSITIVE_INFINITY : Number(low),
      max: values.length === 0 ? Number.NEGATIVE_INFINITY : Number(high),
      normSq: (BigInt.asUintN(64, normHigh) << 64n) | BigInt.asUintN(64, normLow),
    };
  });
}

/** Checks floats. */
export function checkFloats(values: Float32Array, min: number, max: number): RangeParts<number> {
  return withModule(() => {
    const report = new Float64Array(6);
    checkRangeFloat(values, min, max, report);
    const [firstViolation = 0, violations = 0, nonFinite = 0, low = 0, high = 0, normSq = 0] = report;
    return { firstViolation, violations, nonFinite, min: low, max: high, normSq };
  });
}
