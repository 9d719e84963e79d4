import { poseidon } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { constrain } from './circom.js';
import { chainStart, compileUpdate, constraints, layout, pack, statement, update } from './gradient.js';
import { check, inputs, K, RHO, S, satisfies, squares } from './gradient-check.js';
import { countConstraints } from './r1cs.js';

const minute = 60_000;
const slow = process.env.SLOW === '1';

/** All integers of 4 bits. */
const values = Array.from({ length: 16 }, (_, i) => BigInt(i) - 8n);

describe('exact constraint counts', () => {
  const table = [
    [31, 8, 652],
    [64, 8, 1000],
    [650, 8, 8066],
    [768, 8, 9358],
    [800, 8, 9715],
    [7210, 8, 86537],
    [8000, 8, 96059],
    [8192, 8, 98386],
    [4500, 16, 97539],
  ] as const;

  it.each(table)('n = %i, b = %i, h = 10: %i by the formula', (n, b, count) => {
    expect(constraints({ n, b, h: 10 })).toBe(count);
  });

  it.each([
    [1_000, 64],
    [10_000, 812],
    [100_000, 8_343],
  ])('%i constraints have room for %i values of 8 bits and no more', (most, n) => {
    expect(constraints({ n, b: 8, h: 10 })).toBeLessThanOrEqual(most);
    expect(constraints({ n: n + 1, b: 8, h: 10 })).toBeGreaterThan(most);
  });

  // The larger ones that are instances of circuits.json have a test of their own.
  const compiled = slow ? table : table.filter(([n]) => n <= 64);
  it.each(compiled)(
    'n = %i, b = %i, h = 10: %i by the compiler',
    (n, b, count) => {
      const { r1cs } = constrain(update({ n, b, h: 10 }));
      expect(countConstraints(r1cs)).toEqual({ nonLinear: count, linear: 0 });
      expect(r1cs).toMatchObject({ wires: count + 4, publicOutputs: 0, publicInputs: 4 });
    },
    5 * minute,
  );

  it(
    'are the same on the other curve, which shows the statement too',
    async () => {
      const parameters = { n: 3, b: 8, h: 10 };
      const circuit = compileUpdate(parameters, { prime: 'bls12381' });
      expect(countConstraints(circuit.r1cs)).toEqual({ nonLinear: constraints(parameters), linear: 0 });
      await check(circuit, parameters, inputs([5n, -128n, -5n]), true);
      await check(circuit, parameters, inputs([5n, -129n, -5n]), false);
      await check(circuit, parameters, inputs([5n, 127n, -5n]), true);
      await check(circuit, parameters, inputs([5n, 128n, -5n]), false);
    },
    minute,
  );

  it.each([
    [0, 8, 10],
    [1048577, 8, 10],
    [2, 5, 10],
    [2, 32, 10],
    [2, 8, 0],
    [2, 8, 17],
  ])(
    'parameters n = %i, b = %i, h = %i are refused',
    (n, b, h) => {
      expect(() => constrain(update({ n, b, h }))).toThrow(/assert/i);
    },
    minute,
  );
});

describe('n = 2, b = 4, h = 1, exhaustively', () => {
  const parameters = { n: 2, b: 4, h: 1 };
  const circuit = compileUpdate(parameters);
  const { prime } = circuit.r1cs;
  const pairs = values.flatMap((first) => values.map((second) => [first, second]));

  it('the reference is the specification', () => {
    const [x, start] = [[-8n, 7n], 2n * 65536n + 4n * 256n + 1n];
    const p = 0n + 15n * 32n; // slots of 5 bits
    expect(pack(x, parameters)).toEqual([p]);
    expect(chainStart(parameters)).toBe(start);
    const given = inputs(x);
    const commitment = poseidon([start, K, p, S], 'bn254');
    expect(statement(parameters, given, prime)).toEqual({
      commitment,
      rho: RHO,
      tag: (S + RHO * p) % prime,
      maxNormSq: 64n + 49n,
    });
  });

  it(
    'all 256 pairs have a witness, and the calculator finds the same',
    async () => {
      for (const x of pairs) await check(circuit, parameters, inputs(x), true);
    },
    minute,
  );

  it(
    'no other public signal holds: each one more, 0, or of another pair',
    () => {
      for (const x of pairs) {
        const given = inputs(x);
        const own = statement(parameters, given, prime);
        const other = statement(parameters, inputs([...x].reverse()), prime);
        for (const name of ['commitment', 'tag'] as const) {
          for (const value of [own[name] + 1n, 0n, other[name]]) {
            const same = value === own[name];
            expect(satisfies(circuit, parameters, given, { [name]: value }), `x = ${x}, ${name} = ${value}`).toBe(same);
          }
        }
      }
    },
    minute,
  );

  it(
    'any pair next to the range has no witness',
    async () => {
      for (const beyond of [-9n, 8n]) {
        for (const value of values) {
          await check(circuit, parameters, inputs([beyond, value]), false);
          await check(circuit, parameters, inputs([value, beyond]), false);
        }
      }
    },
    minute,
  );
});

