/** The levels' figures against the circuit of the specification, counted here, the proof format, and what each says. */
import { describe, expect, it } from 'vitest';
import { shape } from '../../agg/src/protocol/poseidon.js';
import { DEFAULT_LEVEL, type Level, SECURITY_LEVELS } from '../src/index.js';

const ORDERS = {
  bn254: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  'bls12-381': 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
};
const BITS = 8;
const HEADROOM = 10;
const levels = Object.entries(SECURITY_LEVELS) as [Level, (typeof SECURITY_LEVELS)[Level]][];

/** Non-linear constraints of gradient_update(n, 8, 10). */
function constraints(n: number, order: bigint): number {
  const elements = Math.ceil(n / Math.floor(253 / (BITS + HEADROOM)));
  const slackBits = 2 * (BITS - 1) + Math.ceil(Math.log2(n));
  let chain = -3; // the constant that it starts from
  for (let left = elements + 2; left > 0; left -= 15) {
    const { width, fullRounds, partialRounds } = shape(order, Math.min(left, 15) + 2);
    chain += 3 * (fullRounds * width + partialRounds - 1);
  }
  return n * (BITS + 1) + slackBits + elements + chain;
}

describe.each(levels)('%s', (_, level) => {
  it('has room for as many values as it says', () => {
    expect(constraints(level.capacity, ORDERS[level.curve])).toBeLessThanOrEqual(level.constraints);
    expect(constraints(1.03 * level.capacity, ORDERS[level.curve])).toBeGreaterThan(0.99 * level.constraints);
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
