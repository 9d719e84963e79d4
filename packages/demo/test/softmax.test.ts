import { describe, expect, it } from 'vitest';
import { type Digits, loadDigits, shareOf } from '../src/digits.js';
import { accuracy, BIAS_OFFSET, loss, PARAMETERS, softmaxGradient } from '../src/softmax.js';
import { noise } from './noise.js';

const digits = loadDigits();
const zero = new Float32Array(PARAMETERS);
const fifths = Array.from({ length: 5 }, (_, k) => shareOf(digits, k, 5));

describe('softmaxGradient', () => {
  const some: Digits = shareOf(digits, 7, 60);
  const source = noise(1);
  const weights = Float64Array.from({ length: PARAMETERS }, () => Number(source.next().value));

  it('is the slope of the loss: central differences in double precision, every parameter', () => {
    const gradient = softmaxGradient(weights, some);
    const h = 1e-5; // truncation about h² = 1e-10, rounding about 2e-16 / h = 2e-11
    let worst = 0;
    for (let i = 0; i < PARAMETERS; i++) {
      const shifted = (by: number): number =>
        loss(
          weights.map((w, at) => (at === i ? w + by : w)),
          some,
        );
      worst = Math.max(worst, Math.abs((shifted(h) - shifted(-h)) / (2 * h) - (gradient[i] ?? Number.NaN)));
    }
    // The result is rounded to single precision: half a unit of the last place of a value below 1 is 3e-8.
    expect(worst).toBeLessThan(5e-8);
  });

  it('at zero weights has the bias gradient 1/10 minus the part of each class', () => {
    const gradient = softmaxGradient(zero, digits);
    for (let k = 0; k < 10; k++) {
      const part = digits.labels.filter((label) => label === k).length / digits.count;
      expect(gradient[BIAS_OFFSET + k]).toBeCloseTo(0.1 - part, 7);
    }
  });

  it('is the mean of the shares, each weighted by its rows', () => {
    const whole = softmaxGradient(weights, digits);
    const parts = fifths.map((share) => ({ g: softmaxGradient(weights, share), count: share.count }));
    for (let i = 0; i < PARAMETERS; i++) {
      const mean = parts.reduce((sum, { g, count }) => sum + (g[i] ?? Number.NaN) * count, 0) / digits.count;
      expect(Math.abs(mean - (whole[i] ?? Number.NaN))).toBeLessThan(1e-7);
    }
  });

  it('does not overflow on large scores', () => {
    const large = weights.map((w) => w * 1e4);
    expect(softmaxGradient(large, some).every(Number.isFinite)).toBe(true);
    expect(accuracy(large, some)).toBeGreaterThanOrEqual(0);
  });

  it('refuses another number of weights, and no rows', () => {
    const none: Digits = { pixels: new Float32Array(), labels: new Uint8Array(), count: 0 };
    for (const f of [softmaxGradient, loss, accuracy]) {
      expect(() => f(new Float32Array(649), digits)).toThrow('"weights" expected 650 numbers, got 649');
      expect(() => f(zero, none)).toThrow('"rows" expected at least one, got 0');
    }
  });

  it('leaves the weights as they are', () => {
    const before = weights.slice();
    softmaxGradient(weights, some);
    expect(weights).toEqual(before);
  });
});

describe('training', () => {
  it('starts at ln 10 and learns unseen digits by plain steps', () => {
    expect(loss(zero, digits)).toBeCloseTo(Math.log(10), 12);
    const seen = shareOf(digits, 0, 5);
    const unseen = shareOf(digits, 1, 5);
    let weights = zero;
    for (let step = 0; step < 60; step++) {
      const gradient = softmaxGradient(weights, seen);
      weights = weights.map((w, i) => w - (gradient[i] ?? Number.NaN));
    }
    expect(loss(weights, seen)).toBeLessThan(0.4);
    expect(accuracy(weights, seen)).toBeGreaterThan(0.9);
    expect(accuracy(weights, unseen)).toBeGreaterThan(0.8);
  });
});
