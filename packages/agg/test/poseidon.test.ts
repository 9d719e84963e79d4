/**
 * Poseidon against circomlib's values and against permutations that the authors published (packages/vectors/poseidon).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ORDER } from '../src/protocol/field.js';
import { generate } from '../src/protocol/grain.js';
import { MAX_ARITY, permute, poseidon, shape } from '../src/protocol/poseidon.js';

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
    for (const { name, inputs, hash } of cases) expect(poseidon(inputs.map(BigInt)).toString(), name).toBe(hash);
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
    expect(() => poseidon(new Array<bigint>(arity).fill(0n))).toThrow(RangeError);
  });

  it.each([-1n, ORDER, ORDER + 1n])('%i as an input', (input) => {
    expect(() => poseidon([1n, input])).toThrow(RangeError);
  });

  it('a state of another width', () => {
    const parameters = generate(shape(ORDER, 3));
    expect(() => permute([1n, 2n], parameters)).toThrow(RangeError);
    expect(() => permute([1n, 2n, 3n, 4n], parameters)).toThrow(RangeError);
  });
});
