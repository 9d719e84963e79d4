/**
 * checkRange against the same in exact arithmetic.
 */

import { Dice } from '@fedzk/testkit/random';
import { checkRange, quantize } from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';
import { exact, FLOAT64, type Fraction, less, magnitude, nearest, negative, plus, times } from './support/exact.js';
import { anyFloat, EDGES, neighbour } from './support/floats.js';

const many = process.env.SLOW === '1' ? 100_000 : 3_000;
const kinds = [Int8Array, Int16Array, Int32Array] as const;
type Integers = Int8Array | Int16Array | Int32Array;

/** The whole report but the verdict. Comparisons of numbers are exact, and so are sums of bigints. */
function expectedIntegers(values: Integers, min: number, max: number): object {
  const list = Array.from(values);
  const bad = list.map((value) => !(value >= min && value <= max));
  return {
    firstViolation: bad.indexOf(true),
    violations: bad.filter(Boolean).length,
    nonFinite: 0,
    min: list.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    max: list.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    normSq: list.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n),
  };
}

describe.each(kinds)('%o', { timeout: 60_000 }, (Kind) => {
  const bits = 8 * Kind.BYTES_PER_ELEMENT;
  const [lowest, highest] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  const edges = [lowest, lowest + 1, -1, 0, 1, highest - 1, highest];
  const full = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

  it('finds values that are out of range', () => {
    const values = Kind.from([...edges, ...[...edges].reverse()]);
    const bounds = [...edges.flatMap((x) => [x - 1, x - 0.5, x, x + 0.5, x + 1]), -1e300, 1e300, -(2 ** 63), 2 ** 63];
    for (const min of [Number.NEGATIVE_INFINITY, ...bounds, Number.POSITIVE_INFINITY]) {
      for (const max of [Number.NEGATIVE_INFINITY, ...bounds, Number.POSITIVE_INFINITY].filter((x) => x >= min)) {
        const { ok, ...rest } = checkRange(values, { min, max });
        expect(rest, `${min} to ${max}`).toEqual(expectedIntegers(values, min, max));
        expect(ok).toBe(rest.violations === 0);
      }
    }
  });

  it(`is right for ${many} random values`, () => {
    const random = new Dice(bits);
    for (let i = 0; i < 20; i++) {
      const values = Kind.from(Array.from({ length: many / 20 }, () => random.word()));
      const [min = 0, max = 0] = [random.pick([...values]), random.pick([...values])].sort((a, b) => a - b);
      expect(checkRange(values, { min, max })).toEqual({ ok: false, ...expectedIntegers(values, min, max) });
    }
  });

  it('says where the first one is', () => {
    for (const at of [0, 1, 98, 99]) {
      const values = new Kind(100);
      values[at] = 5;
      const report = checkRange(values, { min: 0, max: 4 });
      expect(report).toMatchObject({ ok: false, firstViolation: at, violations: 1, min: 0, max: 5 });
      expect(checkRange(values, { min: 0, max: 5 })).toMatchObject({ ok: true, firstViolation: -1, violations: 0 });
    }
  });

  it('holds the norm against maxNormSq exactly', () => {
    const values = new Kind(5).fill(lowest);
    const normSq = 5n * BigInt(lowest) ** 2n;
    for (const [maxNormSq, ok] of [
      [normSq - 1n, false],
      [normSq, true],
      [normSq + 1n, true],
      [0n, false],
    ] as const) {
      expect(checkRange(values, { ...full, maxNormSq })).toMatchObject({ ok, normSq });
      const number = Number(maxNormSq);
      if (Number.isSafeInteger(number)) expect(checkRange(values, { ...full, maxNormSq: number }).ok).toBe(ok);
    }
    expect(checkRange(values, { ...full, maxNormSq: Number.POSITIVE_INFINITY }).ok).toBe(true);
    expect(checkRange(new Kind(3), { ...full, maxNormSq: 0 }).ok).toBe(true);
  });

  it('finds nothing in nothing', () => {
    const nothing = {
      firstViolation: -1,
      violations: 0,
      nonFinite: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
    };
    expect(checkRange(new Kind(), { min: 1, max: 1, maxNormSq: 0n })).toStrictEqual({
      ok: true,
      ...nothing,
      normSq: 0n,
    });
  });
});

it('norms of integers are exact beyond 2^64', () => {
  const values = new Int32Array(5).fill(-(2 ** 31));
  expect(checkRange(values, { min: -(2 ** 31), max: 0 }).normSq).toBe(5n << 62n);
  values[0] = -(2 ** 31) + 1;
  expect(checkRange(values, { min: -(2 ** 31), max: 0 }).normSq).toBe((4n << 62n) + (2n ** 31n - 1n) ** 2n);
});

