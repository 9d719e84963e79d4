/**
 * GradientUpdate's elements: what commitment and tag bind, chains of several blocks, slots.
 */
import { describe, expect, it } from 'vitest';
import { toWitness } from './circom.js';
import { assign, chainStart, compileUpdate, constraints, layout, pack, statement } from './gradient.js';
import { check, inputs, K, S, satisfies, squares } from './gradient-check.js';
import { countConstraints, violated } from './r1cs.js';

const minute = 60_000;
const slow = process.env.SLOW === '1';

describe('wrong inputs, n = 13, b = 4, h = 16: two elements', () => {
  const parameters = { n: 13, b: 4, h: 16 };
  const circuit = compileUpdate(parameters);
  const { prime } = circuit.r1cs;
  const x = Array.from({ length: 13 }, (_, i) => BigInt((i * 5) % 16) - 8n);
  const given = inputs(x);
  const own = statement(parameters, given, prime);

  it('the honest ones fit', async () => {
    expect(layout(parameters)).toEqual({ perElement: 12, elements: 2, slackBits: 10 });
    await check(circuit, parameters, given, true);
  });

  it.each(['commitment', 'rho', 'tag'] as const)('another %s is refused', (name) => {
    for (const value of [own[name] + 1n, own[name] - 1n, -own[name], 0n, 1n]) {
      const { commitment, tag } = own;
      expect(satisfies(circuit, parameters, given, { commitment, tag, [name]: value }), `${value}`).toBe(false);
    }
  });

  it.each(['s', 'k'] as const)('another %s is refused', (name) => {
    const { commitment, tag } = own;
    for (const value of [own.rho, given[name] + 1n, -given[name], 0n]) {
      expect(satisfies(circuit, parameters, { ...given, [name]: value }, { commitment, tag }), `${value}`).toBe(false);
      // Its own tag fits, but not the commitment; for k the tag is the same.
      expect(satisfies(circuit, parameters, { ...given, [name]: value }, { commitment }), `${value}`).toBe(false);
    }
  });

  it('another x is refused, and so are two swapped elements', () => {
    const { commitment, tag } = own;
    const other = inputs(x.with(12, (x[12] ?? 0n) + 1n), { maxNormSq: given.maxNormSq + 99n });
    expect(satisfies(circuit, parameters, other)).toBe(true);
    expect(satisfies(circuit, parameters, other, { commitment, tag })).toBe(false);
    expect(satisfies(circuit, parameters, other, { commitment })).toBe(false);
    expect(satisfies(circuit, parameters, other, { tag })).toBe(false);
    const [first = 0n, second = 0n] = pack(x, parameters);
    expect(satisfies(circuit, parameters, given, { 'p[0]': second, 'p[1]': first })).toBe(false);
  });

  it('any rho is possible', async () => {
    for (const rho of [0n, 1n, 2n, prime - 1n, 1n << 128n]) {
      await check(circuit, parameters, inputs(x, { rho }), true);
      expect(satisfies(circuit, parameters, inputs(x, { rho }), { tag: own.tag })).toBe(false);
    }
  });

  it.each([0n, 1n, 5n])('s or k may be %i', async (value) => {
    await check(circuit, parameters, inputs(x, { s: value, k: K }), true);
    await check(circuit, parameters, inputs(x, { s: S, k: value }), true);
  });

  it('a chain that starts from other parameters is refused', () => {
    for (const start of [0n, chainStart({ ...parameters, h: 15 }), chainStart({ ...parameters, n: 12 })]) {
      expect(satisfies(circuit, parameters, given, { 'chain.hash[0].in[0]': start })).toBe(false);
    }
  });

  it(
    'every single wire is pinned',
    () => {
      const honest = toWitness(circuit, assign(parameters, given, prime));
      for (let wire = 1; wire < honest.length; wire++) {
        const changed = honest.with(wire, ((honest[wire] ?? 0n) + 1n) % prime);
        expect(violated(circuit.r1cs, changed), `wire ${wire}`).not.toEqual([]);
      }
    },
    minute,
  );
});

describe('block boundaries of the chain, b = 16, h = 16: slots of 32 bits, seven an element', () => {
  const lengths = slow ? [15, 16, 17, 30, 31, 45, 46] : [15, 16];

  it.each(lengths)(
    'L + 2 = %i',
    async (length) => {
      for (const n of slow ? [7 * (length - 3) + 1, 7 * (length - 2)] : [7 * (length - 2) - 3]) {
        const parameters = { n, b: 16, h: 16 };
        expect(layout(parameters)).toMatchObject({ perElement: 7, elements: length - 2 });
        const circuit = compileUpdate(parameters);
        expect(countConstraints(circuit.r1cs)).toEqual({ nonLinear: constraints(parameters), linear: 0 });

        const x = Array.from({ length: n }, (_, i) => BigInt((i * 40503) % 65536) - 32768n);
        await check(circuit, parameters, inputs(x), true);
        const { commitment, tag } = statement(parameters, inputs(x), circuit.r1cs.prime);
        for (const place of [0, n - 1]) {
          const other = inputs(x.with(place, 1n), { maxNormSq: squares(x) + 1n });
          expect(satisfies(circuit, parameters, other)).toBe(true);
          expect(satisfies(circuit, parameters, other, { commitment })).toBe(false);
          expect(satisfies(circuit, parameters, other, { tag })).toBe(false);
        }
        expect(satisfies(circuit, parameters, inputs(x), { commitment: commitment + 1n })).toBe(false);
        expect(satisfies(circuit, parameters, inputs(x), { tag: tag + 1n })).toBe(false);
      }
    },
    5 * minute,
  );
});

describe('slots', () => {
  const all = [
    [8, 16, 16], // seven slots of 32 bits, and one value more
    [51, 4, 1], // fifty slots of 5 bits, and one more
    [15, 8, 10], // fourteen slots of 18 bits, and one more
    [7, 16, 16],
    [50, 4, 1],
    [14, 8, 10],
  ] as const;

  it.each(slow ? all : all.slice(0, 3))(
    'n = %i, b = %i, h = %i: all extremes of both signs',
    async (n, b, h) => {
      const parameters = { n, b, h };
      const circuit = compileUpdate(parameters);
      const half = 1n << BigInt(b - 1);
      const maxNormSq = (1n << BigInt(layout(parameters).slackBits)) - 1n;
      for (const value of [-half + 1n, half - 1n]) {
        const x = new Array<bigint>(n).fill(value);
        const packed = pack(x, parameters);
        expect(packed.every((element) => element < 1n << 253n)).toBe(true);
        await check(circuit, parameters, inputs(x, { maxNormSq }), true);
      }
      const last = new Array<bigint>(n).fill(-half + 1n).with(n - 1, half);
      await check(circuit, parameters, inputs(last, { maxNormSq }), false);
    },
    minute,
  );
});
