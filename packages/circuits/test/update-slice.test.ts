import { describe, expect, it } from 'vitest';
import { type Circuit, compileSlice, modulo, toWitness } from './circom.js';
import { countConstraints, violated } from './r1cs.js';
import { assign, publicSignals } from './slice.js';

/** A point without structure. The protocol's will be the output of a hash. */
const RHO = 0x5d1c0f7b0a5f3b6b2f1e8c4a9d7e6f5c4b3a29180716253443526170f9e8d7n;

const satisfies = (circuit: Circuit, ...args: Parameters<typeof assign>): boolean =>
  violated(circuit.r1cs, toWitness(circuit, assign(...args))).length === 0;

/** The compiler's own witness for inputs that are true of `x`, or undefined where its calculator refuses. */
async function calculated(circuit: Circuit, x: readonly bigint[], rho = RHO): Promise<bigint[] | undefined> {
  const reduced = (v: bigint): bigint => modulo(v, circuit.r1cs.prime);
  const { tag, sum, normSq } = publicSignals(x, rho);
  const inputs = { rho, tag: reduced(tag), sum: reduced(sum), normSq: reduced(normSq), x: x.map(reduced) };
  try {
    return await circuit.calculate(inputs);
  } catch (error) {
    expect(String(error)).toMatch(/Assert Failed/);
    return undefined;
  }
}

describe('exact constraint counts', () => {
  it.each([
    [1, 1],
    [1, 4],
    [3, 8],
    [10, 8],
  ])('n = %i, b = %i', (n, b) => {
    const { r1cs } = compileSlice(n, b, { simplification: 'O1' });
    expect(countConstraints(r1cs)).toEqual({ nonLinear: n * (b + 2), linear: n === 1 ? 1 : n + 2 });
  });

  it('are the same on the other curve', () => {
    const { r1cs } = compileSlice(10, 8, { prime: 'bls12381' });
    expect(countConstraints(r1cs)).toEqual({ nonLinear: 100, linear: 0 });
  });

  it.each([
    [0, 8],
    [1048577, 8],
    [1, 0],
    [1, 33],
  ])('parameters n = %i, b = %i are refused', (n, b) => {
    expect(() => compileSlice(n, b)).toThrow(/assert/i);
  });
});

describe('n = 1, b = 4, exhaustively', () => {
  const circuit = compileSlice(1, 4);
  const everySignal = compileSlice(1, 4, { simplification: 'O0' });
  const { prime } = circuit.r1cs;
  const edges = [
    ...Array.from({ length: 81 }, (_, i) => BigInt(i) - 40n),
    ...[1n, 2n, 4n, 32n, 64n, 128n, 253n].flatMap((e) => [-1n, 0n, 1n].map((d) => (1n << e) + d)),
    ...[-9n, -8n, -1n, 0n, 1n, 7n, 8n].map((d) => (prime - 1n) / 2n + d),
    // 1/2 and its neighbours: halves of small odd numbers are the field elements whose doubles are small.
    ...[-1n, 0n, 1n].map((d) => (prime + 1n) / 2n + d),
  ];
  const inRange = (x: bigint): boolean =>
    [-8n, -7n, -6n, -5n, -4n, -3n, -2n, -1n, 0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].includes(x);

  it('any x: exactly one of all 16 bit patterns fits when it is in range, none otherwise', () => {
    for (const x of edges) {
      let fitting = 0;
      for (let pattern = 0; pattern < 16; pattern++) {
        const bits = Object.fromEntries([0, 1, 2, 3].map((i) => [`range[0].bit[${i}]`, BigInt((pattern >> i) & 1)]));
        if (satisfies(everySignal, [x], 4, RHO, bits)) fitting++;
      }
      expect(fitting, `x = ${x}`).toBe(inRange(x) ? 1 : 0);
    }
  });

  it('any x: the simplified circuit and the witness calculator agree', async () => {
    for (const x of edges) {
      expect(satisfies(circuit, [x], 4, RHO), `x = ${x}`).toBe(inRange(x));
      expect((await calculated(circuit, [x])) !== undefined, `x = ${x}`).toBe(inRange(x));
    }
  });

  it('any rho', async () => {
    for (const rho of [0n, 1n, 2n, prime - 1n, (prime - 1n) / 2n, 1n << 128n]) {
      expect(satisfies(circuit, [-8n], 4, rho)).toBe(true);
      expect(satisfies(circuit, [-9n], 4, rho)).toBe(false);
      expect(await calculated(circuit, [7n], rho)).toBeDefined();
    }
  });
});

