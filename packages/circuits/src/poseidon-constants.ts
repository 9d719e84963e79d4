// Poseidon's constants as circom functions. They are generated for each run of the compiler and not stored, since all widths
// together take almost a megabyte.
import { unexpected } from '@fedzk/core';
import { type Curve, inverse, ORDERS } from '@fedzk/statement';
import { MAX_ARITY, type PoseidonParameters, poseidonParameters } from '@fedzk/statement/poseidon';

type Matrix = readonly (readonly bigint[])[];

/** The curves, by circom's names. */
export const curves = { bn128: 'bn254', bls12381: 'bls12-381' } as const;
/** Their scalar fields. */
export const primes = { bn128: ORDERS.bn254, bls12381: ORDERS['bls12-381'] } as const;

/** circom's name of a curve's scalar field. */
export type Prime = keyof typeof curves;

/** Finds the curve whose scalar field has this order. */
export function curveOf(prime: bigint): Curve {
  const curve = Object.values(curves).find((each) => ORDERS[each] === prime);
  if (curve === undefined) throw new RangeError(`${prime} is the order of neither curve`);
  return curve;
}

const made = new Map<Curve, string>();

/**
 * Makes the file that `circom/poseidon.circom` includes, with the widths 2 to 17. It takes half a second the first time.
 *
 * @param curve the curve whose scalar field the circuit is over: `circom --prime bn128` for `bn254`, and `bls12381` for
 *   `bls12-381`
 * @throws {FedzkError} `invalid-argument`: another curve
 *
 * @example
 * ```ts
 * await writeFile('circom/poseidon_constants.circom', poseidonConstants('bn254'));
 * ```
 */
export function poseidonConstants(curve: Curve): string {
  if (typeof curve !== 'string' || !Object.hasOwn(ORDERS, curve)) {
    throw unexpected('curve', Object.keys(ORDERS).join(' or '), curve);
  }
  const known = made.get(curve);
  if (known !== undefined) return known;
  const widths = Array.from({ length: MAX_ARITY }, (_, i) => poseidonParameters(i + 2, curve));
  const text = [
    'pragma circom 2.2.0;',
    '// Written by poseidonConstants() of @fedzk/circuits.',
    partialRounds(widths),
    ...widths.map((each) => `function poseidonTable${each.width}() {\n    return ${literal(table(each))};\n}`),
    '',
  ].join('\n');
  made.set(curve, text);
  return text;
}

/** Returns the round constants, one row a round, then the matrix, then its inverse. Each row has `width` entries. */
export function table({ width, prime, roundConstants, matrix }: PoseidonParameters): bigint[][] {
  const rounds = Array.from({ length: roundConstants.length / width }, (_, round) =>
    roundConstants.slice(round * width, (round + 1) * width),
  );
  return [...rounds, ...matrix.map((row) => [...row]), ...invert(matrix, prime)];
}

function partialRounds(widths: readonly PoseidonParameters[]): string {
  const known = [0, 0, ...widths.map((each) => each.partialRounds)];
  return `function poseidonPartialRounds(t) {\n    var known[${known.length}] = [${known}];\n    return known[t];\n}`;
}

function literal(rows: Matrix): string {
  return `[${rows.map((row) => `[${row.map((value) => `0x${value.toString(16)}`)}]`).join(',\n')}]`;
}

/** Inverts a matrix by Gauss-Jordan elimination. */
function invert(matrix: Matrix, prime: bigint): bigint[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1n : 0n))]);
  for (let column = 0; column < size; column++) {
    const at = rows.findIndex((row, i) => i >= column && row[column] !== 0n);
    const pivot = rows[at];
    if (!pivot) throw new Error('the matrix is singular');
    rows.splice(at, 1);
    const scale = inverse(pivot[column] ?? 0n, curveOf(prime));
    const scaled = pivot.map((value) => (value * scale) % prime);
    for (const row of rows) {
      const factor = prime - (row[column] ?? 0n);
      for (let i = 0; i < row.length; i++) row[i] = ((row[i] ?? 0n) + factor * (scaled[i] ?? 0n)) % prime;
    }
    rows.splice(column, 0, scaled);
  }
  return rows.map((row) => row.slice(size));
}
