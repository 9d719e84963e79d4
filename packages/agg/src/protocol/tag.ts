// Step 3 of the circuit, and the same sum over a share: a polynomial at rho, by Horner.

import { reduce } from './field.js';

/**
 * pad + Σ_j rho^j · packed_j, j = 1..L. It is linear: the tags of the shares add up to the tag of what was shared.
 */
export function tag(packed: readonly bigint[], pad: bigint, rho: bigint): bigint {
  return reduce(packed.reduceRight((sum, element) => reduce((sum + element) * rho), 0n) + pad);
}

/**
 * The tag of each part of a vector (p_1..p_L, s, p_1..p_L, s, …), which a report's V and each share of it is.
 *
 * @param elements L, the elements of a part beside its pad
 */
export function tagsOf(vector: readonly bigint[], elements: number, rho: bigint): bigint[] {
  const length = elements + 1;
  return Array.from({ length: vector.length / length }, (_, t) => {
    const part = vector.slice(t * length, (t + 1) * length);
    return tag(part.slice(0, elements), part[elements] ?? 0n, rho);
  });
}
