/**
 * Each group of constraints is left out once. The forged witness that it stopped then passes: so the group is needed,
 * and the forgery is a real one. With all groups in place no forgery passes. Both are seen without simplification,
 * where the witness is written signal by signal, and after --O2, which is what keys are made for.
 */
import { describe, expect, it } from 'vitest';
import { constrain, slice, toWitness } from './circom.js';
import { violated } from './r1cs.js';
import { assign, publicSignals } from './slice.js';

const [N, B, RHO] = [3, 4, 0xfed2n];
const X = [-8n, 3n, 7n];
const { tag, sum, normSq } = publicSignals(X, RHO);
const TOO_LARGE = X.with(1, 8n);

interface Group {
  readonly name: string;
  /** A line of the template, and what is left of it when it assigns but no longer constrains. */
  readonly line: string;
  readonly without: string;
  /** Arguments of `assign`: a false statement. */
  readonly x: readonly bigint[];
  readonly forged: Readonly<Record<string, bigint>>;
}

const groups: readonly Group[] = [
  {
    name: 'a bit is 0 or 1',
    line: 'bit[i] * (bit[i] - 1) === 0;',
    without: '',
    x: TOO_LARGE,
    forged: { 'range[1].bit[0]': 16n, 'range[1].bit[1]': 0n, 'range[1].bit[2]': 0n, 'range[1].bit[3]': 0n },
  },
  {
    name: 'the bits are those of x',
    line: 'sum === x + shift; // b bits',
    without: '',
    x: TOO_LARGE,
    forged: {},
  },
  {
    name: 'the value in range is the value added up',
    line: 'range[i].x <== x[i];',
    without: 'range[i].x <-- x[i];',
    x: TOO_LARGE,
    forged: { 'range[1].x': -8n }, // the low four bits of 8 + 8 are those of -8 + 8
  },
  {
    name: 'a square is the square of its value',
    line: 'square[i] <== x[i] * x[i];',
    without: 'square[i] <-- x[i] * x[i];',
    x: X,
    forged: { 'square[0]': 0n, normSq: normSq - 64n },
  },
  { name: 'sum is the sum', line: 'sum === total;', without: '', x: X, forged: { sum: sum + 1n } },
  {
    name: 'normSq is the sum of squares',
    line: 'normSq === norm;',
    without: '',
    x: X,
    forged: { normSq: normSq - 1n },
  },
  {
    name: 'the first Horner step',
    line: 'horner[i] <== rho * x[i];',
    without: 'horner[i] <-- rho * x[i];',
    x: X,
    forged: {
      'horner[2]': RHO * 6n,
      'horner[1]': RHO * (3n + RHO * 6n),
      'horner[0]': RHO * (-8n + RHO * (3n + RHO * 6n)),
      tag: tag - RHO ** 3n,
    },
  },
  {
    name: 'the other Horner steps',
    line: 'horner[i] <== rho * (x[i] + horner[i + 1]);',
    without: 'horner[i] <-- rho * (x[i] + horner[i + 1]);',
    x: X,
    forged: { 'horner[0]': 0n, tag: 0n },
  },
  { name: 'tag is the last Horner value', line: 'tag === horner[0];', without: '', x: X, forged: { tag: tag + 1n } },
];

describe.each(['O0', 'O2'] as const)('forged witnesses, --%s', (simplification) => {
  const whole = constrain(slice(N, B), { simplification });

  it('the honest witness passes', () => {
    expect(violated(whole.r1cs, toWitness(whole, assign(X, B, RHO)))).toEqual([]);
  });

  it.each(groups)('$name: refused with the group, accepted without it', ({ line, without, x, forged }) => {
    const signals = assign(x, B, RHO, forged);
    expect(violated(whole.r1cs, toWitness(whole, signals))).not.toEqual([]);

    const edit = { file: 'update_slice.circom', text: line, by: without };
    const weakened = constrain(slice(N, B), { simplification }, [edit]);
    expect(violated(weakened.r1cs, toWitness(weakened, assign(X, B, RHO)))).toEqual([]);
    expect(violated(weakened.r1cs, toWitness(weakened, signals))).toEqual([]);
  });

  it('every single wire of an honest witness is pinned', () => {
    const honest = toWitness(whole, assign(X, B, RHO));
    for (let wire = 1; wire < honest.length; wire++) {
      const changed = honest.with(wire, ((honest[wire] ?? 0n) + 1n) % whole.r1cs.prime);
      expect(violated(whole.r1cs, changed), `wire ${wire}`).not.toEqual([]);
    }
  });
});
