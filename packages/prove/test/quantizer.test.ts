/** Quantizers against the reference of support/, and what they promise of norms, means and residuals. */

import { Dice } from '@fedzk/testkit/random';
import { quantize } from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';
import { createQuantizer, type QuantizerOptions } from '../src/index.js';
import { normOf, reference } from './support/reference.js';

const BITS = [4, 8, 16] as const;
const ROUNDINGS = ['nearest', 'stochastic'] as const;
const many = process.env.SLOW === '1' ? 400 : 40;
const largest = (bits: number): number => 2 ** (bits - 1) - 1;

const uniform = (random: Dice): number => random.word() / 2 ** 31 - 1;
/** Few large values among many small ones, as in a model's update. */
const updateOf = (random: Dice, length: number, size: number): Float32Array =>
  Float32Array.from({ length }, () => size * uniform(random) ** 5);

describe.each(BITS)('%i bits', (bits) => {
  const clip = 0.37;
  const scale = clip / largest(bits);

  it('without further options is quantize', () => {
    const update = updateOf(new Dice(bits), 500, 0.5);
    const { factor, trimmed, ...rest } = createQuantizer({ bits, clip }).quantize(update);
    expect(rest).toStrictEqual(quantize(update, { bits, clip }));
    expect([factor, trimmed]).toEqual([1, 0]);
    expect(createQuantizer({ bits, clip }).scale).toBe(scale);
  });

  it('is as the reference, update after update', () => {
    const random = new Dice(100 + bits);
    for (let i = 0; i < many; i++) {
      const length = 1 + random.below(60);
      const options = {
        bits,
        clip,
        ...(random.below(2) === 0 && { clipNorm: 0.05 + random.below(100) / 50 }),
        ...(random.below(2) === 0 && { maxNormSq: BigInt(1 + random.below(4 * largest(bits) ** 2)) }),
      };
      const quantizer = createQuantizer({ ...options, errorFeedback: true });
      let residual: readonly number[] = [];
      for (let round = 0; round < 5; round++) {
        const update = updateOf(random, length, [0.05, 0.5, 3][random.below(3)] ?? 1);
        const expected = reference(update, residual, options);
        const { values, ...rest } = quantizer.quantize(update);
        expect([...values]).toEqual(expected.values);
        const { clipped, factor, trimmed, normSq } = expected;
        expect(rest).toEqual({ scale, clipped, trimmed, normSq, factor: expect.closeTo(factor, 14) });
        residual = [...quantizer.save()];
        for (const [j, left] of residual.entries()) expect(left).toBeCloseTo(expected.residual[j] ?? Number.NaN, 12);
      }
    }
  });
});

describe.each(BITS.flatMap((bits) => ROUNDINGS.map((rounding) => ({ bits, rounding }))))(
  '$bits bits, $rounding',
  ({ bits, rounding }) => {
    const q = largest(bits);

    it('holds maxNormSq, whatever it is, and gives away no more than a step', () => {
      const random = new Dice(7 * bits);
      let trimmedOnce = 0;
      for (let i = 0; i < many; i++) {
        const length = 1 + random.below(700);
        const maxNormSq = BigInt(1 + random.below([2, 50, 5_000, 2 ** 31][random.below(4)] ?? 1));
        const quantizer = createQuantizer({ bits, clip: 1, rounding, maxNormSq, errorFeedback: true });
        for (const size of [1e-3, 0.1, 2, 1e30]) {
          const { values, normSq, trimmed } = quantizer.quantize(updateOf(random, length, size));
          expect(normSq).toBe(normOf(values));
          expect(normSq <= maxNormSq).toBe(true);
          expect(values.every((value) => Math.abs(value) <= q)).toBe(true);
          if (trimmed === 0) continue;
          trimmedOnce++;
          const last = BigInt(2 * Math.max(...values.map(Math.abs)) + 1);
          expect(normSq + last > maxNormSq).toBe(true);
        }
      }
      expect(trimmedOnce).toBeGreaterThan(0);
    });

    it('keeps what it does not send: sent and left are what came in, exactly', () => {
      // Steps and values are multiples of a power of two, so that float64 rounds nothing.
      const step = 2 ** -10;
      const random = new Dice(13 * bits);
      const quantizer = createQuantizer({
        bits,
        clip: q * step,
        rounding,
        errorFeedback: true,
        clipNorm: q * step * 4,
      });
      const sums = new Float64Array(50);
      const sent = new Float64Array(50);
      for (let round = 0; round < 20; round++) {
        const update = Float32Array.from(sums, () => (random.below(2 * q * 64) - q * 64) * step * 2 ** -5);
        const before = [...quantizer.save()];
        const { values } = quantizer.quantize(update);
        const after = quantizer.save();
        for (const [i, value] of values.entries()) {
          expect(value * step + (after[i] ?? Number.NaN)).toBe((update[i] ?? 0) + (before[i] ?? 0));
          sums[i] = (sums[i] ?? 0) + (update[i] ?? 0);
          sent[i] = (sent[i] ?? 0) + value * step;
        }
        expect(sums.map((sum, i) => sum - (sent[i] ?? 0))).toEqual(after);
      }
    });

    it('loses less than a step of each value over any time, where nothing is clipped', () => {
      const random = new Dice(17 * bits);
      const quantizer = createQuantizer({ bits, clip: 1, rounding, errorFeedback: true });
      for (let round = 0; round < 100; round++) {
        quantizer.quantize(Float32Array.from({ length: 64 }, () => 0.3 * uniform(random)));
        const most = rounding === 'nearest' ? 0.5 : 1;
        for (const left of quantizer.save())
          expect(Math.abs(left)).toBeLessThanOrEqual(most * quantizer.scale * 1.0001);
      }
    });

    it('scales down what is too large, direction kept', () => {
      const update = updateOf(new Dice(19 * bits), 400, 5);
      const norm = Math.hypot(...update);
      const { values, factor, scale } = createQuantizer({ bits, clip: 1, clipNorm: 2, rounding }).quantize(update);
      expect(factor).toBeCloseTo(2 / norm, 12);
      for (const [i, value] of values.entries()) {
        expect(Math.abs(value * scale - (update[i] ?? 0) * factor)).toBeLessThanOrEqual(scale * 1.0001);
      }
    });
  },
);

