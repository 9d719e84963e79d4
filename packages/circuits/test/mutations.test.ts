/**
 * GradientUpdate's constraints taken out one by one: each time a witness exists that all the others accept, of a false
 * statement. So no constraint is there in vain, and each is seen to be there. Of the larger circuits some of each kind
 * are taken out; SLOW=1 takes out all of the level standard's, and some of the level maximum's.
 */

import { poseidonParameters } from '@fedzk/statement/poseidon';
import { describe, expect, it } from 'vitest';
import { readInstances } from '../scripts/instances.js';
import type { Prime } from '../src/poseidon-constants.js';
import { curveOf } from '../src/poseidon-constants.js';
import { built, type Constraints, constrain, toWitness } from './circom.js';
import { forge, order } from './forge.js';
import { assign, holds, layout, type Parameters, type Statement, update } from './gradient.js';
import { inputs } from './gradient-check.js';
import { countConstraints, type LinearCombination, violated } from './r1cs.js';

const minute = 60_000;
const slow = process.env.SLOW === '1';

/** Larger than any range, smaller than the field: values that are off by it are false. */
const ERROR = 1n << 60n;

/**
 * What a constraint is for, by the signals in a * b = c without their indices: the first that fits. Lanes of a hash may
 * stand for what gives them, such as k.
 */
const kinds = [
  ['a bit of a value is 0 or 1', /range.*=$/],
  ['a bit of the slack is 0 or 1', /slack.*=$/],
  ['norm: a square is that of its value', /^x\*x=square$/],
  ['Horner tag', /\brho\b.*=/],
  ['Poseidon: x^2', /^[^*]+\*.+=chain\.hash\.square$/],
  ['Poseidon: x^4', /^.+=chain\.hash\.fourth$/],
  ['Poseidon: x^5 of the last round', /^[^*]+\*[^*]+=chain\.hash\.fifth/],
  ['Poseidon: x^5 and the linear layer', /chain\.hash\.(lane|first)$/],
  // Linear ones, without simplification.
  ['the value in range is the value', /^\*=range\.x x$/],
  ['sum: the bits are those of the value', /^\*=range\.bit range\.x$/],
  ['norm: the slack is what it leaves', /^\*=maxNormSq slack\.in square$/],
  ['sum: the bits are those of the slack', /^\*=slack\.bit slack\.in$/],
  ['packing', /^\*=p x$/],
  ['chain: what is hashed is k, p, s', /^\*=chain\.in (k|p|s)$/],
  ['chain: a block is of the list, and begins with the state', /^\*=chain\.hash\.in( chain\.(in|hash\.out))?$/],
  ['chain: its end is the commitment', /^\*=chain\.(hash\.out chain\.)?out( commitment)?$/],
  ['Poseidon: x^2 of a known lane', /^\*=chain\.hash\.square$/],
  ['Poseidon: the first lane out', /^\*=chain\.hash\.fifth chain\.hash\.out$/],
  ['the tag is the last Horner value and s', /^\*=horner s tag$/],
] as const;

/** Numbers of the constraints of each kind. */
function kindsOf({ r1cs, wires }: Constraints): Map<string, number[]> {
  const names = new Map([...wires].map(([name, wire]) => [wire, name.replace('main.', '').replaceAll(/\[\d+\]/g, '')]));
  const text = (terms: LinearCombination): string => {
    const found = [...terms.keys()].filter((wire) => wire > 0).map((wire) => names.get(wire) ?? '');
    return [...new Set(found)].sort().join(' ');
  };
  const found = new Map<string, number[]>();
  for (const [i, { a, b, c }] of r1cs.constraints.entries()) {
    const signals = `${text(a)}*${text(b)}=${text(c)}`;
    const kind = kinds.find(([, pattern]) => pattern.test(signals))?.[0];
    if (kind === undefined) throw new Error(`constraint ${i} is of no kind: ${signals}`);
    found.set(kind, [...(found.get(kind) ?? []), i]);
  }
  return found;
}

/** How many there are of each kind when the linear ones are folded into the others. */
function counts(parameters: Parameters, prime: bigint): Record<string, number> {
  const { elements, slackBits } = layout(parameters);
  let [boxes, lanes] = [-1, 0]; // the S-box of the constant that the chain starts from
  for (let left = elements + 2; left > 0; left -= 15) {
    const { width, partialRounds } = poseidonParameters(Math.min(left, 15) + 2, curveOf(prime));
    boxes += 8 * width + partialRounds - 1; // without that of lane 0
    lanes += width;
  }
  return {
    'a bit of a value is 0 or 1': parameters.n * parameters.b,
    'a bit of the slack is 0 or 1': slackBits,
    'norm: a square is that of its value': parameters.n,
    'Horner tag': elements,
    'Poseidon: x^2': boxes,
    'Poseidon: x^4': boxes,
    'Poseidon: x^5 of the last round': lanes,
    'Poseidon: x^5 and the linear layer': boxes - lanes,
  };
}

