/**
 * Runs a little of each kind of task before the first proof. Engines optimise code that has run several times: without
 * this, the first small proof takes twice as long as the next.
 */
import type { ProvingKey } from '../key/key.js';
import { COEFFICIENT_BYTES } from '../key/problems.js';
import { RANDOM_BYTES } from '../proof.js';
import { ELEMENT_BYTES } from '../witness/field.js';
import { work } from './tasks.js';

/** The number of points: enough for an engine to optimise, some tens of milliseconds. */
const POINTS = 256;
const COEFFICIENTS = 4096;
/** The largest domain that needs a warm-up. Larger transforms run long enough by themselves. */
const LARGEST_DOMAIN = 1 << 12;

/** Runs the tasks of a meaningless proof: some points of a key, and rows of zeros. */
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

/** Makes bytes whose 32-byte scalars are all below a field's order. */
function someBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i % ELEMENT_BYTES === ELEMENT_BYTES - 1 ? 0 : (i * 167) % 251));
}
