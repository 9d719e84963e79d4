// Recognises files in another order than KEY PROOF SIGNALS. snarkjs takes the signals before the proof, so its users may
// swap the two.

import { quoted, SEE_HELP, Trouble } from './read.js';

/** The purpose of a file. */
type Place = 'a verification key' | 'a proof' | 'public signals';

/** A file, its expected purpose, and its contents. */
export interface Part {
  readonly file: string;
  readonly place: Place;
  readonly value: unknown;
}

const SEMAPHORE_POINTS = 8;
const SIGNAL_BYTES = 32;
const PROOF_BYTES: readonly number[] = [128, 192, 256, 384];

/**
 * Checks that no file holds what belongs in another's place. Refuses only what it recognises; the verifier judges malformed
 * proofs.
 *
 * @throws {Trouble} with the file, what it holds, and the expected order
 */
export function checkOrder(parts: readonly Part[], nPublic = 0): void {
  for (const { file, place, value } of parts) {
    const found = kindOf(value) ?? (bytesSwapped(parts, nPublic) ? other(place) : place);
    if (found === place) continue;
    const swapped = found !== 'a verification key' && place !== 'a verification key';
    const advice = swapped ? 'snarkjs takes the signals before the proof, fedzk-verify after it.' : SEE_HELP;
    throw new Trouble(
      `Expected KEY PROOF SIGNALS, in this order, but ${quoted(file)} holds ${found}, not ${place}. ${advice}`,
    );
  }
}

/** Recognises JSON by its shape, if that is certain. */
function kindOf(value: unknown): Place | undefined {
  if (Array.isArray(value)) {
    // Eight strings may also be Semaphore's points.
    const certain = value.length !== SEMAPHORE_POINTS && value.every((each) => typeof each === 'string');
    return certain ? 'public signals' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, 'vk_alpha_1')) return 'a verification key';
  return Object.hasOwn(value, 'pi_a') ? 'a proof' : undefined;
}

/** Tells whether bytes have the lengths of swapped signals and proof, and not those of the right order. */
function bytesSwapped(parts: readonly Part[], nPublic: number): boolean {
  const lengthIn = (wanted: Place): number => {
    const { value } = parts.find(({ place }) => place === wanted) ?? {};
    return value instanceof Uint8Array ? value.length : 0;
  };
  const [proof, signals] = [lengthIn('a proof'), lengthIn('public signals')];
  const right = nPublic * SIGNAL_BYTES;
  return signals !== right && PROOF_BYTES.includes(signals) && proof === right && proof > 0;
}

function other(place: Place): Place {
  return place === 'a proof' ? 'public signals' : 'a proof';
}
