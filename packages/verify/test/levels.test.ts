/** The levels' figures against the circuits of circuits.json, the proof format, and what each level says. */
import { readFileSync } from 'node:fs';
import { constraints, largestCount } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVEL, type Level, SECURITY_LEVELS } from '../src/levels.js';

interface Instance {
  readonly name: string;
  readonly level?: Level;
  readonly parameters: { readonly n: number; readonly b: number; readonly h: number };
  readonly prime: 'bn128' | 'bls12381';
  readonly constraints: { readonly nonLinear: number; readonly linear: number };
}

const instances = JSON.parse(
  readFileSync(new URL('../../circuits/circuits.json', import.meta.url), 'utf8'),
) as Instance[];
const levels = Object.entries(SECURITY_LEVELS) as [Level, (typeof SECURITY_LEVELS)[Level]][];
const CURVES = { bn128: 'bn254', bls12381: 'bls12-381' } as const;

it('circuits.json has one circuit for each level', () => {
  expect(instances.flatMap(({ level }) => level ?? [])).toEqual(levels.map(([name]) => name));
});

describe.each(levels)('%s', (name, level) => {
  it('agrees with circuits.json about its circuit', () => {
    const { parameters, prime, constraints: found } = instances.find((each) => each.level === name) as Instance;
    expect([CURVES[prime], parameters]).toEqual([level.curve, { n: level.capacity, b: 8, h: 10 }]);
    expect(found.nonLinear + found.linear).toBeLessThanOrEqual(level.constraints);
  });

  it('has room for as many values as it says, and little more', () => {
    const slot = { bits: 8, headroom: 10 };
    expect(constraints({ n: level.capacity, ...slot })).toBeLessThanOrEqual(level.constraints);
    expect(largestCount(level.constraints, slot)).toBeLessThan(1.02 * level.capacity);
  });

  it('has proofs of three points', () => {
    // `fedzk`: all compressed but for B on BN254.
    const bytes = level.curve === 'bn254' ? 32 + 128 + 32 : 48 + 96 + 48;
    expect(level.proofSize).toBe(bytes);
  });

  it("can't be changed", () => {
    expect(Object.isFrozen(level)).toBe(true);
    expect(() => Object.assign(level, { minContributions: 1 })).toThrow(TypeError);
  });
});

it('asks for more the higher it is', () => {
  expect(levels.map(([name]) => name)).toEqual(['standard', 'enhanced', 'maximum']);
  for (const figure of ['constraints', 'minContributions', 'capacity'] as const) {
    const figures = levels.map(([, level]) => level[figure]);
    expect(new Set(figures).size).toBe(3);
    expect(figures.toSorted((a, b) => a - b)).toEqual(figures);
  }
  expect(Object.isFrozen(SECURITY_LEVELS)).toBe(true);
  expect(DEFAULT_LEVEL).toBe('enhanced');
});
