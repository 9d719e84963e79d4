/**
 * The generator of Poseidon's constants: against constants that others generated, and its matrices against the conditions
 * under which the reference script would have drawn another one.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ORDERS } from '../src/curve.js';
import { generate, type PoseidonParameters } from '../src/poseidon/grain.js';
import { shape } from '../src/poseidon/permutation.js';

const widths = Array.from({ length: 16 }, (_, i) => i + 2);

const hex = (value: bigint): string => value.toString(16).padStart(64, '0');

/**
 * neptune's parameters/round_constants-1-1-255-9-8-57-73EDA7…01.txt, which its authors made with the Poseidon authors'
 * create_rcs_grain.sage. Of the file's 585 values the ends stand here, and SHA-256 of all of them as hex, one after the other.
 */
describe('neptune.vectors', () => {
  const made = generate({ prime: ORDERS['bls12-381'], width: 9, fullRounds: 8, partialRounds: 57 }, 1);

  it('all 585 round constants of width 9 over BLS12-381', () => {
    const values = made.roundConstants.map(hex);
    expect(values.length).toBe(585);
    expect(values[0]).toBe('6ce90d12c4045fe08c3caddb776dd84ac52b4ae7e48cd49443984154f2f4c2f9');
    expect(values[584]).toBe('3b3a75eb91b0f723bcc4ab7e449e4a011b8960063efe74670c05e545519d9a8c');
    expect(createHash('sha256').update(values.join('')).digest('hex')).toBe(
      '6731859c44e2586b02c0ad78a7f6d1830a9958fa98904ef5a9367a68a0384aa2',
    );
  });

  it('the S-box is part of the seed', () => {
    const other = generate({ prime: ORDERS['bls12-381'], width: 9, fullRounds: 8, partialRounds: 57 });
    expect(other.roundConstants[0]).not.toBe(made.roundConstants[0]);
  });
});

describe.each(Object.entries(ORDERS))('%s', (_, prime) => {
  it.each(widths)('width %i: elements, a Cauchy matrix, no infinitely long subspace trail', (width) => {
    const parameters = generate(shape(prime, width));
    const { roundConstants, matrix, fullRounds, partialRounds } = parameters;
    expect(roundConstants.length).toBe((fullRounds + partialRounds) * width);
    expect([...roundConstants, ...matrix.flat()].every((value) => value >= 0n && value < prime)).toBe(true);
    expect(isCauchy(parameters)).toBe(true);
    expect(trails(parameters)).toEqual([]);
  });
});

it('each number of the shape changes the constants', () => {
  const base = { prime: ORDERS.bn254, width: 3, fullRounds: 8, partialRounds: 57 };
  const others = [
    { ...base, width: 4 },
    { ...base, fullRounds: 6 },
    { ...base, partialRounds: 56 },
  ];
  const first = [base, ...others].map((each) => generate(each).roundConstants[0]);
  expect(new Set(first).size).toBe(4);
  expect(() => generate({ ...base, width: 4096 })).toThrow(RangeError);
});

it('the trail check finds trails: in the identity, a permutation and a block matrix', () => {
  const with2Lanes = (...matrix: bigint[][]): PoseidonParameters => ({ ...generate(shape(ORDERS.bn254, 2)), matrix });
  expect(trails(with2Lanes([1n, 0n], [0n, 1n]))).not.toEqual([]);
  expect(trails(with2Lanes([0n, 1n], [1n, 0n]))).not.toEqual([]);
  expect(trails(with2Lanes([1n, 1n], [0n, 2n]))).not.toEqual([]);
});

/** Differences of inverse entries, 1 / m_ij - 1 / m_ik = y_j - y_k, don't depend on the row. */
function isCauchy({ matrix, prime }: PoseidonParameters): boolean {
  const inverses = matrix.map((row) => row.map((entry) => power(entry, prime - 2n, prime)));
  const differences = inverses.map((row) => row.map((value) => (((value - (row[0] ?? 0n)) % prime) + prime) % prime));
  return differences.every((row) => row.join() === differences[0]?.join());
}

/**
 * What algorithms 1 to 3 of the script look for, with one S-box a partial round, is a subspace that M^r maps to itself and
 * that either contains e_0 (2 and 3, r <= 4t) or lies where lane 0 is zero (1, r < t). There is none when e_0, M^r e_0, M^2r e_0, ..
 * span everything, and likewise for the transposed matrix. Returns the r for which they don't.
 */
function trails({ matrix, prime, width }: PoseidonParameters): string[] {
  const transposed = matrix.map((_, i) => matrix.map((row) => row[i] ?? 0n));
  const failing = (name: string, m: readonly (readonly bigint[])[], upTo: number): string[] => {
    let vector = matrix.map((_, i): bigint => (i === 0 ? 1n : 0n));
    const images = [vector];
    while (images.length <= upTo * (width - 1)) {
      vector = m.map((row) => row.reduce((sum, entry, j) => sum + entry * (vector[j] ?? 0n), 0n) % prime);
      images.push(vector);
    }
    const powers = Array.from({ length: upTo }, (_, i) => i + 1);
    const krylov = (r: number): bigint[][] => images.filter((_, k) => k % r === 0 && k / r < width);
    return powers.filter((r) => rank(krylov(r), prime) < width).map((r) => `${name}^${r}`);
  };
  return [...failing('M', matrix, 4 * width), ...failing('transposed M', transposed, width - 1)];
}

function rank(rows: readonly (readonly bigint[])[], prime: bigint): number {
  let left = rows;
  for (let found = 0; ; found++) {
    const pivot = left.find((row) => row.some((value) => value !== 0n));
    if (!pivot) return found;
    const column = pivot.findIndex((value) => value !== 0n);
    const scale = power(pivot[column] ?? 0n, prime - 2n, prime);
    left = left
      .filter((row) => row !== pivot)
      .map((row) => {
        const factor = ((row[column] ?? 0n) * scale) % prime;
        return row.map((value, i) => (value + (prime - factor) * (pivot[i] ?? 0n)) % prime);
      });
  }
}

function power(base: bigint, exponent: bigint, prime: bigint): bigint {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}
