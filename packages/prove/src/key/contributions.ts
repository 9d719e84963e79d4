/**
 * Section 10 of a proving key: the contributions to its set-up. snarkjs writes 64 bytes that identify the circuit ‖ u32 count ‖ contributions (δ, s, sx in G1 ‖ spx in G2 ‖ 64 bytes of transcript ‖ u32 type ‖ u32 length ‖
 * fields, such as a name).
 */

import { type KeyInput, sourceOf } from '@fedzk/core';
import { curveOf, sectionsOf } from './key.js';
import { invalidKey } from './problems.js';
import { view } from './sections.js';

const LIST = 10;
const CIRCUIT_BYTES = 64;
const TRANSCRIPT_BYTES = 64;
/** The largest length that is read: more than that of the largest ceremonies with the longest names. */
const MOST_BYTES = 16_000_000;

/**
 * Counts the contributions that a proving key lists, including a beacon. The number doesn't tell how many people
 * contributed: names are free text, and the contributions are not verified.
 *
 * @throws {FedzkError} `invalid-proving-key`: no key, or its list is damaged
 *
 * @example
 * ```ts
 * if ((await countContributions(zkey)) === 0) throw new Error('nobody has contributed');
 * ```
 */
export async function countContributions(zkey: KeyInput): Promise<number> {
  const source = sourceOf(zkey, 'zkey', 'invalid-proving-key');
  const section = await sectionsOf(source);
  const header = section(2);
  const g1 = 2 * (curveOf(await source.read(header.offset, Math.min(header.length, 4))) === 'bn254' ? 32 : 48);
  const { offset, length } = section(LIST);
  if (length < CIRCUIT_BYTES + 4 || length > MOST_BYTES) throw damaged();
  const list = view(await source.read(offset, length));
  const count = list.getUint32(CIRCUIT_BYTES, true);
  // Three points of G1 and one of G2, which is as long as two of G1; then the transcript and the type.
  const fixed = 5 * g1 + TRANSCRIPT_BYTES + 4;
  let at = CIRCUIT_BYTES + 4;
  for (let i = 0; i < count; i++) {
    if (at + fixed + 4 > length) throw damaged();
    at += fixed + 4 + list.getUint32(at + fixed, true);
  }
  if (at !== length) throw damaged();
  return count;
}

function damaged(): Error {
  return invalidKey('section 10 has another length than its contributions');
}
