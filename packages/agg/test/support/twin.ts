// What the module computes of shares, by plain bigints: the tests' own arithmetic, and the oracle of the module's.

import { createCipheriv } from 'node:crypto';
import { type Curve, fromWide, tag, WIDE_BYTES } from '@fedzk/statement';
import { join } from '../../src/protocol/encoding.js';
import type { Geometry } from '../../src/protocol/geometry.js';
import { hash } from '../../src/protocol/hashes.js';

/** xof(seed, m) as elements. */
export function expand(seed: Uint8Array, message: Uint8Array, count: number, curve: Curve): bigint[] {
  const cipher = createCipheriv('aes-256-ctr', hash('expand', join(seed, message)), new Uint8Array(16));
  const stream = new Uint8Array(cipher.update(new Uint8Array(count * WIDE_BYTES)));
  return Array.from({ length: count }, (_, i) =>
    fromWide(stream.subarray(i * WIDE_BYTES, (i + 1) * WIDE_BYTES), curve),
  );
}

/** The tag of each part of a vector. */
export function tagsOf(
  vector: readonly bigint[],
  { elements, curve }: Pick<Geometry, 'elements' | 'curve'>,
  rho: bigint,
): bigint[] {
  const length = elements + 1;
  return Array.from({ length: vector.length / length }, (_, t) => {
    const part = vector.slice(t * length, (t + 1) * length);
    return tag({ packed: part.slice(0, elements), pad: part[elements] ?? 0n }, rho, curve);
  });
}
