/**
 * Logistic regression on the tumours: is one benign? 31 weights: one a feature, then the bias.
 */
import { FEATURES, type Tumours } from './tumours.js';

/** Number of weights and the bias together. */
export const LOGISTIC_PARAMETERS: number = FEATURES + 1;

/**
 * Gradient of `logisticLoss` at 31 weights, which are only read: a new array of 31, the mean over the rows.
 */
export function logisticGradient(weights: Float64Array, rows: Tumours): Float32Array {
  const gradient = new Float64Array(LOGISTIC_PARAMETERS);
  for (const [row, label] of rows.labels.entries()) {
    const own = inputOf(rows, row);
    // d loss / d score = p - label; the score is linear in weights and bias.
    const error = 1 / (1 + Math.exp(-score(weights, own))) - label;
    for (const [i, value] of own.entries()) gradient[i] = (gradient[i] ?? Number.NaN) + error * value;
  }
  return Float32Array.from(gradient, (sum) => sum / rows.count);
}

/** Mean cross-entropy in nats. */
export function logisticLoss(weights: Float64Array, rows: Tumours): number {
  // -ln p = ln(1 + exp(-score)) for the benign, with the other sign for the others.
  const losses = Array.from(rows.labels, (label, row) => {
    const own = score(weights, inputOf(rows, row));
    return Math.log1p(Math.exp(label === 1 ? -own : own));
  });
  return losses.reduce((sum, value) => sum + value, 0) / rows.count;
}

/** A row's features and the 1 that the bias is multiplied by. */
function inputOf({ features }: Tumours, row: number): Float64Array {
  return Float64Array.of(...features.subarray(row * FEATURES, (row + 1) * FEATURES), 1);
}

function score(weights: Float64Array, own: Float64Array): number {
  return own.reduce((sum, value, i) => sum + (weights[i] ?? Number.NaN) * value, 0);
}
