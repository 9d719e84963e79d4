/**
 * Section 10 of a proving key: the contributions to its set-up, as snarkjs writes them: 64 bytes that identify the
 * circuit ‖ u32 count ‖ contributions (δ, s, sx in G1 ‖ spx in G2 ‖ 64 bytes of transcript ‖ u32 type ‖ u32 length ‖
 * fields, such as a name).
 */
import { curveOf, sectionsOf } from './key.js';
import { invalidKey } from './problems.js';
import { view } from './sections.js';
import { type KeyInput, sourceOf } from './source.js';

const LIST = 10;
const CIRCUIT_BYTES = 64;
const TRANSCRIPT_BYTES = 64;
/** More than the largest ceremonies have, each with the longest name: what is longer is not read. */
const MOST_BYTES = 16_000_000;

/**
 * How many contributions a proving key lists, a beacon's among them. It says nothing about how many people they are of:
 * names are free text, and what a contribution says of itself is not checked here.
 *
 * @throws {FedzkError} `invalid-proving-key`: not a key, or its list is damaged
 *
 * @example
 * ```ts
 * if ((await countContributions(zkey)) === 0) throw new Error('nobody has contributed');
 * ```
 */
export async function countContributions(zkey: KeyInput): Promise<number> {
  const source = sourceOf(zkey);
  const section = await sectionsOf(source);
  const header = section(2);
  const g1 = 2 * (curveOf(await source.read(header.offset, Math.min(header.length, 4))) === 'bn254' ? 32 : 48);
  const { offset, length } = section(LIST);
  if (length < CIRCUIT_BYTES + 4 || length > MOST_BYTES) throw damaged();
  const list = view(await source.read(offset, length));
  const count = list.getUint32(CIRCUIT_BYTES, true);
  // Three points of G1, and one of G2, which is two of G1 long; then the transcript, and the type.
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
