/**
 * Softmax regression on the digits: the model that the demo's parties train.
 *
 * Weight layout, 650 numbers: ten rows of 64, weight `[k * 64 + j]` takes pixel j to class k; then ten biases,
 * `[640 + k]`. A gradient has the same layout. Sums are taken in double precision and rounded to single at the end.
 */
import { CLASSES, type Digits, PIXELS } from './digits-text.js';

/** Where the ten biases start. */
export const BIAS_OFFSET: number = CLASSES * PIXELS;
/** Number of weights and biases together. */
export const PARAMETERS: number = BIAS_OFFSET + CLASSES;

/**
 * Gradient of `loss` at `weights`.
 *
 * @param weights 650 numbers in the layout above; only read.
 * @param rows at least one picture.
 * @returns a new array of 650, the mean over the rows.
 * @throws RangeError when there are not 650 weights or no rows.
 */
export function softmaxGradient(weights: ArrayLike<number>, rows: Digits): Float32Array {
  check(weights, rows);
  const gradient = new Float64Array(PARAMETERS);
  const p = new Float64Array(CLASSES);
  for (let row = 0; row < rows.count; row++) {
    probabilities(weights, rows, row, p);
    for (let k = 0; k < CLASSES; k++) {
      // d loss / d score_k = p_k - [label is k]; the score is linear in weights and bias.
      const error = at(p, k) - (at(rows.labels, row) === k ? 1 : 0);
      for (let j = 0; j < PIXELS; j++) add(gradient, k * PIXELS + j, error * at(rows.pixels, row * PIXELS + j));
      add(gradient, BIAS_OFFSET + k, error);
    }
  }
  return Float32Array.from(gradient, (sum) => sum / rows.count);
}

/** Mean cross-entropy in nats: the mean of -ln(probability of the label). Arguments and errors as `softmaxGradient`. */
export function loss(weights: ArrayLike<number>, rows: Digits): number {
  check(weights, rows);
  const p = new Float64Array(CLASSES);
  let sum = 0;
  for (let row = 0; row < rows.count; row++) {
    probabilities(weights, rows, row, p);
    sum -= Math.log(at(p, at(rows.labels, row)));
  }
  return sum / rows.count;
}

/** Part of the rows, 0..1, whose label has the highest probability; of equals the first counts. Errors as above. */
export function accuracy(weights: ArrayLike<number>, rows: Digits): number {
  check(weights, rows);
  const p = new Float64Array(CLASSES);
  let right = 0;
  for (let row = 0; row < rows.count; row++) {
    probabilities(weights, rows, row, p);
    if (p.indexOf(Math.max(...p)) === at(rows.labels, row)) right++;
  }
  return right / rows.count;
}

/** Writes one row's ten class probabilities into `out`. The largest score is subtracted so that exp can't overflow. */
function probabilities(weights: ArrayLike<number>, rows: Digits, row: number, out: Float64Array): void {
  let largest = -Infinity;
  for (let k = 0; k < CLASSES; k++) {
    let score = at(weights, BIAS_OFFSET + k);
    for (let j = 0; j < PIXELS; j++) score += at(weights, k * PIXELS + j) * at(rows.pixels, row * PIXELS + j);
    out[k] = score;
    largest = Math.max(largest, score);
  }
  let sum = 0;
  for (let k = 0; k < CLASSES; k++) {
    const e = Math.exp(at(out, k) - largest);
    out[k] = e;
    sum += e;
  }
  for (let k = 0; k < CLASSES; k++) out[k] = at(out, k) / sum;
}

function check(weights: ArrayLike<number>, rows: Digits): void {
  if (weights.length !== PARAMETERS) {
    throw new RangeError(`"weights" expected ${PARAMETERS} numbers, got ${weights.length}`);
  }
  if (rows.count < 1) throw new RangeError(`"rows" expected at least one, got ${rows.count}`);
}

/** An entry that the loops above keep in range; NaN otherwise, which no result survives unseen. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}

function add(values: Float64Array, index: number, term: number): void {
  values[index] = at(values, index) + term;
}
