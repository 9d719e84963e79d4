/**
 * A perceptron with one hidden layer on the digits: 64 pixels, 96 units of tanh, 10 classes by softmax.
 *
 * Layout of its 7,210 weights: 96 rows of 64 from pixels to units, 96 biases, ten rows of 96 from units to classes, ten
 * biases. A gradient has the same layout.
 */
import { CLASSES, type Digits, PIXELS } from './digits-text.js';

const UNITS = 96;
const BIAS_1 = UNITS * PIXELS;
const ROWS_2 = BIAS_1 + UNITS;
const BIAS_2 = ROWS_2 + CLASSES * UNITS;
/** Number of weights and biases together. */
export const PERCEPTRON_PARAMETERS: number = BIAS_2 + CLASSES;

/** Weights to start with, always the same: uniform in ±√(6 / (fan in + fan out)), Glorot, Bengio, 2010; biases 0. */
export function initialWeights(): Float64Array {
  const weights = new Float64Array(PERCEPTRON_PARAMETERS);
  let state = 1;
  const fill = (from: number, to: number, limit: number): void => {
    for (let i = from; i < to; i++) {
      // A linear congruence, the multiplier from Numerical Recipes: all clients have to start with the same.
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      weights[i] = limit * (state / 2 ** 31 - 1);
    }
  };
  fill(0, BIAS_1, Math.sqrt(6 / (PIXELS + UNITS)));
  fill(ROWS_2, BIAS_2, Math.sqrt(6 / (UNITS + CLASSES)));
  return weights;
}

/** Gradient of `perceptronLoss` at the weights, which are only read: a new array, the mean over the rows. */
export function perceptronGradient(weights: Float64Array, rows: Digits): Float32Array {
  const gradient = new Float64Array(PERCEPTRON_PARAMETERS);
  for (let row = 0; row < rows.count; row++) {
    const pixels = pixelsOf(rows, row);
    const { units, p } = forward(weights, pixels);
    // d loss / d score_k = p_k - [label is k], and back through tanh, whose derivative is 1 - tanh².
    const errors = p.map((value, k) => value - (rows.labels[row] === k ? 1 : 0));
    const back = new Float64Array(UNITS);
    for (const [k, error] of errors.entries()) {
      const from = ROWS_2 + k * UNITS;
      addScaled(gradient, from, units, error);
      add(gradient, BIAS_2 + k, error);
      for (let u = 0; u < UNITS; u++) add(back, u, error * at(weights, from + u));
    }
    for (const [u, unit] of units.entries()) {
      const error = at(back, u) * (1 - unit * unit);
      addScaled(gradient, u * PIXELS, pixels, error);
      add(gradient, BIAS_1 + u, error);
    }
  }
  return Float32Array.from(gradient, (sum) => sum / rows.count);
}

/** Mean cross-entropy in nats. */
export function perceptronLoss(weights: Float64Array, rows: Digits): number {
  let sum = 0;
  for (let row = 0; row < rows.count; row++) {
    sum -= Math.log(at(forward(weights, pixelsOf(rows, row)).p, rows.labels[row] ?? CLASSES));
  }
  return sum / rows.count;
}

/** The units' values and the classes' probabilities. */
function forward(weights: Float64Array, pixels: Float32Array): { units: Float64Array; p: Float64Array } {
  const units = new Float64Array(UNITS);
  for (let u = 0; u < UNITS; u++) units[u] = Math.tanh(at(weights, BIAS_1 + u) + dot(weights, u * PIXELS, pixels));
  const scores = Float64Array.from({ length: CLASSES }, (_, k) => {
    return at(weights, BIAS_2 + k) + dot(weights, ROWS_2 + k * UNITS, units);
  });
  // The largest is subtracted so that exp can't overflow.
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return { units, p: powers.map((power) => power / sum) };
}

function pixelsOf({ pixels }: Digits, row: number): Float32Array {
  return pixels.subarray(row * PIXELS, (row + 1) * PIXELS);
}

function dot(weights: Float64Array, from: number, values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += at(weights, from + i) * at(values, i);
  return sum;
}

function addScaled(sums: Float64Array, from: number, values: Float32Array | Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) add(sums, from + i, factor * at(values, i));
}

/** An entry that the loops above keep in range; NaN otherwise, which no result survives unseen. */
function at(values: Float32Array | Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

function add(values: Float64Array, index: number, term: number): void {
  values[index] = at(values, index) + term;
}
