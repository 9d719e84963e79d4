/**
 * Quantizes updates for training: clips by norm and by value, rounds, and keeps the error for the next update.
 */
import { counted, FedzkError, plainView, unexpected } from '@fedzk/core';
import { type Quantized, quantize } from '@fedzk/verify/quant';
import { type QuantizerOptions, type Settings, settingsOf } from './options.js';
import { trim } from './trim.js';

/** A quantized update. */
export interface QuantizedUpdate<Values extends Int8Array | Int16Array = Int8Array | Int16Array>
  extends Quantized<Values> {
  /** The factor that reduced the update's norm; 1 if the norm was small enough. */
  readonly factor: number;
  /**
   * The number of steps by which values were moved toward zero, because rounding had raised the norm above `maxNormSq`.
   * These errors are biased.
   */
  readonly trimmed: number;
}

/** Quantizes the updates of one client, one after the other. */
export interface Quantizer<Values extends Int8Array | Int16Array = Int8Array | Int16Array> extends Disposable {
  /** The step, clip / q: a value stands for value · scale. It depends on the options only, so sums are meaningful. */
  readonly scale: number;
  /**
   * Quantizes update + residual, and keeps the error as the new residual. Without error feedback the residual is empty. If
   * this throws, the residual stays unchanged.
   *
   * @throws {FedzkError} `non-finite`: a value is NaN or infinite; `invalid-argument`: no Float32Array, or another length
   *   than the residual's; `disposed`
   */
  quantize(update: Float32Array): QuantizedUpdate<Values>;
  /**
   * Copies the residual, which is as long as the updates. It is empty before the first update and without error feedback.
   * It reveals something of the updates: keep it secret, too.
   *
   * @throws {FedzkError} `disposed`
   */
  save(): Float64Array<ArrayBuffer>;
  /**
   * Restores a saved residual: in a new process, or after an update that did not become part of the sum.
   *
   * @throws {FedzkError} `invalid-argument`: not finite numbers, or some without error feedback; `disposed`
   */
  restore(residual: Float64Array): void;
  /**
   * Zeroes and removes the residual. The next update may have another length.
   *
   * @throws {FedzkError} `disposed`
   */
  clear(): void;
  /** Zeroes the residual and ends the quantizer; the same as `[Symbol.dispose]`, for runtimes without `using`. */
  dispose(): void;
}

/**
 * Makes a quantizer.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * using quantizer = createQuantizer({ bits: 8, clip: 0.25, errorFeedback: true, maxNormSq: 1_200_000n });
 * const before = quantizer.save();
 * const { values } = quantizer.quantize(update);
 * if (!(await send(values))) quantizer.restore(before);
 * ```
 */
export function createQuantizer(options: QuantizerOptions & { readonly bits: 4 | 8 }): Quantizer<Int8Array>;
export function createQuantizer(options: QuantizerOptions & { readonly bits: 16 }): Quantizer<Int16Array>;
export function createQuantizer(options: QuantizerOptions): Quantizer;
export function createQuantizer(options: QuantizerOptions): Quantizer {
  return new UpdateQuantizer(settingsOf(options));
}

class UpdateQuantizer implements Quantizer {
  readonly scale: number;
  readonly #settings: Settings;
  #residual: Float64Array<ArrayBuffer> = new Float64Array();
  #disposed = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.scale = settings.scale;
  }

  quantize(update: Float32Array): QuantizedUpdate {
    this.#alive();
    const { limit, errorFeedback } = this.#settings;
    const total = this.#total(update);
    const norm = Math.sqrt(total.reduce((sum, value) => sum + value * value, 0));
    const factor = norm > limit ? limit / norm : 1;
    const x = Float32Array.from(total, (value) => Math.min(Math.max(value * factor, -LARGEST_FLOAT), LARGEST_FLOAT));
    try {
      const rounded = this.#round(x);
      const { values, scale } = rounded;
      if (errorFeedback) this.#keep(total.map((value, i) => value - (values[i] as number) * scale));
      return { ...rounded, factor };
    } finally {
      x.fill(0);
      total.fill(0);
    }
  }

  /** Rounds values, and trims them if that raised the norm too far. */
  #round(x: Float32Array): Omit<QuantizedUpdate, 'factor'> {
    const { bits, clip, rounding, maxNormSq, scale } = this.#settings;
    const rounded = quantize(x, { bits, clip, rounding });
    if (maxNormSq === undefined) return { ...rounded, trimmed: 0 };
    const { normSq, steps } = trim(rounded.values, x, scale, rounded.normSq, maxNormSq);
    return { ...rounded, normSq, trimmed: steps };
  }

  save(): Float64Array<ArrayBuffer> {
    this.#alive();
    return this.#residual.slice();
  }

  restore(residual: Float64Array): void {
    this.#alive();
    if (!(residual instanceof Float64Array)) throw unexpected('residual', 'a Float64Array', residual);
    if (!this.#settings.errorFeedback && residual.length > 0) {
      throw unexpected('residual', 'nothing, since this quantizer has no error feedback', residual);
    }
    checkFinite('residual', residual);
    this.#keep(residual.slice());
  }

  clear(): void {
    this.#alive();
    this.#keep(new Float64Array());
  }

  dispose(): void {
    this.#keep(new Float64Array());
    this.#disposed = true;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Adds the residual to the update. */
  #total(update: unknown): Float64Array<ArrayBuffer> {
    const floats = plainView(update, ['Float32Array']);
    if (floats === undefined) throw unexpected('update', 'a Float32Array', update);
    checkFinite('update', floats);
    const residual = this.#residual;
    if (residual.length === 0) return Float64Array.from(floats);
    if (residual.length !== floats.length) {
      throw new FedzkError(
        'invalid-argument',
        `"update" expected ${counted(residual.length, 'value')} as before, got ${floats.length}; clear() the quantizer, or make ` +
          'one for each model.',
      );
    }
    return residual.map((left, i) => left + (floats[i] as number));
  }

  #keep(residual: Float64Array<ArrayBuffer>): void {
    this.#residual.fill(0);
    this.#residual = residual;
  }

  #alive(): void {
    if (this.#disposed) throw new FedzkError('disposed', 'This quantizer was disposed of; create a new one.');
  }
}

const LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;

function checkFinite(name: string, values: Float32Array | Float64Array): void {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return;
  throw new FedzkError('non-finite', `"${name}[${i}]" expected a finite number, got ${values[i]}.`);
}
