// Files in another order than KEY PROOF SIGNALS. snarkjs takes the signals before the proof, so that people who come
// from there exchange the two, and a proof that "does not verify" for that reason costs them an hour.

import { quoted, SEE_HELP, Trouble } from './read.js';

/** What a file is for. */
type Place = 'a verification key' | 'a proof' | 'public signals';

/** A file, the place that it was given for, and what was read from it. */
export interface Part {
  readonly file: string;
  readonly place: Place;
  readonly value: unknown;
}

const SEMAPHORE_POINTS = 8;
const SIGNAL_BYTES = 32;
const PROOF_BYTES: readonly number[] = [128, 192, 256, 384];

/**
 * Makes sure that no file holds what belongs in another's place. Only what is recognised is refused: a proof of the wrong
 * shape is the verifier's to judge.
 *
 * @throws {Trouble} which file holds what, and the order
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

/** What JSON is by its shape, where that is certain. */
function kindOf(value: unknown): Place | undefined {
  if (Array.isArray(value)) {
    // Eight strings may be Semaphore's points, too.
    const certain = value.length !== SEMAPHORE_POINTS && value.every((each) => typeof each === 'string');
    return certain ? 'public signals' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, 'vk_alpha_1')) return 'a verification key';
  return Object.hasOwn(value, 'pi_a') ? 'a proof' : undefined;
}

/** Whether bytes have the lengths of signals and of a proof in each other's place, and not in their own. */
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
