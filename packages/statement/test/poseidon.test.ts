/**
 * Poseidon against circomlib's values and against permutations that the authors published (packages/vectors/poseidon).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ORDERS } from '../src/curve.js';
import { generate } from '../src/poseidon/grain.js';
import { permute, shape } from '../src/poseidon/permutation.js';
import { MAX_ARITY, poseidon, poseidonParameters } from '../src/poseidon.js';

interface Vectors {
  readonly hashes: readonly { readonly name: string; readonly inputs: readonly string[]; readonly hash: string }[];
  readonly permutations: readonly {
    readonly name: string;
    readonly prime: string;
    readonly fullRounds: number;
    readonly partialRounds: number;
    readonly lanes: readonly string[];
  }[];
}

const file = new URL('../../vectors/poseidon/circomlib.json', import.meta.url);
const { hashes, permutations } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const arities = Array.from({ length: MAX_ARITY }, (_, i) => i + 1);

describe('circomlib.vectors', () => {
  it.each(arities)('arity %i', (arity) => {
    const cases = hashes.filter(({ inputs }) => inputs.length === arity);
    expect(cases.map(({ name }) => name)).toEqual(['zeros', 'counting up', 'all r - 1', 'random 1', 'random 2']);
    for (const { name, inputs, hash } of cases)
      expect(poseidon(inputs.map(BigInt), 'bn254').toString(), name).toBe(hash);
  });
});

describe('test_vectors.txt of the authors', () => {
  it.each(permutations)('$name', ({ prime, fullRounds, partialRounds, lanes }) => {
    const width = lanes.length;
    expect(shape(BigInt(prime), width)).toEqual({ prime: BigInt(prime), width, fullRounds, partialRounds });
    const start = lanes.map((_, i) => BigInt(i));
    const parameters = generate({ prime: BigInt(prime), width, fullRounds, partialRounds });
    expect(permute(start, parameters).map(String)).toEqual(lanes);
    expect(start, 'the input is left as it was').toEqual(lanes.map((_, i) => BigInt(i)));
  });
});

describe('refused', () => {
  it.each([0, MAX_ARITY + 1])('%i inputs', (arity) => {
    const expected = `"inputs" expected 1 to 16 elements, got an array of ${arity}.`;
    expect(() => poseidon(new Array<bigint>(arity).fill(0n), 'bn254')).toThrow(expected);
  });

  it.each(['bn254', 'bls12-381'] as const)('an input that is no element of the field of %s', (curve) => {
    for (const input of [-1n, ORDERS[curve], ORDERS[curve] + 1n]) {
      expect(() => poseidon([1n, input], curve)).toThrow('"inputs[1]" expected an element of the field');
    }
    expect(poseidon([1n, ORDERS[curve] - 1n], curve)).toBeLessThan(ORDERS[curve]);
  });

  it('a state of another width', () => {
    const parameters = poseidonParameters(3, 'bn254');
    expect(() => permute([1n, 2n], parameters)).toThrow(RangeError);
    expect(() => permute([1n, 2n, 3n, 4n], parameters)).toThrow(RangeError);
  });
});

it('parameters are made once, and nobody can change them', () => {
  const parameters = poseidonParameters(3, 'bls12-381');
  expect(poseidonParameters(3, 'bls12-381')).toBe(parameters);
  expect(poseidonParameters(3, 'bn254')).not.toEqual(parameters);
  for (const part of [parameters, parameters.roundConstants, parameters.matrix, ...parameters.matrix]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});
