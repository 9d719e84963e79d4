/**
 * Federated averaging: each client trains on its own rows from the common weights, and what it shares is how its weights
 * moved.
 */
import { CLASSES, type Digits, PIXELS } from './digits.js';
import { PARAMETERS, softmaxGradient } from './softmax.js';

/** Steps that a client trains in a round. */
const LOCAL_STEPS = 40;
/** Length of a step. */
const LEARNING_RATE = 1;
/** Every fifth row is kept for testing, in the order of the file. */
const TEST_EVERY = 5;

/** The rows to train on and those to test with. */
export function split(all: Digits): { readonly train: Digits; readonly test: Digits } {
  const isTest = (row: number): boolean => row % TEST_EVERY === TEST_EVERY - 1;
  return { train: rowsOf(all, (row) => !isTest(row)), test: rowsOf(all, isTest) };
}

/** Weights after the steps of one round; the given ones are only read. */
export function train(weights: Float64Array, rows: Digits): Float64Array {
  const trained = Float64Array.from(weights);
  for (let step = 0; step < LOCAL_STEPS; step++) {
    const gradient = softmaxGradient(trained, rows);
    for (let i = 0; i < PARAMETERS; i++) trained[i] = (trained[i] ?? 0) - LEARNING_RATE * (gradient[i] ?? 0);
  }
  return trained;
}

/** How far weights moved. */
export function difference(after: Float64Array, before: Float64Array): Float32Array {
  return Float32Array.from(after, (weight, i) => weight - (before[i] ?? 0));
}

/** Weights moved by the mean of the clients' updates. */
export function moved(weights: Float64Array, mean: Float32Array): Float64Array {
  return weights.map((weight, i) => weight + (mean[i] ?? 0));
}

function rowsOf(all: Digits, chosen: (row: number) => boolean): Digits {
  const rows = Array.from({ length: all.count }, (_, row) => row).filter(chosen);
  const pixels = new Float32Array(rows.length * PIXELS);
  for (const [i, row] of rows.entries()) {
    pixels.set(all.pixels.subarray(row * PIXELS, (row + 1) * PIXELS), i * PIXELS);
  }
  const labels = Uint8Array.from(rows, (row) => all.labels[row] ?? CLASSES);
  return { pixels, labels, count: rows.length };
}
