// An aggregator's share of a report, with the WebAssembly module's operations on it. A share is the bytes
// of its elements, 32 each, all below r: p_1..p_L and the pad s of each part.

import { type Curve, readElements, writeElements } from '@fedzk/statement';
import { areElements, narrow, Sum, tags } from '../../wasm/fedzk_agg.js';
import { CURVE_NUMBERS } from './curve.js';
import type { Bytes } from './encoding.js';
import type { Geometry } from './geometry.js';
import { keyStream } from './hashes.js';

/** Tells whether bytes are elements, each below r. */
export function isShare(bytes: Uint8Array, curve: Curve): boolean {
  return areElements(CURVE_NUMBERS[curve], bytes);
}

/** Computes xof(seed, m), the helper's share, of `count` elements. */
export async function expand(seed: Uint8Array, message: Uint8Array, count: number, curve: Curve): Promise<Bytes> {
  const stream = await keyStream(seed, message, count);
  const elements = narrow(CURVE_NUMBERS[curve], stream) as Bytes;
  stream.fill(0);
  return elements;
}

/** Computes the tag of each part of a share. Tags are linear: those of both shares add up to those of the values. */
export function tagsOf(
  share: Uint8Array,
  { elements, curve }: Pick<Geometry, 'elements' | 'curve'>,
  rho: bigint,
): bigint[] {
  const bytes = tags(CURVE_NUMBERS[curve], share, elements, writeElements([rho]));
  const read = bytes && readElements(bytes, curve);
  if (read === undefined) throw new Error('tagsOf: a share of whole parts, its elements below r');
  return read;
}

/**
 * Sums the packed elements of shares, in memory for one share. It never sums s: together with the known
 * tags, that would separate clients.
 */
export class ShareSum {
  readonly #sum: Sum;
  readonly #curve: Curve;

  constructor({ parts, elements, curve }: Pick<Geometry, 'parts' | 'elements' | 'curve'>) {
    this.#sum = new Sum(CURVE_NUMBERS[curve], parts, elements);
    this.#curve = curve;
  }

  /** Adds a share. */
  add(share: Uint8Array): void {
    if (!this.#sum.add(share)) throw new Error('ShareSum.add: a share of another length, or an element not below r');
  }

  /** Returns the T·L sums, and ends the sum's use. */
  finish(): bigint[] {
    const sums = readElements(this.#sum.read(), this.#curve);
    this.#sum.free();
    if (sums === undefined) throw new Error('ShareSum.finish: sums are below r');
    return sums;
  }
}
