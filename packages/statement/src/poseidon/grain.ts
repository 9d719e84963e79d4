/**
 * Derives the constants of the Poseidon permutation from its shape: the Grain generator of the Poseidon paper (Grassi,
 * Khovratovich, Rechberger, Roy, Schofnegger, eprint 2019/458, appendix E), as the authors' reference script
 * `generate_parameters_grain.sage` runs it for a prime field and the S-box x^5.
 *
 * The stream is a shift register of 80 bits, b[i + 80] = b[i + 62] + b[i + 51] + b[i + 38] + b[i + 23] + b[i + 13] + b[i]
 * over GF(2). The seed is the shape. The first 160 new bits are dropped. After that new bits come in pairs, and the second of
 * a pair counts if the first is 1. The round constants come first, then the matrix.
 */
import { euclid } from '../inverse.js';

/** The numbers that determine a Poseidon permutation. */
export interface PoseidonShape {
  /** Order of the field, a prime of at most 2^12 - 1 bits. */
  readonly prime: bigint;
  /** The number of lanes, t in the paper. */
  readonly width: number;
  /** Rounds with an S-box on every lane, R_F in the paper. Half of them come first, half last. */
  readonly fullRounds: number;
  /** Rounds in between, with an S-box on the first lane only, R_P in the paper. */
  readonly partialRounds: number;
}

/** A shape with its constants. */
export interface PoseidonParameters extends PoseidonShape {
  /** (fullRounds + partialRounds) * width elements, round by round and lane by lane. */
  readonly roundConstants: readonly bigint[];
  /** Rows of the linear layer: new lane i is the sum over j of matrix[i][j] * lane j. */
  readonly matrix: readonly (readonly bigint[])[];
}

/** Bits of a register's seed, high bit first. */
type SeedPart = readonly [value: number, bits: number];

const STATE_BITS = 80;
const DROPPED_BITS = 160;
const PRIME_FIELD: SeedPart = [1, 2];
/** The script's number of the S-box x^a. An older script has 0 for x^3 and 1 for x^5. */
const POWER_SBOX = 0;

/**
 * Generates the round constants and the matrix of a shape.
 *
 * The script draws another matrix if one has an infinitely long subspace trail (its algorithms 1 to 3). This is left out:
 * the tests show that the first matrix is good for both scalar fields and all widths from 2 to 17.
 *
 * @param sbox the number of the S-box in the seed
 */
export function generate(shape: PoseidonShape, sbox: number = POWER_SBOX): PoseidonParameters {
  const { prime, width, fullRounds, partialRounds } = shape;
  const fieldBits = prime.toString(2).length;
  const bit = grain([PRIME_FIELD, [sbox, 4], [fieldBits, 12], [width, 12], [fullRounds, 10], [partialRounds, 10]]);

  const roundConstants: bigint[] = [];
  while (roundConstants.length < (fullRounds + partialRounds) * width) {
    const value = integer(bit, fieldBits);
    if (value < prime) roundConstants.push(value); // the script rejects here ...
  }
  const matrix = cauchy(bit, fieldBits, prime, width);
  return Object.freeze({
    ...{ prime, width, fullRounds, partialRounds },
    roundConstants: Object.freeze(roundConstants),
    matrix: Object.freeze(matrix.map((row) => Object.freeze(row))),
  });
}

/** Draws x_i and y_j until they differ pairwise and no sum is 0. matrix[i][j] = 1 / (x_i + y_j). */
function cauchy(bit: () => number, fieldBits: number, prime: bigint, width: number): bigint[][] {
  for (;;) {
    const drawn = Array.from({ length: 2 * width }, () => integer(bit, fieldBits) % prime); // ... and reduces here
    if (new Set(drawn).size < drawn.length) continue;
    const [x, y] = [drawn.slice(0, width), drawn.slice(width)];
    const sums = x.map((xi) => y.map((yj) => (xi + yj) % prime));
    if (sums.some((row) => row.includes(0n))) continue;
    return sums.map((row) => row.map((sum) => euclid(sum, prime)));
  }
}

/** Reads the next `length` bits, highest first. */
function integer(bit: () => number, length: number): bigint {
  let value = 0n;
  for (let left = length; left > 0; ) {
    const size = Math.min(left, 30);
    let part = 0;
    for (let i = 0; i < size; i++) part = (part << 1) | bit();
    value = (value << BigInt(size)) | BigInt(part);
    left -= size;
  }
  return value;
}

/** Makes the stream of a seed, which is its parts and then ones up to 80 bits. */
function grain(seed: readonly SeedPart[]): () => number {
  // A ring whose length is a power of two, so that wrapping is a mask. The register is the 80 bits from `at` on.
  const ring = new Uint8Array(128);
  let at = 0;
  for (const [value, bits] of seed) {
    if (!Number.isInteger(value) || value < 0 || value >= 1 << bits)
      throw new RangeError(`${value} has not ${bits} bits`);
    for (let i = bits - 1; i >= 0; i--) ring[at++] = (value >> i) & 1;
  }
  ring.fill(1, at, STATE_BITS);
  at = 0;

  const tap = (offset: number): number => ring[(at + offset) & 127] ?? 0;
  const clock = (): number => {
    const next = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
    ring[(at + STATE_BITS) & 127] = next;
    at = (at + 1) & 127;
    return next;
  };
  for (let i = 0; i < DROPPED_BITS; i++) clock();
  return () => {
    while (clock() === 0) clock();
    return clock();
  };
}