describe('n = 2, b = 4, exhaustively', () => {
  const circuit = compileSlice(2, 4);
  const values = Array.from({ length: 16 }, (_, i) => BigInt(i) - 8n);
  const pairs = values.flatMap((first) => values.map((second) => [first, second]));

  it('all 256 pairs have a witness, and the calculator finds the same', async () => {
    for (const x of pairs) {
      expect(satisfies(circuit, x, 4, RHO), `x = ${x}`).toBe(true);
      expect(await calculated(circuit, x)).toEqual(toWitness(circuit, assign(x, 4, RHO)));
    }
  });

  it('no other public signal holds: each off by one, of opposite sign, or of another pair', () => {
    for (const x of pairs) {
      const { tag, sum, normSq } = publicSignals(x, RHO);
      for (const [name, value] of Object.entries({ tag, sum, normSq })) {
        for (const other of [value - 1n, value + 1n, -value, 0n].filter((v) => v !== value)) {
          expect(satisfies(circuit, x, 4, RHO, { [name]: other }), `x = ${x}, ${name} = ${other}`).toBe(false);
        }
      }
      if (sum !== 0n || tag !== 0n) expect(satisfies(circuit, x, 4, RHO, { rho: RHO + 1n })).toBe(false);
      const swapped = publicSignals([...x].reverse(), RHO).tag;
      expect(satisfies(circuit, x, 4, RHO, { tag: swapped })).toBe(x[0] === x[1]);
    }
  });
});

describe('boundaries, -1 / 0 / +1', () => {
  const check = async (circuit: Circuit, x: readonly bigint[], b: number, fits: boolean): Promise<void> => {
    expect(satisfies(circuit, x, b, RHO), `x = ${x}`).toBe(fits);
    expect((await calculated(circuit, x)) !== undefined, `x = ${x}`).toBe(fits);
  };
  const around = (b: number): [bigint, boolean][] => {
    const half = 1n << BigInt(b - 1);
    return [
      [-half - 1n, false],
      [-half, true],
      [-half + 1n, true],
      [half - 2n, true],
      [half - 1n, true],
      [half, false],
    ];
  };

  it.each([2, 8, 16, 32])('b = %i', async (b) => {
    const circuit = compileSlice(1, b);
    for (const [x, fits] of around(b)) await check(circuit, [x], b, fits);
  });

  it('b = 1 holds -1 and 0', async () => {
    const circuit = compileSlice(1, 1);
    for (const x of [-2n, -1n, 0n, 1n]) await check(circuit, [x], 1, x === -1n || x === 0n);
  });

  it('n = 10, b = 8: in every place, and in all places', async () => {
    const circuit = compileSlice(10, 8);
    for (const [x, fits] of around(8)) {
      await check(circuit, new Array<bigint>(10).fill(x), 8, fits);
      for (let place = 0; place < 10; place++) {
        await check(circuit, new Array<bigint>(10).fill(3n).with(place, x), 8, fits);
      }
    }
  });

  it('n = 3, b = 8 over the scalar field of BLS12-381', async () => {
    const circuit = compileSlice(3, 8, { prime: 'bls12381' });
    for (const [x, fits] of around(8)) await check(circuit, [5n, x, -5n], 8, fits);
  });
});
