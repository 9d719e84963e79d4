/** The ways of sending updates that are compared, and what is said of each. */
import type { QuantizerOptions } from '@fedzk/prove';
import type { Trained } from './federated.js';

/** A way of sending updates. */
export interface Way {
  readonly name: string;
  /** `undefined`: as floats. */
  readonly options?: QuantizerOptions;
}

/** With the clip of the demo all bits; with a smaller one, which clips much, the fewest. */
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

/** A mean over seeds, and the standard deviation of one from it (of a sample). */
export interface Mean {
  readonly mean: number;
  readonly deviation: number;
}

/** What came out of one way. */
export interface Summary {
  readonly accuracy: Mean;
  /** How much less accurate than with floats, seed by seed. */
  readonly behind: Mean;
  readonly loss: Mean;
}

/** @param floats what came out with floats, for the same seeds */
export function summarize(trained: readonly Trained[], floats: readonly Trained[]): Summary {
  return {
    accuracy: meanOf(trained.map(({ accuracy }) => accuracy)),
    behind: meanOf(trained.map(({ accuracy }, i) => (floats[i]?.accuracy ?? Number.NaN) - accuracy)),
    loss: meanOf(trained.map(({ loss }) => loss)),
  };
}

/** @param values two or more */
export function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** A mean and its deviation as text, `factor` times as large; never "-0.00". */
export function shown({ mean, deviation }: Mean, factor: number, digits: number): readonly [string, string] {
  const text = (value: number): string => (Number((factor * value).toFixed(digits)) + 0).toFixed(digits);
  return [text(mean), text(deviation)];
}
