/**
 * The template Poseidon against circomlib's values (packages/vectors/poseidon), and PoseidonChain against the hash.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poseidonParameters } from '@fedzk/statement/poseidon';
import { describe, expect, it } from 'vitest';
import { curveOf, poseidonConstants, primes, table } from '../src/poseidon-constants.js';
import { compile, constrain, root, toWitness } from './circom.js';
import { assignHash, hash } from './gradient.js';
import { countConstraints, violated } from './r1cs.js';

interface Vectors {
  readonly hashes: readonly { readonly inputs: readonly string[]; readonly hash: string }[];
  readonly permutations: readonly {
    readonly name: string;
    readonly prime: string;
    readonly lanes: readonly string[];
  }[];
}

const minute = 60_000;
const slow = process.env.SLOW === '1';
const { hashes, permutations } = JSON.parse(
  readFileSync(join(root, '../vectors/poseidon/circomlib.json'), 'utf8'),
) as Vectors;
const widths = Array.from({ length: 16 }, (_, i) => i + 2);

const poseidon = (arity: number): string => component(`Poseidon(${arity})`);
const component = (main: string): string =>
  `pragma circom 2.2.0;\ninclude "../poseidon.circom";\ncomponent main = ${main};\n`;

it('names the function that writes the constants', () => {
  expect(poseidonConstants('bn254')).toContain('// Written by poseidonConstants() of @fedzk/circuits.\n');
});

describe('circomlib.vectors', () => {
  const counts = [213, 240, 261, 297, 321, 354, 381, 402, 417, 459, 465, 504, 543, 537, 573, 609];
  const arities = slow ? counts.map((_, i) => i + 1) : [1, 2, 5, 16];

  it.each(arities)(
    'Poseidon(%i)',
    async (arity) => {
      const circuit = compile(poseidon(arity));
      expect(countConstraints(circuit.r1cs)).toEqual({ nonLinear: counts[arity - 1], linear: 0 });
      const cases = hashes.filter(({ inputs }) => inputs.length === arity);
      expect(cases.length).toBe(5);
      for (const { inputs, hash: expected } of cases) {
        const witness = await circuit.calculate({ in: inputs.map(BigInt) });
        expect(witness[1]?.toString()).toBe(expected);
        expect(witness).toEqual(toWitness(circuit, assignHash(inputs.map(BigInt), circuit.r1cs.prime)));
        const other = witness.with(1, (BigInt(expected) + 1n) % circuit.r1cs.prime);
        expect([violated(circuit.r1cs, witness), violated(circuit.r1cs, other)]).toEqual([[], [expect.any(Number)]]);
      }
    },
    minute,
  );

  it.each([0, 17])(
    'Poseidon(%i) is refused',
    (arity) => {
      expect(() => constrain(poseidon(arity))).toThrow(/assert/i);
    },
    minute,
  );
});

describe('test_vectors.txt of the authors, over BLS12-381', () => {
  const cases = permutations.filter(({ prime }) => BigInt(prime) === primes.bls12381);

  it.each(cases)(
    'the first lane of $name',
    async ({ lanes }) => {
      const circuit = compile(poseidon(lanes.length - 1), { prime: 'bls12381' });
      expect(circuit.r1cs.prime).toBe(primes.bls12381);
      const witness = await circuit.calculate({ in: lanes.slice(1).map((_, i) => BigInt(i + 1)) });
      expect(witness[1]?.toString()).toBe(lanes[0]);
    },
    minute,
  );
});

/** Each group of constraints is left out once, and another hash then passes. */
describe.each(slow ? (['O0', 'O2'] as const) : (['O2'] as const))('forged hashes, --%s', (simplification) => {
  const input = [7n];
  const whole = constrain(poseidon(1), { simplification });
  const { prime } = whole.r1cs;
  const honest = toWitness(whole, assignHash(input, prime));

  it('the honest witness passes, and every single wire of it is pinned', () => {
    expect(violated(whole.r1cs, honest)).toEqual([]);
    for (let wire = 1; wire < honest.length; wire++) {
      const changed = honest.with(wire, ((honest[wire] ?? 0n) + 1n) % prime);
      expect(violated(whole.r1cs, changed), `wire ${wire}`).not.toEqual([]);
    }
  });

  const assigned = (line: string): [string, string] => [line, line.replace('<==', '<--')];
  it.each<[string, [line: string, without: string], string]>([
    ['full rounds: x^2', assigned('square[k + i] <== x[i] * x[i];'), 'square[4]'],
    ['full rounds: x^4', assigned('fourth[k + i] <== square[k + i] * square[k + i];'), 'fourth[4]'],
    ['full rounds: x^5 and the linear layer', ['fourth[k + i] * x[i] === power;', ''], 'lane[1][0]'],
    ['partial rounds: x^2', assigned('square[k] <== x[0] * x[0];'), 'square[30]'],
    ['partial rounds: x^4', assigned('fourth[k] <== square[k] * square[k];'), 'fourth[30]'],
    ['partial rounds: x^5 and the linear layer', ['fourth[k] * x[0] === power;', ''], 'first[10]'],
    ['the last round: x^5', assigned('fifth[i] <== fourth[k + i] * x[i];'), 'fifth[1]'],
    ['the first lane out', assigned('out <== sum;'), 'out'],
  ])(
    '%s',
    (_, [text, by], signal) => {
      const signals = assignHash(input, prime, { [signal]: 5n });
      expect(signals.get('main.out')).not.toBe(hash(input, prime));
      expect(violated(whole.r1cs, toWitness(whole, signals))).not.toEqual([]);

      const weakened = constrain(poseidon(1), { simplification }, [{ file: 'poseidon.circom', text, by }]);
      expect(violated(weakened.r1cs, toWitness(weakened, assignHash(input, prime)))).toEqual([]);
      expect(violated(weakened.r1cs, toWitness(weakened, signals))).toEqual([]);
    },
    minute,
  );
});

