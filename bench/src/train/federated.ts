/**
 * Trains the demo's model on its digits with many clients, whose updates are floats or quantized.
 */
import { createQuantizer, type QuantizerOptions } from '@fedzk/prove';
import { dequantize } from '@fedzk/verify/quant';
import { CLASSES, type Digits, loadDigits, PIXELS, shareOf } from '../../../packages/demo/src/digits.js';
import { accuracy, loss, PARAMETERS, softmaxGradient } from '../../../packages/demo/src/softmax.js';
import { split } from '../../../packages/demo/src/training.js';

/** The amount of training. */
export interface Schedule {
  readonly clients: number;
  readonly rounds: number;
  /** Steps of gradient descent of a client in one round. */
  readonly steps: number;
  /** Length of a step. */
  readonly rate: number;
}

/** Result on pictures that no client trained with. */
export interface Trained {
  /** Part of them that the model recognises, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
}

/**
 * Trains from weights of 0.
 *
 * @param options how updates are quantized; `undefined` sends floats
 * @param seed decides which client has which pictures; stochastic rounding draws from the system's
 * generator
 */
export function trainFederated(options: QuantizerOptions | undefined, seed: number, schedule: Schedule): Trained {
  const { train, test } = split(loadDigits());
  const mixed = shuffled(train, seed);
  const clients = Array.from({ length: schedule.clients }, (_, i) => {
    const rows = shareOf(mixed, i, schedule.clients);
    return { rows, send: options === undefined ? (update: Float32Array) => update : quantizing(options) };
  });
  const weights = new Float64Array(PARAMETERS);
  for (let round = 0; round < schedule.rounds; round++) {
    const sum = new Float64Array(PARAMETERS);
    for (const { rows, send } of clients) add(sum, send(updateOf(weights, rows, schedule)), 1);
    add(weights, sum, 1 / schedule.clients);
  }
  return { accuracy: accuracy(weights, test), loss: loss(weights, test) };
}

/** Returns a function that makes, of a client's update, what the sum receives. */
function quantizing(options: QuantizerOptions): (update: Float32Array) => Float32Array {
  const quantizer = createQuantizer(options);
  return (update) => {
    const { values, scale } = quantizer.quantize(update);
    return dequantize(values, { scale });
  };
}

/** Returns how a client's steps change the weights. */
function updateOf(weights: Float64Array, rows: Digits, { steps, rate }: Schedule): Float32Array {
  const own = Float64Array.from(weights);
  for (let step = 0; step < steps; step++) add(own, softmaxGradient(own, rows), -rate);
  return Float32Array.from(own, (weight, i) => weight - (weights[i] as number));
}

function add(to: Float64Array, values: ArrayLike<number>, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (values[i] as number);
}

/** Shuffles the pictures by Fisher and Yates, with xorshift32 (Marsaglia, 2003). */
function shuffled({ pixels, labels, count }: Digits, seed: number): Digits {
  const rows = Array.from({ length: count }, (_, row) => row);
  let state = seed;
  for (let last = count - 1; last > 0; last--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (last + 1);
    [rows[last], rows[other]] = [rows[other] as number, rows[last] as number];
  }
  const mixed = new Float32Array(pixels.length);
  for (const [i, row] of rows.entries()) mixed.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), i * PIXELS);
  return { pixels: mixed, labels: Uint8Array.from(rows, (row) => labels[row] ?? CLASSES), count };
}
