/**
 * Constants of the Poseidon permutation, from nothing but its shape: the Grain generator of the Poseidon paper (Grassi,
 * Khovratovich, Rechberger, Roy, Schofnegger, eprint 2019/458, appendix E), as the authors' reference script
 * `generate_parameters_grain.sage` runs it for a prime field and the S-box x^5.
 *
 * The stream is a shift register of 80 bits, b[i + 80] = b[i + 62] + b[i + 51] + b[i + 38] + b[i + 23] + b[i + 13] + b[i]
 * over GF(2). It starts with the shape, its first 160 new bits are dropped, and after that it shrinks itself: new bits come in pairs, and
 * the second of a pair counts when the first is 1. First come the round constants, then the matrix.
 */
import { euclid } from '../inverse.js';

/** What a Poseidon permutation is determined by. */
export interface PoseidonShape {
  /** Order of the field, a prime of at most 2^12 - 1 bits. */
  readonly prime: bigint;
  /** Lanes, t in the paper. */
  readonly width: number;
  /** Rounds in which every lane passes the S-box; half of them come first, half last. R_F in the paper. */
  readonly fullRounds: number;
  /** Rounds in between, in which the first lane alone does. R_P in the paper. */
  readonly partialRounds: number;
}

export interface PoseidonParameters extends PoseidonShape {
  /** (fullRounds + partialRounds) * width elements: those of the first round, lane by lane, then the next round's. */
  readonly roundConstants: readonly bigint[];
  /** Rows of the linear layer: new lane i is the sum over j of matrix[i][j] * lane j. */
  readonly matrix: readonly (readonly bigint[])[];
}

/** Bits of a register's seed, high bit first. */
type SeedPart = readonly [value: number, bits: number];

const STATE_BITS = 80;
const DROPPED_BITS = 160;
const PRIME_FIELD: SeedPart = [1, 2];
/** The script's number of the S-box x^a. A forerunner of the script numbered x^3 as 0 and x^5 as 1. */
const POWER_SBOX = 0;

/**
 * Round constants and matrix of a shape. They depend on each of its numbers, and on the prime's length through the seed.
 *
 * The script draws another matrix when one has an infinitely long subspace trail (its algorithms 1 to 3). That isn't repeated here:
 * the first matrix is good for both scalar fields and all widths 2 to 17, which the tests show.
 *
 * @param sbox The number of the S-box in the seed.
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

/** matrix[i][j] = 1 / (x_i + y_j), the x_i and y_j drawn until they differ pairwise and no sum is 0. */
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

/** The next `length` bits, the first one highest. */
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

/** The stream of a seed: its parts, then ones up to 80 bits. */
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
