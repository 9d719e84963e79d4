/**
 * quantize and dequantize against the same in exact arithmetic (support/exact.ts), each rounding of the contract made
 * explicitly.
 */

import { Dice } from '@fedzk/testkit/random';
import { dequantize, type QuantizeOptions, quantize } from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';
import {
  exact,
  FLOAT32,
  FLOAT64,
  type Fraction,
  floor,
  less,
  magnitude,
  nearest,
  negative,
  over,
  roundTiesEven,
  times,
} from './support/exact.js';
import { anyFloat, EDGES, neighbour } from './support/floats.js';

const BITS = [4, 8, 16] as const;
const many = process.env.SLOW === '1' ? 200_000 : 5_000;
const largest = (bits: number): number => 2 ** (bits - 1) - 1;
const integer = (n: bigint | number): Fraction => ({ n: BigInt(n), d: 1n });

/** clamp(x, ±clip) / scale, scale and quotient each the nearest float64. */
function steps(x: number, bits: number, clip: number): Fraction {
  const scale = nearest(over(exact(clip), integer(largest(bits))), FLOAT64);
  const limit = exact(clip);
  const clamped = less(limit, exact(x)) ? limit : less(exact(x), negative(limit)) ? negative(limit) : exact(x);
  return exact(nearest(over(clamped, exact(scale)), FLOAT64));
}

function expected(gradient: readonly number[], { bits, clip }: QuantizeOptions): object {
  const values = gradient.map((x) => Number(roundTiesEven(steps(x, bits, clip))));
  return {
    values: bits === 16 ? Int16Array.from(values) : Int8Array.from(values),
    scale: nearest(over(exact(clip), integer(largest(bits))), FLOAT64),
    clipped: gradient.filter((x) => less(exact(clip), magnitude(exact(x)))).length,
    normSq: values.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n),
  };
}

function check(gradient: readonly number[], options: QuantizeOptions): void {
  const floats = Float32Array.from(gradient);
  expect(quantize(floats, options)).toStrictEqual(expected([...floats], options));
}

describe.each(BITS)('quantize to %i bits', { timeout: 60_000 }, (bits) => {
  const q = largest(bits);

  it('rounds ties to even', () => {
    const clip = q;
    const halves = Array.from({ length: 2 * Math.min(q, 500) }, (_, i) => i + 0.5 - Math.min(q, 500));
    check(halves, { bits, clip });
    expect(Array.from(quantize(Float32Array.of(0.5, 1.5, 2.5, -0.5, -1.5, -2.5), { bits, clip }).values)).toEqual([
      0, 2, 2, 0, -2, -2,
    ]);
  });

  it('rounds the neighbours of a tie to their own side', () => {
    const ties = Array.from({ length: Math.min(q, 500) }, (_, i) => i + 0.5);
    check(
      ties.flatMap((x) => [neighbour(x, -1), neighbour(x, 1), neighbour(-x, -1), neighbour(-x, 1)]),
      { bits, clip: q },
    );
  });

  it.each([1, 0.25, 0.1, 3, q, 1e-30, 3e38, 2 ** -149, 1e300])('moves what is beyond ±%d to it', (clip) => {
    const at = Math.fround(clip);
    const around = [-2, -1, 0, 1, 2].map((by) => (Number.isFinite(at) ? neighbour(at, by) : 2 ** 127));
    const gradient = [...around, ...around.map((x) => -x), ...EDGES].filter(Number.isFinite);
    check(gradient, { bits, clip });
    const { values, clipped } = quantize(Float32Array.of(3e38, -3e38), { bits, clip: 1 });
    expect([...values, clipped]).toEqual([q, -q, 2]);
  });

  it('takes the least clip that has a step, and the largest', () => {
    const least = q * 2 ** -1022;
    check([0, 1e-45, -1e-45, 1], { bits, clip: least });
    check(EDGES, { bits, clip: Number.MAX_VALUE });
  });

  it(`is right for ${many} random values`, () => {
    const random = new Dice(bits);
    const clip = 0.37;
    check(
      Array.from({ length: many / 2 }, () => anyFloat(random)),
      { bits, clip },
    );
    check(
      Array.from({ length: many / 2 }, () => (random.word() / 2 ** 31 - 1) * 1.1 * clip),
      { bits, clip },
    );
  });

  it('of nothing is nothing', () => {
    for (const rounding of ['nearest', 'stochastic'] as const) {
      const { values, ...rest } = quantize(new Float32Array(), { bits, clip: 1, rounding });
      expect([values.length, values.constructor]).toEqual([0, bits === 16 ? Int16Array : Int8Array]);
      expect(rest).toEqual({ scale: 1 / q, clipped: 0, normSq: 0n });
    }
  });
});

