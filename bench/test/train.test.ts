import { describe, expect, it } from 'vitest';
import { loadDigits } from '../../packages/demo/src/digits.js';
import { accuracy, loss, PARAMETERS, softmaxGradient } from '../../packages/demo/src/softmax.js';
import { split } from '../../packages/demo/src/training.js';
import { trainFederated } from '../src/train/federated.js';
import { meanOf, shown, summarize, WAYS } from '../src/train/ways.js';

const SCHEDULE = { clients: 5, rounds: 4, steps: 2, rate: 1 };
const minute = 60_000;

describe('federated training', { timeout: minute }, () => {
  it('by one client alone is training', () => {
    const { train, test } = split(loadDigits());
    let weights = new Float64Array(PARAMETERS);
    for (let step = 0; step < 6; step++) {
      const gradient = softmaxGradient(weights, train);
      weights = weights.map((weight, i) => weight - (gradient[i] ?? Number.NaN));
    }
    // Updates are float32, and the pictures' sums are taken in another order.
    const trained = trainFederated(undefined, 1, { clients: 1, rounds: 3, steps: 2, rate: 1 });
    expect(trained.loss).toBeCloseTo(loss(weights, test), 5);
    expect(trained.accuracy).toBeCloseTo(accuracy(weights, test), 2);
  });

  it('is the same each time, and another with another seed', () => {
    const trained = (seed: number) => trainFederated({ bits: 8, clip: 1 }, seed, SCHEDULE);
    expect(trained(1)).toEqual(trained(1));
    expect(trained(1).loss).not.toBe(trained(2).loss);
  });

  it('loses nothing with 16 bits, and with 4 what error feedback gets back', () => {
    const trained = (options?: Parameters<typeof trainFederated>[0]): number =>
      trainFederated(options, 1, SCHEDULE).loss;
    const float = trained();
    expect(trained({ bits: 16, clip: 1 })).toBeCloseTo(float, 3);
    const coarse = { bits: 4, clip: 1 } as const;
    expect(trained(coarse)).toBeGreaterThan(float + 0.05);
    expect(trained({ ...coarse, errorFeedback: true })).toBeLessThan(trained(coarse) - 0.05);
  });
});

it('compares floats, and each grid in four ways', () => {
  expect(WAYS.length).toBe(17);
  expect(new Set(WAYS.map(({ options }) => JSON.stringify(options))).size).toBe(17);
});

it('summarizes', () => {
  expect(meanOf([1, 2, 3, 6])).toEqual({ mean: 3, deviation: Math.sqrt(14 / 3) });
  const of = (...accuracies: number[]) => accuracies.map((each) => ({ accuracy: each, loss: 1 - each }));
  const { behind, loss: losses } = summarize(of(0.5, 0.75), of(0.75, 0.75));
  expect(behind).toEqual({ mean: 0.125, deviation: Math.sqrt(2 * 0.125 ** 2) });
  expect(losses.mean).toBe(0.375);
  expect(shown({ mean: -1e-6, deviation: 0.01 }, 100, 2)).toEqual(['0.00', '1.00']);
});
