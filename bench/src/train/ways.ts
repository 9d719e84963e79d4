/** Ways of sending updates, and their summaries. */
import type { QuantizerOptions } from '@fedzk/prove';
import type { Trained } from './federated.js';

/** A way of sending updates. */
export interface Way {
  readonly name: string;
  /** Quantization. `undefined` sends floats. */
  readonly options?: QuantizerOptions;
}

/**
 * Clips: that of the demo for every number of bits, and a smaller one, which clips many values, for
 * the fewest bits.
 */
const GRIDS = [
  { bits: 16, clip: 1 },
  { bits: 8, clip: 1 },
  { bits: 4, clip: 1 },
  { bits: 4, clip: 0.25 },
] as const;

/** Floats, then each grid with both roundings, without and with error feedback. */
export const WAYS: readonly Way[] = [
  { name: 'float' },
  ...GRIDS.flatMap((grid) =>
    (['nearest', 'stochastic'] as const).flatMap((rounding) =>
      [false, true].map((errorFeedback) => ({
        name: `${grid.bits} bits, ${rounding}${errorFeedback ? ', error feedback' : ''}`,
        options: { ...grid, rounding, errorFeedback },
      })),
    ),
  ),
];

/** A mean over seeds with the sample standard deviation. */
export interface Mean {
  readonly mean: number;
  readonly deviation: number;
}

/** Summary of one way. */
export interface Summary {
  readonly accuracy: Mean;
  /** Accuracy with floats less that of this way, seed by seed. */
  readonly behind: Mean;
  readonly loss: Mean;
}

/**
 * Summarizes the results of one way.
 *
 * @param floats results with floats, for the same seeds
 */
export function summarize(trained: readonly Trained[], floats: readonly Trained[]): Summary {
  return {
    accuracy: meanOf(trained.map(({ accuracy }) => accuracy)),
    behind: meanOf(trained.map(({ accuracy }, i) => (floats[i]?.accuracy ?? Number.NaN) - accuracy)),
    loss: meanOf(trained.map(({ loss }) => loss)),
  };
}

/**
 * Computes mean and standard deviation.
 *
 * @param values two or more
 */
export function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Formats a mean and its deviation, each times `factor`. Never writes "-0.00". */
export function shown({ mean, deviation }: Mean, factor: number, digits: number): readonly [string, string] {
  const text = (value: number): string => (Number((factor * value).toFixed(digits)) + 0).toFixed(digits);
  return [text(mean), text(deviation)];
}