it('agrees with quantize about its norm and range', () => {
  const random = new Dice(3);
  const gradient = Float32Array.from({ length: 1000 }, () => random.word() / 2 ** 31 - 1);
  for (const bits of [4, 8, 16] as const) {
    const q = 2 ** (bits - 1) - 1;
    const { values, normSq } = quantize(gradient, { bits, clip: 0.9 });
    expect(checkRange(values, { min: -q, max: q, maxNormSq: normSq })).toMatchObject({
      ok: true,
      normSq,
      min: -q,
      max: q,
    });
  }
});

describe('Float32Array', { timeout: 60_000 }, () => {
  const full = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  const zero: Fraction = { n: 0n, d: 1n };
  const normOf = (values: Iterable<number>): Fraction =>
    [...values].filter(Number.isFinite).reduce((sum, x) => plus(sum, times(exact(x), exact(x))), zero);

  /** Within `ulps` units in the last place. */
  function expectClose(got: number, wanted: Fraction, ulps: number): void {
    const rounded = nearest(wanted, FLOAT64);
    const unit = rounded === 0 ? 0 : 2 ** (Math.floor(Math.log2(rounded)) - 52);
    const difference = magnitude(plus(exact(got), negative(wanted)));
    expect(less(times(exact(unit), exact(ulps)), difference), `${got} for ${rounded}`).toBe(false);
  }

  const sets: Readonly<Record<string, (random: Dice) => number[]>> = {
    'of all sizes': (random) => Array.from({ length: many }, () => anyFloat(random)),
    'of one size': (random) => Array.from({ length: many }, () => random.word() / 2 ** 31 - 1),
    'of a large one and many small ones': () => [2 ** 26, ...new Array<number>(many).fill(0.7), -(2 ** 27)],
    'of edges': () => [...EDGES],
    'of squares below the normal numbers': () => [1e-45, -1e-45, 3e-45],
  };

  it.each(Object.entries(sets))('norm of values %s: to the last places', (_, make) => {
    const values = Float32Array.from(make(new Dice(99)));
    expectClose(checkRange(values, full).normSq, normOf(values), 4);
  });

  it('finds values that are out of range or not finite', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const values = Float32Array.of(0.5, nan, -0.5, inf, 2, -inf, -1, 1, neighbour(1, 1));
    const finite = { nonFinite: 3, min: -1, max: 2 };
    expect(checkRange(values, { min: -1, max: 1 })).toMatchObject({
      ok: false,
      firstViolation: 1,
      violations: 5,
      ...finite,
    });
    expect(checkRange(values, full)).toMatchObject({ ok: false, firstViolation: 1, violations: 3, ...finite });
    expectClose(checkRange(values, full).normSq, normOf(values), 2);
    expect(checkRange(values, { ...full, maxNormSq: inf }).ok).toBe(false);
  });

  it('compares in float64, so that bounds between two floats count', () => {
    const x = Math.fround(0.1);
    for (const [max, ok] of [
      [x, true],
      [0.1, false],
      [0.1000000016, true],
      [x - 2 ** -56, false],
    ] as const) {
      expect(checkRange(Float32Array.of(x), { min: 0, max }).ok, `${max}`).toBe(ok);
      expect(checkRange(Float32Array.of(-x), { min: -max, max: 0 }).ok, `${-max}`).toBe(ok);
    }
    expect(checkRange(Float32Array.of(-0), { min: 0, max: 0 })).toMatchObject({ ok: true, violations: 0, normSq: 0 });
  });

  it('holds the norm against maxNormSq, whatever its type', () => {
    const values = Float32Array.of(3, 4);
    const below = 25 - 2 ** -48;
    for (const [maxNormSq, ok] of [
      [25, true],
      [25n, true],
      [below, false],
      [24n, false],
      [26n, true],
      [0, false],
    ] as const) {
      expect(checkRange(values, { ...full, maxNormSq })).toMatchObject({ ok, normSq: 25, violations: 0 });
    }
  });

  it('finds nothing in nothing, and no extremes where nothing is finite', () => {
    const none = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, normSq: 0 };
    const empty = { ok: true, firstViolation: -1, violations: 0, nonFinite: 0, ...none };
    expect(checkRange(new Float32Array(), { min: 0, max: 0, maxNormSq: 0 })).toStrictEqual(empty);
    const nans = { ok: false, firstViolation: 0, violations: 2, nonFinite: 2, ...none };
    expect(checkRange(Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY), full)).toStrictEqual(nans);
  });
});
