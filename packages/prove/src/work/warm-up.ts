/**
 * A little of each kind of work, by the time that a prover is there: engines compile what they have run some times once more,
 * and better, so that without it the first small proof takes twice as long as the next.
 */
import type { ProvingKey } from '../key/key.js';
import { ELEMENT_BYTES } from '../witness/field.js';
import { work } from './tasks.js';

/** Enough for an engine to notice; a few milliseconds. */
const POINTS = 128;
/** A larger domain's own transforms run long enough to be noticed. */
const LARGEST_DOMAIN = 1 << 12;

/** Adds up some points of a key with scalars that mean nothing, and transforms rows of zeros. */
export async function warmUp(key: ProvingKey): Promise<void> {
  const { header, source } = key;
  const pause = (): undefined => undefined;
  for (const { group, pointBytes, offset, count } of [key.a, key.b2]) {
    const length = Math.min(count, POINTS);
    const scalars = Uint8Array.from({ length: length * ELEMENT_BYTES }, (_, i) =>
      i % ELEMENT_BYTES === ELEMENT_BYTES - 1 ? 0 : (i * 167) % 251,
    );
    const points = await source.read(offset, length * pointBytes);
    await work(header, { kind: 'sum', curve: header.curve(), group, pointBytes, points, scalars }, pause);
  }
  if (header.domain() > LARGEST_DOMAIN) return;
  const witness = new Uint8Array(header.wires() * ELEMENT_BYTES);
  witness[0] = 1;
  const rows = await work(header, { kind: 'quotient', coefficients: new Uint8Array(), witness }, pause);
  rows.fill(0);
}