describe('PoseidonChain', () => {
  it(
    'of one block',
    async () => {
      const circuit = compile(component('PoseidonChain(3, 77)'));
      const list = [5n, 6n, 7n];
      const witness = await circuit.calculate({ in: list });
      expect(witness[1]).toBe(hash([77n, ...list], circuit.r1cs.prime));
    },
    minute,
  );

  it(
    'of no elements is refused',
    () => {
      expect(() => constrain(component('PoseidonChain(0, 77)'))).toThrow(/assert/i);
    },
    minute,
  );
});

describe('constants', () => {
  it.each(Object.entries(primes))('%s: the third part of each table inverts the second', (_, prime) => {
    for (const width of widths) {
      const parameters = poseidonParameters(width, curveOf(prime));
      const rows = table(parameters);
      const inverse = rows.slice(-width);
      expect(rows.slice(0, -2 * width).flat()).toEqual(parameters.roundConstants);
      expect(rows.slice(-2 * width, -width)).toEqual(parameters.matrix);
      for (let i = 0; i < width; i++) {
        const row = inverse.map(
          (_, j) => parameters.matrix.reduce((sum, m, l) => sum + (inverse[i]?.[l] ?? 0n) * (m[j] ?? 0n), 0n) % prime,
        );
        expect(row).toEqual(inverse.map((_, j) => (i === j ? 1n : 0n)));
      }
    }
  });

  it('of the two curves differ, and so do their hashes', () => {
    expect(poseidonConstants('bn254')).not.toBe(poseidonConstants('bls12-381'));
    for (const other of ['bn128', 'bls12381', 'toString', undefined]) {
      expect(() => poseidonConstants(other as 'bn254')).toThrow('"curve" expected bn254 or bls12-381, got ');
    }
    const [bn, bls] = Object.values(primes).map((prime) => hash([1n, 2n], prime));
    expect(bn).not.toBe(bls);
  });
});