it('normSq is exact beyond 2^53', () => {
  const length = 2 ** 23 + 2 ** 14;
  const { normSq } = quantize(new Float32Array(length).fill(1), { bits: 16, clip: 1 });
  expect(normSq).toBe(32767n ** 2n * BigInt(length));
  expect(normSq > 2n ** 53n).toBe(true);
});

describe.each(BITS)('stochastic rounding to %i bits', { timeout: 60_000 }, (bits) => {
  const q = largest(bits);
  const options = { bits, clip: 1, rounding: 'stochastic' } as const;

  it('gives one of the two integers around a value', () => {
    const random = new Dice(bits);
    const gradient = Float32Array.from({ length: many }, () => (random.word() / 2 ** 31 - 1) * 1.1);
    const { values, clipped, normSq } = quantize(gradient, options);
    for (const [i, value] of values.entries()) {
      const at = steps(gradient[i] ?? 0, bits, 1);
      const below = Number(floor(at));
      const above = at.n % at.d === 0n ? below : below + 1;
      expect([below, above], `${gradient[i]}`).toContain(value);
    }
    expect(clipped).toBe(gradient.filter((x) => Math.abs(x) > 1).length);
    expect(normSq).toBe(Array.from(values, BigInt).reduce((sum, value) => sum + value ** 2n, 0n));
  });

  it('leaves integers', () => {
    const integers = Array.from({ length: 2 * Math.min(q, 1000) + 1 }, (_, i) => i - Math.min(q, 1000));
    const gradient = Float32Array.from([...integers, q, -q]);
    expect(Array.from(quantize(gradient, { ...options, clip: q }).values)).toEqual([...gradient]);
  });

  // The mean of n values has a deviation of at most 1 / (2√n); six of them happen by chance once in 10^9 runs.
  it.each([0.5, 0.25, 0.01, 0.99, 2 ** -8])('keeps the mean, with a fraction of %d', (fraction) => {
    const n = 60_000;
    for (const whole of [0, 3, -4, q - 1, -q]) {
      const gradient = new Float32Array(n).fill(whole + fraction);
      const x = gradient[0] ?? 0;
      const { values } = quantize(gradient, { ...options, clip: q });
      const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / n;
      const f = x - Math.floor(x);
      expect(Math.abs(mean - x), `${x}`).toBeLessThan(6 * Math.sqrt((f * (1 - f)) / n) + 1e-9);
      const last = values.subarray(-5000);
      if (fraction === 0.5) expect(new Set(last).size, 'random words to the end').toBe(2);
    }
  });
});

describe('dequantize', () => {
  const kinds = [Int8Array, Int16Array, Int32Array] as const;

  it.each(kinds)('%o: value · scale / count in float64, then float32', (Kind) => {
    const random = new Dice(32);
    const bits = 8 * Kind.BYTES_PER_ELEMENT;
    const edges = [0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))];
    const values = Kind.from([...edges, ...Array.from({ length: 500 }, () => random.word())]);
    for (const scale of [1, 1 / 127, 0.1, 1e-45, 1e-40, 5e-324, 1e38, 1.7e308]) {
      for (const count of [undefined, 1, 3, 5, 2 ** 53 - 1]) {
        const wanted = Array.from(values, (value) => {
          const product = nearest(times(integer(value), exact(scale)), FLOAT64);
          if (!Number.isFinite(product)) return product;
          const quotient = nearest(over(exact(product), integer(count ?? 1)), FLOAT64);
          return nearest(exact(quotient), FLOAT32);
        });
        const got = dequantize(values, count === undefined ? { scale } : { scale, count });
        expect(got.constructor).toBe(Float32Array);
        const different = [...got].findIndex((x, i) => x !== wanted[i]);
        expect(different === -1 ? 'none' : [values[different], scale, count, got[different], wanted[different]]).toBe(
          'none',
        );
      }
    }
    expect(dequantize(new Kind(), { scale: 1 }).length).toBe(0);
  });

  it.each(BITS)('gives back what was quantized to %i bits, to half a step', (bits) => {
    const random = new Dice(7);
    const gradient = Float32Array.from({ length: 2000 }, () => (random.word() / 2 ** 31 - 1) * 0.5);
    const { values, scale } = quantize(gradient, { bits, clip: 0.5 });
    const back = dequantize(values, { scale });
    expect(gradient.findIndex((x, i) => Math.abs(x - (back[i] ?? 0)) > scale * 0.500001)).toBe(-1);
  });
});
