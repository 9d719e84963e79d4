// The tags of a whole report, or of a share of one.

import { tag } from '@fedzk/statement';
import { CURVE } from './field.js';

/**
 * The tag of each part of a vector (p_1..p_L, s, p_1..p_L, s, …), which a report's V and each share of it is. Tags are linear:
 * those of the shares add up to those of what was shared.
 *
 * @param elements L, the elements of a part beside its pad
 */
export function tagsOf(vector: readonly bigint[], elements: number, rho: bigint): bigint[] {
  const length = elements + 1;
  return Array.from({ length: vector.length / length }, (_, t) => {
    const part = vector.slice(t * length, (t + 1) * length);
    return tag({ packed: part.slice(0, elements), pad: part[elements] ?? 0n }, rho, CURVE);
  });
}
