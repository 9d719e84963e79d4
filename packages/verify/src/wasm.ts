// Calls the module about proofs: copies bytes in, reads a status or bytes out. memory.ts has the calls about numbers.

import { Batch, convertPoints as convertPointsIn, Key } from '../wasm/fedzk_verify.js';
import { withModule } from './instance.js';
import { statusName, type VerifyStatus } from './status.js';

export { Key };

/** A problem with points: a status, and the place of the first wrong point, `undefined` if the layout is wrong. */
export interface PointProblem {
  readonly status: VerifyStatus;
  readonly place: number | undefined;
}

/** The reason why anyone can forge proofs for a key: the number of `Insecure` in rust/groth16/src/vk.rs. */
export interface Insecurity {
  readonly insecure: number;
}

const NO_PLACE = 0xffff_ffff;

/** Checks and prepares a key. */
export function readKey(bytes: Uint8Array, allowInsecure: boolean): Key | PointProblem | Insecurity {
  return withModule(() => {
    const error = new Uint32Array(3);
    const key = Key.read(bytes, allowInsecure, error);
    if (key !== undefined) return key;
    const [status = 0, place = NO_PLACE, insecure = 0] = error;
    if (insecure !== 0) return { insecure };
    return { status: statusName(status), place: place === NO_PLACE ? undefined : place };
  });
}

/** A well-formed statement: its key, and the bytes of proof and signals. */
export type Statement = readonly [key: Key, proof: Uint8Array, signals: Uint8Array];

/**
 * Verifies proofs together.
 *
 * @param items a status for an item that has no statement
 * @returns for each item, whether it is valid
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
/** The largest number of bytes that crypto.getRandomValues returns at once. */
const MOST_RANDOM = 65_536;

/** Draws factors once the proofs are fixed: whoever knew them before could make invalid proofs that cancel out. */
function randomFactors(count: number): Uint8Array {
  const bytes = new Uint8Array(count * FACTOR_BYTES);
  for (let at = 0; at < bytes.length; at += MOST_RANDOM) crypto.getRandomValues(bytes.subarray(at, at + MOST_RANDOM));
  return bytes;
}

/**
 * Reads points of a curve, by its number, checks them and writes them in another form.
 *
 * @param kinds a byte a point: 1 for G2, plus 2 if it is compressed, plus 4 if the result is compressed
 * @param length the length of the result in bytes
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
