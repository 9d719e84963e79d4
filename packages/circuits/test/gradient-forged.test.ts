/**
 * GradientUpdate's constraints, each group left out once: the forged witness that it stopped then passes. With all in place
 * no forgery does. Those inside a hash are in poseidon.test.ts. SLOW=1 sees it without simplification too, where nothing
 * is folded into anything.
 */
import { inverse } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { curveOf } from '../src/poseidon-constants.js';
import { type Constraints, constrain, modulo, toWitness } from './circom.js';
import { assign, chainStart, type Forged, holds, type Inputs, pack, type Statement, update } from './gradient.js';
import { inputs, RHO, S, squares } from './gradient-check.js';
import { type Constraint, type LinearCombination, violated } from './r1cs.js';

const minute = 60_000;
const levels = process.env.SLOW === '1' ? (['O0', 'O2'] as const) : (['O2'] as const);

/** Two elements, of twelve values and one. */
const PARAMETERS = { n: 13, b: 4, h: 16 };
const X = [-8n, 3n, 7n, 0n, -1n, 5n, -5n, 2n, 1n, 6n, -3n, 4n, -7n];
const NORM = squares(X);
const [P1 = 0n, P2 = 0n] = pack(X, PARAMETERS);
const START = chainStart(PARAMETERS);
const TOO_LARGE = X.with(1, 8n); // u = 2^b
const TOO_SMALL = X.with(1, -9n); // u = -1
const FAR = X.with(1, -16n); // r - 2^b

interface Group {
  readonly name: string;
  readonly file: 'gradient_update' | 'poseidon' | 'update_slice';
  /** A line of the template, and what is left of it when it assigns but no longer constrains. */
  readonly line: string;
  readonly without: string;
  /** A false statement: its inputs, and signals that aren't what the circuit computes. */
  readonly given: Inputs;
  readonly forged: Forged;
}

/** A line `a <== b;` that only assigns. */
const assigning = (line: string): Pick<Group, 'line' | 'without'> => ({ line, without: line.replace('<==', '<--') });
const bitsOf = (name: string, ...bits: bigint[]): Forged =>
  Object.fromEntries(bits.map((bit, i) => [`${name}.bit[${i}]`, bit]));
const spare = (x: readonly bigint[]): Inputs => inputs(x, { maxNormSq: squares(x) + 100n });

