// Packs several values into a field element: aggregation.md, "slot, m, L" and "u_i, p_j". Sums of packed elements unpack
// to sums of values, since h bits of headroom keep each slot from overflowing into the next.

import { fieldsOf } from '@fedzk/core';
import {
  type CircuitParameters,
  readCircuit,
  readInteger,
  readIntegers,
  readValues,
  requireInteger,
  requireRange,
  type Values,
  WORDS,
} from './argument.js';

/** The layout of the circuit's values in elements. */
export interface Layout extends CircuitParameters {
  /** Bits of a slot, b + h. */
  readonly slot: number;
  /** m, values per element. */
  readonly perElement: number;
  /** L, elements per proof. */
  readonly elements: number;
}

/** The bits of an element that slots may fill: 2^253 < r on both curves. */
const ELEMENT_BITS = 253;

/**
 * Computes slot, m and L.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function layoutOf(circuit: CircuitParameters): Layout {
  const { n, bits, headroom } = readCircuit(circuit);
  const slot = bits + headroom;
  const perElement = Math.floor(ELEMENT_BITS / slot);
  return { n, bits, headroom, slot, perElement, elements: Math.ceil(n / perElement) };
}

/**
 * Packs the values of one proof: p_j = Σ_i u_i · 2^(slot·i) with u_i = x_i + 2^(b−1); slots past n are zero.
 *
 * @param values up to n integers from −2^(b−1) to 2^(b−1) − 1; missing ones are 0
 * @returns L elements
 * @throws {FedzkError} `invalid-argument`; the message shows no value
 */
export function pack(values: Values, circuit: CircuitParameters): bigint[] {
  const { n, bits, slot, perElement, elements } = layoutOf(circuit);
  const own = readValues(values, n);
  requireRange(own, bits);
  const offset = 2 ** (bits - 1);
  return Array.from({ length: elements }, (_, j) => {
    let element = 0n;
    for (let i = Math.min(n, (j + 1) * perElement) - 1; i >= j * perElement; i--) {
      element = (element << BigInt(slot)) + BigInt((own[i] ?? 0) + offset);
    }
    return element;
  });
}

/** The bounds of a sum of updates. */
export interface SumBounds {
  /** The number of updates, 2^h at most. */
  readonly count: number;
  /** The largest Σ x² of each update. */
  readonly maxNormSq: bigint;
}

/**
 * Unpacks the sum of updates (aggregation.md, "Collect", step 3).
 *
 * @param packed the L sums of one proof
 * @returns n sums. `undefined` if there are not L elements, an element is longer than its slots, a slot is larger than
 *   `count` values can be, a slot past n is not zero, or Σ sum² is above `count`²·maxNormSq
 * @throws {FedzkError} `invalid-argument`
 */
export function unpack(
  packed: readonly bigint[],
  bounds: SumBounds,
  circuit: CircuitParameters,
): Int32Array | undefined {
  const { n, bits, headroom, slot, perElement, elements } = layoutOf(circuit);
  const { count, maxNormSq } = fieldsOf(bounds, ['count', 'maxNormSq'], 'bounds');
  requireInteger('bounds.count', count, 1, 2 ** headroom);
  readInteger(maxNormSq, 'bounds.maxNormSq', WORDS);
  const own = readIntegers(packed, 'packed', WORDS);
  if (own.length !== elements) return undefined;
  const mask = (1n << BigInt(slot)) - 1n;
  const largest = count * (2 ** bits - 1);
  const offset = count * 2 ** (bits - 1);
  const sums = new Int32Array(n);
  let normSq = 0n;
  for (const [j, element] of own.entries()) {
    let rest = element;
    for (let i = j * perElement; i < (j + 1) * perElement; i++) {
      const value = Number(rest & mask);
      rest >>= BigInt(slot);
      if (value > (i < n ? largest : 0)) return undefined;
      if (i >= n) continue;
      sums[i] = value - offset;
      normSq += BigInt(value - offset) ** 2n;
    }
    if (rest !== 0n) return undefined;
  }
  return normSq <= BigInt(count) ** 2n * maxNormSq ? sums : undefined;
}
