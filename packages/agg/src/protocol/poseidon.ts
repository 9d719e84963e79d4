/**
 * The hash Poseidon as circomlib has it (Grassi, Khovratovich, Rechberger, Roy, Schofnegger, eprint 2019/458): S-box x^5,
 * a first lane of 0 and after it the inputs, one permutation, the first lane out. Written as the paper's pseudocode,
 * with none of its faster forms.
 */
import { ORDER } from './field.js';
import { generate, type PoseidonParameters, type PoseidonShape } from './grain.js';

/** Inputs that {@link poseidon} takes at most. */
export const MAX_ARITY = 16;

const FULL_ROUNDS = 8;
/**
 * Partial rounds of widths 2 to 17. They are circomlib's, for BN254: what the authors' script gives for 128 bits of security,
 * rounded up to a multiple of the width. The authors' published instances of widths 3 and 5 have the same numbers, over the
 * scalar field of BLS12-381 too.
 */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

const byWidth = new Map<number, PoseidonParameters>();

/**
 * Poseidon over BN254's scalar field. The first call of each arity makes its constants, up to some 30 ms.
 *
 * @param inputs 1 to 16 elements, each in 0..r-1.
 * @returns An element in 0..r-1.
 * @throws RangeError for another number of inputs, or an input that isn't reduced.
 */
export function poseidon(inputs: readonly bigint[]): bigint {
  if (inputs.some((input) => input < 0n || input >= ORDER)) throw new RangeError('expected elements of the field');
  const width = inputs.length + 1;
  let made = byWidth.get(width);
  if (!made) {
    made = generate(shape(ORDER, width));
    byWidth.set(width, made);
  }
  return permute([0n, ...inputs], made)[0] ?? 0n;
}

/** Rounds of the permutation of 2 to 17 lanes, for a prime of 254 or 255 bits. */
export function shape(prime: bigint, width: number): PoseidonShape {
  const partialRounds = PARTIAL_ROUNDS[width - 2];
  if (partialRounds === undefined) throw new RangeError(`expected 1 to ${MAX_ARITY} inputs, got ${width - 1}`);
  return { prime, width, fullRounds: FULL_ROUNDS, partialRounds };
}

/** The permutation of as many lanes as `parameters.width`, each in 0..prime-1. */
export function permute(state: readonly bigint[], parameters: PoseidonParameters): bigint[] {
  const { prime, width, fullRounds, partialRounds, roundConstants, matrix } = parameters;
  if (state.length !== width) throw new RangeError(`expected ${width} lanes, got ${state.length}`);
  const sbox = (x: bigint): bigint => x ** 5n % prime;

  let lanes = [...state];
  for (let round = 0; round < fullRounds + partialRounds; round++) {
    lanes = lanes.map((lane, i) => (lane + (roundConstants[round * width + i] ?? 0n)) % prime);
    const full = round < fullRounds / 2 || round >= fullRounds / 2 + partialRounds;
    lanes = lanes.map((lane, i) => (full || i === 0 ? sbox(lane) : lane));
    lanes = matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * (lanes[j] ?? 0n), 0n) % prime);
  }
  return lanes;
}
