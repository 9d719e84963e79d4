/**
 * A little of each kind of work, by the time that a prover is there: engines compile what they have run some times once more,
 * and better, so that without it the first small proof takes twice as long as the next.
 */
import type { ProvingKey } from '../key/key.js';
import { COEFFICIENT_BYTES } from '../key/problems.js';
import { RANDOM_BYTES } from '../proof.js';
import { ELEMENT_BYTES } from '../witness/field.js';
import { work } from './tasks.js';

/** Enough for an engine to notice; some tens of milliseconds. */
const POINTS = 256;
const COEFFICIENTS = 4096;
/** A larger domain's own transforms run long enough to be noticed. */
const LARGEST_DOMAIN = 1 << 12;

/** Makes a proof that means nothing: of some points of a key, and of rows of zeros. */
export async function warmUp(key: ProvingKey): Promise<void> {
  const { header, source } = key;
  const pause = (): undefined => undefined;
  const sums: Uint8Array[] = [];
  for (const { group, pointBytes, offset, count } of [key.a, key.b2]) {
    const length = Math.min(count, POINTS);
    const scalars = someBytes(length * ELEMENT_BYTES);
    const points = await source.read(offset, length * pointBytes);
    sums.push(await work(key, { kind: 'sum', group, pointBytes, points, scalars }, pause));
  }
  const [g1, g2] = sums as [Uint8Array, Uint8Array];
  header.prove(g1, g1, g2, g1, g1, someBytes(RANDOM_BYTES));
  if (header.domain() > LARGEST_DOMAIN) return;
  const witness = new Uint8Array(header.wires() * ELEMENT_BYTES);
  witness[0] = 1;
  const { offset, length } = key.coefficients;
  const coefficients = await source.read(offset, Math.min(length, COEFFICIENTS * COEFFICIENT_BYTES));
  const rows = await work(key, { kind: 'quotient', coefficients, witness }, pause);
  rows.fill(0);
}

/** No scalar of them, of 32 bytes, reaches a field's order. */
function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i % ELEMENT_BYTES === ELEMENT_BYTES - 1 ? 0 : (i * 167) % 251));
}