describe('n = 1, b = 4, h = 16: w = 6 bits of slack, exhaustively', () => {
  const parameters = { n: 1, b: 4, h: 16 };
  const circuit = compileUpdate(parameters);
  const everySignal = constrain(update(parameters), { simplification: 'O0' });

  it(
    'maxNormSq from -1 to 130, for every x: the slack has 0 to 63',
    () => {
      for (const x of slow ? values : [-8n, -7n, -1n, 0n, 1n, 7n]) {
        for (let maxNormSq = -1n; maxNormSq <= 130n; maxNormSq++) {
          const fits = maxNormSq >= x * x && maxNormSq - x * x < 64n;
          expect(satisfies(circuit, parameters, inputs([x], { maxNormSq })), `${x}, ${maxNormSq}`).toBe(fits);
        }
      }
    },
    minute,
  );

  it('the calculator agrees at the limits', async () => {
    for (const x of [-8n, -1n, 0n, 1n, 7n]) {
      for (const slack of [-1n, 0n, 1n, 62n, 63n, 64n]) {
        const given = inputs([x], { maxNormSq: x * x + slack });
        await check(circuit, parameters, given, slack >= 0n && slack < 64n);
      }
    }
  });

  it('any field element as slack: one of 2^6 bit patterns or none', () => {
    const { prime } = circuit.r1cs;
    const half = (prime + 1n) / 2n;
    for (const slack of [prime - 1n, prime - 64n, half - 1n, half, half + 1n, 1n << 253n, 1n << 128n, 63n]) {
      const given = inputs([0n], { maxNormSq: slack });
      let fitting = 0;
      for (let pattern = 0; pattern < 64; pattern++) {
        const bits = Object.fromEntries(
          Array.from({ length: 6 }, (_, i) => [`slack.bit[${i}]`, BigInt((pattern >> i) & 1)]),
        );
        if (satisfies(everySignal, parameters, given, bits)) fitting++;
      }
      expect(fitting, `slack = ${slack}`).toBe(slack === 63n ? 1 : 0);
    }
  });
});

describe('boundaries, -1 / 0 / +1', () => {
  const around = (b: number): [bigint, boolean][] => {
    const half = 1n << BigInt(b - 1);
    return [
      [-half - 1n, false],
      [-half, true],
      [-half + 1n, true],
      [half - 2n, true],
      [half - 1n, true],
      [half, false],
      [-2n * half, false], // r - 2^b
    ];
  };

  it.each([
    [4, 1],
    [8, 10],
    [16, 16],
  ])(
    'b = %i, h = %i: in every place, and in all places',
    async (b, h) => {
      const parameters = { n: 3, b, h };
      const circuit = compileUpdate(parameters);
      const maxNormSq = 3n * 4n ** BigInt(b - 1);
      for (const [x, fits] of around(b)) {
        await check(circuit, parameters, inputs([x, x, x], { maxNormSq }), fits);
        for (let place = 0; place < 3; place++) {
          await check(circuit, parameters, inputs([3n, 3n, 3n].with(place, x), { maxNormSq }), fits);
        }
      }
    },
    minute,
  );

  it(
    'the norm: 0, exact, one less, one more, the largest slack and one more than that',
    async () => {
      const parameters = { n: 5, b: 8, h: 10 };
      const circuit = compileUpdate(parameters);
      const most = (1n << BigInt(layout(parameters).slackBits)) - 1n;
      expect(most).toBe(2n ** 17n - 1n);
      for (const x of [
        [0n, 0n, 0n, 0n, 0n],
        [0n, 0n, -1n, 0n, 0n],
        [127n, -128n, 5n, -77n, 1n],
        [-128n, -128n, -128n, -128n, -128n],
      ]) {
        const exact = squares(x);
        await check(circuit, parameters, inputs(x, { maxNormSq: 0n }), exact === 0n);
        for (const [slack, fits] of [
          [-1n, false],
          [0n, true],
          [1n, true],
          [most, true],
          [most + 1n, false],
        ] as const) {
          await check(circuit, parameters, inputs(x, { maxNormSq: exact + slack }), fits);
        }
      }
    },
    minute,
  );

  it(
    'n a power of two: the largest bound of w bits is one below the norm of all extremes',
    async () => {
      const parameters = { n: 4, b: 4, h: 10 };
      const circuit = compileUpdate(parameters);
      const bound = (1n << BigInt(layout(parameters).slackBits)) - 1n;
      const x = [-8n, -8n, -8n, -8n];
      expect(squares(x)).toBe(bound + 1n);
      await check(circuit, parameters, inputs(x, { maxNormSq: bound }), false);
      await check(circuit, parameters, inputs(x.with(0, -7n), { maxNormSq: bound }), true);
    },
    minute,
  );
});
