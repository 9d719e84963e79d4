// An aggregator's share of a report, and what the module computes of it. A share is its elements' bytes, 32 each, below r:
// p_1..p_L and the pad s of each part.

import { type Curve, readElements, writeElements } from '@fedzk/statement';
import { areElements, narrow, Sum, tags } from '../../wasm/fedzk_agg.js';
import { CURVE_NUMBERS } from './curve.js';
import type { Bytes } from './encoding.js';
import type { Geometry } from './geometry.js';
import { keyStream } from './hashes.js';

/** Whether bytes are elements, each below r. */
export function isShare(bytes: Uint8Array, curve: Curve): boolean {
  return areElements(CURVE_NUMBERS[curve], bytes);
}

/** xof(seed, m): the helper's share, of so many elements. */
export async function expand(seed: Uint8Array, message: Uint8Array, count: number, curve: Curve): Promise<Bytes> {
  const stream = await keyStream(seed, message, count);
  const elements = narrow(CURVE_NUMBERS[curve], stream) as Bytes;
  stream.fill(0);
  return elements;
}

/** The tag of each part of a share. Tags are linear: those of the two shares add up to those of what was shared. */
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
 * Σ of the packed elements of shares, in memory for one of them; never of s, with which the known tags would separate
 * clients.
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

  /** The T·L sums. It ends here. */
  finish(): bigint[] {
    const sums = readElements(this.#sum.read(), this.#curve);
    this.#sum.free();
    if (sums === undefined) throw new Error('ShareSum.finish: sums are below r');
    return sums;
  }
}