interface Case {
  readonly name: string;
  readonly parameters: Parameters;
  readonly prime: Prime;
  readonly simplification: 'O0' | 'O2';
  /** How many of each kind are taken out. */
  readonly sample: number;
  /** The instance of that name, compiled once for all tests. */
  readonly instance?: string;
}

const tiny = { n: 1, b: 4, h: 16 };
const twoElements = { n: 13, b: 4, h: 16 };
const twoBlocks = { n: 92, b: 16, h: 16 };

const of = (name: string, parameters: Parameters, others: Partial<Case> = {}): Case => ({
  ...{ name, parameters, prime: 'bn128', simplification: 'O2', sample: Number.POSITIVE_INFINITY },
  ...others,
});
const cases: readonly Case[] = [
  of('one value', tiny),
  of('one value, nothing simplified', tiny, { simplification: 'O0' }),
  of('one value on BLS12-381', tiny, { prime: 'bls12381' }),
  of('two elements', twoElements),
  of('two elements, nothing simplified', twoElements, { simplification: 'O0' }),
  of('two blocks', twoBlocks, { sample: slow ? 40 : 2 }),
  of('two blocks, nothing simplified', twoBlocks, { simplification: 'O0', sample: slow ? 40 : 2 }),
  ofLevel('standard', slow ? Number.POSITIVE_INFINITY : 6),
  ...(slow ? [ofLevel('maximum', 2)] : []),
];

function ofLevel(level: string, sample: number): Case {
  const found = readInstances().find((each) => each.level === level);
  if (!found) throw new Error(`no instance of level ${level}`);
  const { n = 0, b = 0, h = 0 } = found.parameters;
  return of(level, { n, b, h }, { prime: found.prime, sample, instance: found.name });
}

describe.each(cases)('$name', ({ instance, parameters, prime: curve, simplification, sample }) => {
  const options = { prime: curve, simplification };
  const circuit = instance ? built(instance) : constrain(update(parameters), options);
  const { r1cs } = circuit;
  const { prime } = r1cs;
  const wire = (signal: string): number => circuit.wires.get(`main.${signal}`) ?? -1;
  const half = 1n << BigInt(parameters.b - 1);
  const x = Array.from({ length: parameters.n }, (_, i) => (BigInt(i * 167 + 3) % (2n * half)) - half);
  const honest = toWitness(circuit, assign(parameters, inputs(x), prime));
  const steps = order(r1cs, ['rho', 's', 'k'].map(wire));
  const found = kindsOf(circuit);

  /** Whether a witness's private inputs show its public signals. */
  const isTrue = (witness: readonly bigint[]): boolean => {
    const value = (signal: string): bigint => witness[wire(signal)] ?? 0n;
    const signed = (residue: bigint): bigint => (residue > prime / 2n ? residue - prime : residue);
    const [commitment, rho, tag, maxNormSq] = ['commitment', 'rho', 'tag', 'maxNormSq'].map(value);
    const own = x.map((_, i) => signed(value(`x[${i}]`)));
    return holds(
      parameters,
      { commitment, rho, tag, maxNormSq } as Statement,
      { x: own, s: value('s'), k: value('k') },
      prime,
    );
  };

  it('every constraint is of a kind, and there are as many as should be', () => {
    expect([...found.values()].flat()).toHaveLength(r1cs.constraints.length);
    const numbers = Object.fromEntries([...found].map(([kind, own]) => [kind, own.length]));
    if (simplification === 'O2') expect(numbers).toEqual(counts(parameters, prime));
    else expect(Object.keys(numbers).sort()).toEqual(kinds.map(([kind]) => kind).sort());
    expect(countConstraints(r1cs).linear > 0).toBe(simplification === 'O0');
  });

  it('the honest witness is true and passes', () => {
    expect([isTrue(honest), violated(r1cs, honest)]).toEqual([true, []]);
  });

  it.each([...found.keys()])(
    '%s: without any one of them a false witness passes',
    (kind) => {
      const own = found.get(kind) ?? [];
      const count = Math.min(sample, own.length);
      for (let i = 0; i < count; i++) {
        const removed = own[Math.floor((i * own.length) / count)] ?? -1;
        const forged = forge(r1cs, steps, honest, removed, ERROR);
        expect(violated(r1cs, forged), `constraint ${removed}`).toEqual([removed]);
        expect(isTrue(forged), `constraint ${removed}`).toBe(false);
      }
    },
    5 * minute,
  );
});

describe('the search for forged witnesses', () => {
  const circuit = constrain(update(tiny));
  const { r1cs } = circuit;
  const given = ['rho', 's', 'k'].map((name) => circuit.wires.get(`main.${name}`) ?? -1);

  it('notices duplicate constraints', () => {
    for (const [i, constraint] of r1cs.constraints.entries()) {
      const twice = { ...r1cs, constraints: [...r1cs.constraints, constraint] };
      expect(() => order(twice, given), `constraint ${i}`).toThrow(/says nothing that others don't|left over/);
    }
  });

  it('notices that more wires than those given are free', () => {
    expect(() => order(r1cs, given.slice(1))).toThrow('left over');
    expect(() => order({ ...r1cs, constraints: r1cs.constraints.slice(1) }, given)).toThrow('left over');
  });
});