const groups: readonly Group[] = [
  {
    name: 'a bit of a value is 0 or 1: u = 2^b',
    file: 'update_slice',
    line: 'bit[i] * (bit[i] - 1) === 0;',
    without: '',
    given: spare(TOO_LARGE),
    forged: bitsOf('range[1]', 16n, 0n, 0n, 0n),
  },
  {
    name: 'a bit of a value is 0 or 1: u = -1',
    file: 'update_slice',
    line: 'bit[i] * (bit[i] - 1) === 0;',
    without: '',
    given: spare(TOO_SMALL),
    forged: bitsOf('range[1]', -1n, 0n, 0n, 0n),
  },
  {
    name: 'the bits are those of the value: u = 2^b',
    file: 'update_slice',
    line: 'sum === x + shift; // b bits',
    without: '',
    given: spare(TOO_LARGE),
    forged: {},
  },
  {
    name: 'the value in range is the value packed: x = r - 2^b',
    file: 'gradient_update',
    ...assigning('range[i].x <== x[i];'),
    given: spare(FAR),
    forged: { 'range[1].x': 0n, ...bitsOf('range[1]', 0n, 0n, 0n, 1n) },
  },
  {
    name: 'a square is the square of its value',
    file: 'gradient_update',
    ...assigning('square[i] <== x[i] * x[i];'),
    given: inputs(X, { maxNormSq: NORM - 64n }),
    forged: { 'square[0]': 0n },
  },
  {
    name: 'the slack is what the norm leaves: norm one over',
    file: 'gradient_update',
    ...assigning('slack.in <== maxNormSq - normSq;'),
    given: inputs(X, { maxNormSq: NORM - 1n }),
    forged: { 'slack.in': 0n, ...bitsOf('slack', 0n) },
  },
  {
    name: 'a bit of the slack is 0 or 1: slack = r - 1',
    file: 'gradient_update',
    line: 'bit[i] * (bit[i] - 1) === 0;',
    without: '',
    given: inputs(X, { maxNormSq: NORM - 1n }),
    forged: bitsOf('slack', -1n, ...new Array<bigint>(9).fill(0n)),
  },
  {
    name: 'the bits are those of the slack: slack = r - 1',
    file: 'gradient_update',
    line: 'sum === in; // b bits',
    without: '',
    given: inputs(X, { maxNormSq: NORM - 1n }),
    forged: {},
  },
  {
    name: 'an element packs its values: two change places',
    file: 'gradient_update',
    ...assigning('p[j] <== packed;'),
    given: inputs(X),
    forged: { 'p[0]': P2, 'p[1]': P1 },
  },
  {
    name: 'an element packs its values: a slot is full',
    file: 'gradient_update',
    ...assigning('p[j] <== packed;'),
    given: inputs(X),
    forged: { 'p[0]': 2n ** 253n - 1n },
  },
  {
    name: 'k is committed to',
    file: 'gradient_update',
    ...assigning('chain.in[0] <== k;'),
    given: inputs(X),
    forged: { 'chain.in[0]': 0n },
  },
  {
    name: 'the elements are committed to: rho first, then p',
    file: 'gradient_update',
    ...assigning('chain.in[1 + j] <== p[j];'),
    given: inputs(X),
    forged: { 'chain.in[1]': P1 + 1n },
  },
  {
    name: 's is committed to: rho first, then s',
    file: 'gradient_update',
    ...assigning('chain.in[L + 1] <== s;'),
    given: inputs(X),
    forged: { 'chain.in[3]': S + 1n },
  },
  {
    name: 'the commitment is the end of the chain',
    file: 'gradient_update',
    line: 'commitment === chain.out;',
    without: '',
    given: inputs(X),
    forged: { commitment: 5n },
  },
  {
    name: 'the first Horner step',
    file: 'gradient_update',
    ...assigning('horner[j] <== rho * p[j];'),
    given: inputs(X),
    forged: { 'horner[1]': RHO * (P2 + 1n) },
  },
  {
    name: 'the other Horner steps',
    file: 'gradient_update',
    ...assigning('horner[j] <== rho * (p[j] + horner[j + 1]);'),
    given: inputs(X),
    forged: { 'horner[0]': -S, tag: 0n },
  },
  {
    name: 'the tag is the last Horner value and s',
    file: 'gradient_update',
    line: 'tag === s + horner[0];',
    without: '',
    given: inputs(X),
    forged: { tag: 5n },
  },
  {
    name: 'the chain starts from n, b and h: other h_0',
    file: 'poseidon',
    ...assigning('hash[i].in[0] <== state;'),
    given: inputs(X),
    forged: { 'chain.hash[0].in[0]': START - 1n },
  },
  {
    name: 'a block is of the list that is hashed',
    file: 'poseidon',
    ...assigning('hash[i].in[1 + j] <== in[15 * i + j];'),
    given: inputs(X),
    forged: { 'chain.hash[0].in[2]': P1 + 1n },
  },
  {
    name: 'the end of the chain is its last state',
    file: 'poseidon',
    ...assigning('out <== state;'),
    given: inputs(X),
    forged: { 'chain.out': 5n },
  },
];