it('scales down from just above the norm on', () => {
  const quantizer = createQuantizer({ bits: 16, clip: 8, clipNorm: 5 });
  const factors = [3.9999998, 4, 4.0000005].map((y) => quantizer.quantize(Float32Array.of(3, y)).factor);
  expect(factors.slice(0, 2)).toEqual([1, 1]);
  expect(factors[2]).toBeLessThan(1);
  // maxNormSq = 5² with steps of 1.
  const proved = createQuantizer({ bits: 4, clip: 7, maxNormSq: 25n });
  expect(proved.quantize(Float32Array.of(3, 4))).toMatchObject({ factor: 1, trimmed: 0, normSq: 25n });
  expect(proved.quantize(Float32Array.of(3, 4.0000005)).factor).toBeLessThan(1);
});

it('without error feedback forgets', () => {
  const quantizer = createQuantizer({ bits: 4, clip: 7 });
  for (let round = 0; round < 5; round++) expect([...quantizer.quantize(Float32Array.of(0.3)).values]).toEqual([0]);
  expect(quantizer.save()).toEqual(new Float64Array());
});

it('with error feedback sends in the end what is less than half a step', () => {
  const quantizer = createQuantizer({ bits: 4, clip: 7, errorFeedback: true });
  const sent = Array.from({ length: 8 }, () => quantizer.quantize(Float32Array.of(0.25)).values[0]);
  // 0.25, 0.5 (a tie, to even), 0.75, and 0.25 less than a whole step from there on.
  expect(sent).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
});

describe('stochastic rounding', () => {
  it.each(BITS)('keeps the mean of %i bits', (bits) => {
    const n = 200_000;
    const quantizer = createQuantizer({ bits, clip: largest(bits), rounding: 'stochastic', maxNormSq: 2n ** 60n });
    for (const x of [0.125, -0.7, 2.5, -3.03125]) {
      const { values } = quantizer.quantize(new Float32Array(n).fill(x));
      const mean = [...values].reduce((sum, value) => sum + value, 0) / n;
      const fraction = x - Math.floor(x);
      // Five standard deviations: wrong once in 1.7 million.
      expect(Math.abs(mean - Math.fround(x))).toBeLessThan(5 * Math.sqrt((fraction * (1 - fraction)) / n));
    }
  });

  it('and rounding to the nearest does not', () => {
    const { values } = createQuantizer({ bits: 8, clip: 127 }).quantize(new Float32Array(100).fill(0.125));
    expect(values.every((value) => value === 0)).toBe(true);
  });
});

describe('a vector of zeros', () => {
  const all: QuantizerOptions[] = BITS.flatMap((bits) =>
    ROUNDINGS.map((rounding) => ({ bits, rounding, clipNorm: 1, errorFeedback: true, maxNormSq: 1n })),
  );
  it.each(all)('%o', (options) => {
    const quantizer = createQuantizer(options);
    const { values, ...rest } = quantizer.quantize(new Float32Array(9));
    expect(values.every((value) => value === 0)).toBe(true);
    expect(rest).toEqual({ scale: quantizer.scale, clipped: 0, normSq: 0n, factor: 1, trimmed: 0 });
    expect(quantizer.save()).toEqual(new Float64Array(9));
    expect(quantizer.quantize(new Float32Array(9)).values.length).toBe(9);
  });

  it('and of nothing', () => {
    const { values, normSq } = createQuantizer({ bits: 16, clip: 1, maxNormSq: 1n }).quantize(new Float32Array());
    expect([values, normSq]).toEqual([new Int16Array(), 0n]);
  });
});
