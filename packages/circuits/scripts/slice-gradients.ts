/**
 * What the development vectors are about: gradients of softmax regression on the digits, of five clients with a fifth of
 * the rows each.
 */
import { loadDigits, shareOf } from '../../demo/src/digits.js';
import { PARAMETERS, softmaxGradient } from '../../demo/src/softmax.js';

/** Number of clients. */
export const CLIENTS = 5;
/** Plain steps of training before the gradient is taken: at zero weights many of its entries are equal. */
export const STEPS = 2;
/** Step length of that training. */
export const LEARNING_RATE = 1;

/** A client and its gradient, 650 numbers in the layout of `softmax.ts`. */
export interface Client {
  readonly name: string;
  readonly gradient: Float32Array;
}

/** The clients' gradients after two steps. The same on every run. */
export function clientGradients(): Client[] {
  const digits = loadDigits();
  const shares = Array.from({ length: CLIENTS }, (_, k) => shareOf(digits, k, CLIENTS));
  let weights = new Float32Array(PARAMETERS);
  for (let step = 0; step < STEPS; step++) {
    const gradients = shares.map((share) => softmaxGradient(weights, share));
    const mean = (i: number): number => gradients.reduce((sum, g) => sum + (g[i] ?? Number.NaN), 0) / CLIENTS;
    weights = weights.map((w, i) => w - LEARNING_RATE * mean(i));
  }
  return shares.map((share, k) => ({
    name: `client_${String(k + 1).padStart(3, '0')}`,
    gradient: softmaxGradient(weights, share),
  }));
}