describe.each(levels)('forged witnesses, --%s', (simplification) => {
  const whole = constrain(update(PARAMETERS), { simplification });
  const { prime } = whole.r1cs;
  const honest = assign(PARAMETERS, inputs(X), prime);
  const weaker = new Map<string, Constraints>();

  it('the honest witness passes', () => {
    expect(violated(whole.r1cs, toWitness(whole, honest))).toEqual([]);
  });

  it.each(groups)(
    '$name: refused with the group, accepted without it',
    ({ file, line, without, given, forged }) => {
      const signals = assign(PARAMETERS, given, prime, forged);
      const value = (name: string): bigint => signals.get(`main.${name}`) ?? 0n;
      const [commitment, rho, tag, maxNormSq] = ['commitment', 'rho', 'tag', 'maxNormSq'].map(value);
      const stated = { commitment, rho, tag, maxNormSq } as Statement;
      expect(holds(PARAMETERS, stated, given, prime), 'the statement is false').toBe(false);
      expect(violated(whole.r1cs, toWitness(whole, signals))).not.toEqual([]);

      const edit = { file: `${file}.circom`, text: line, by: without };
      const weakened = weaker.get(JSON.stringify(edit)) ?? constrain(update(PARAMETERS), { simplification }, [edit]);
      weaker.set(JSON.stringify(edit), weakened);
      expect(violated(weakened.r1cs, toWitness(weakened, honest))).toEqual([]);
      expect(violated(weakened.r1cs, toWitness(weakened, signals))).toEqual([]);
    },
    minute,
  );

  it('no bits at all fit a value next to the range', () => {
    for (const x of [TOO_SMALL, TOO_LARGE, FAR]) {
      for (let pattern = 0; pattern < 16; pattern++) {
        const bits = bitsOf('range[1]', ...[0, 1, 2, 3].map((i) => BigInt((pattern >> i) & 1)));
        const signals = assign(PARAMETERS, spare(x), prime, bits);
        expect(violated(whole.r1cs, toWitness(whole, signals))).not.toEqual([]);
      }
    }
  });
});

/** n = 2: small enough to look at all directions at once. */
describe.each(['O0', 'O2'] as const)('the directions a witness can be moved in, --%s', (simplification) => {
  const parameters = { n: 2, b: 4, h: 1 };
  const circuit = constrain(update(parameters), { simplification });
  const { prime, constraints, wires } = circuit.r1cs;
  const witness = toWitness(circuit, assign(parameters, inputs([-8n, 7n]), prime));

  it(
    'are three: rho, s and k',
    () => {
      expect(
        wires -
          1 -
          rank(
            constraints.map((each) => derivative(each, witness, prime)),
            prime,
          ),
      ).toBe(3);
    },
    minute,
  );
});

/** Row of the Jacobian: how a · b - c changes with each wire. */
function derivative({ a, b, c }: Constraint, witness: readonly bigint[], prime: bigint): bigint[] {
  const at = (terms: LinearCombination): bigint =>
    [...terms].reduce((sum, [wire, coefficient]) => sum + coefficient * (witness[wire] ?? 0n), 0n);
  const row = new Array<bigint>(witness.length).fill(0n);
  const add = (terms: LinearCombination, factor: bigint): void => {
    for (const [wire, coefficient] of terms) row[wire] = modulo((row[wire] ?? 0n) + coefficient * factor, prime);
  };
  add(a, at(b));
  add(b, at(a));
  add(c, -1n);
  row[0] = 0n; // the constant 1
  return row;
}

/** Rank of a matrix over the field. */
function rank(rows: readonly bigint[][], prime: bigint): number {
  const pivots: { column: number; row: bigint[] }[] = [];
  for (const row of rows) {
    for (const pivot of pivots) subtract(row, pivot);
    const column = row.findIndex((value) => value !== 0n);
    if (column < 0) continue;
    const scale = inverse(row[column] ?? 0n, curveOf(prime));
    pivots.push({ column, row: row.map((value) => (value * scale) % prime) });
  }
  return pivots.length;

  function subtract(row: bigint[], { column, row: pivot }: { column: number; row: bigint[] }): void {
    const factor = prime - (row[column] ?? 0n);
    if (factor === prime) return;
    for (const [i, value] of pivot.entries()) if (value !== 0n) row[i] = ((row[i] ?? 0n) + factor * value) % prime;
  }
}
