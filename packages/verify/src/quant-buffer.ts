import { FedzkError } from '@fedzk/core';
import { isObject, unexpected } from './argument.js';
import { endViews, type NumberArrays, type Numbers, type NumberType, release, take, viewOf } from './memory.js';

export type { NumberArrays, NumberType };

/**
 * Numbers in the module's own memory, which calls read and write without copying. Fill the view, and pass the buffer
 * instead of an array. It owns the memory: dispose of it, or declare it with `using`.
 */
export interface QuantBuffer<Type extends NumberType = NumberType> extends Disposable {
  readonly type: Type;
  /** The number of elements. */
  readonly length: number;
  /**
   * Returns a view of the numbers, not a copy. Get a new view each time: it is detached when a buffer is disposed of or the
   * module's memory grows, which any call that makes a buffer or a verifier or takes an array may cause. A detached view
   * has length 0, and writes to it are lost. A view doesn't keep the buffer alive.
   *
   * @throws {FedzkError} `disposed`
   */
  view(): NumberArrays[Type];
  /** Frees the memory and ends all views; the same as `[Symbol.dispose]`, for runtimes without `using`. */
  dispose(): void;
}

/**
 * Makes a buffer of zeros.
 *
 * @param type the type of numbers: `float32` for gradients, `int8` and `int16` for quantized ones, `int32` for sums
 * @throws {FedzkError} `invalid-argument`: an invalid type or length, or more than the module's memory can hold
 *
 * @example
 * ```ts
 * const [gradient, values] = [createQuantBuffer('float32', 1_000_000), createQuantBuffer('int8', 1_000_000)];
 * gradient.view().set(floats);
 * const { normSq } = quantize(gradient, { bits: 8, clip: 0.25, into: values });
 * send(values.view());
 * ```
 */
export function createQuantBuffer<Type extends NumberType>(type: Type, length: number): QuantBuffer<Type> {
  if (!TYPES.includes(type)) throw unexpected('type', '"int8", "int16", "int32" or "float32"', type);
  if (!Number.isSafeInteger(length) || length < 0) throw unexpected('length', 'an integer of 0 or more', length);
  return new ModuleBuffer(take(type, length, 'length'));
}

const TYPES: readonly unknown[] = ['int8', 'int16', 'int32', 'float32'] satisfies NumberType[];

/**
 * Returns the numbers of a buffer of one of the types; `undefined` for anything else.
 *
 * @throws {FedzkError} `disposed`
 */
export function numbersOf<Type extends NumberType>(value: unknown, types: readonly Type[]): Numbers<Type> | undefined {
  const numbers = isObject(value) ? ModuleBuffer.numbersOf(value) : undefined;
  return types.some((type) => type === numbers?.type) ? (numbers as Numbers<Type>) : undefined;
}

/**
 * Returns the numbers of a buffer for results; `undefined` if there is none.
 *
 * @throws {FedzkError} `invalid-argument`: not a buffer of this type and length; `disposed`
 */
export function targetOf<Type extends NumberType>(
  into: unknown,
  type: Type,
  length: number,
): Numbers<Type> | undefined {
  if (into === undefined) return undefined;
  const numbers = numbersOf(into, [type]);
  if (numbers?.length === length) return numbers;
  throw unexpected('into', `a buffer of ${length} numbers of ${type}`, into);
}

class ModuleBuffer<Type extends NumberType> implements QuantBuffer<Type> {
  readonly type: Type;
  readonly length: number;
  #numbers: Numbers<Type> | undefined;

  constructor(numbers: Numbers<Type>) {
    this.type = numbers.type;
    this.length = numbers.length;
    this.#numbers = numbers;
    viewOf(numbers).fill(0);
    forgotten?.register(this, numbers, this);
  }

  static numbersOf(value: object): Numbers | undefined {
    return #numbers in value ? value.#alive() : undefined;
  }

  view(): NumberArrays[Type] {
    return viewOf(this.#alive());
  }

  #alive(): Numbers<Type> {
    if (this.#numbers !== undefined) return this.#numbers;
    throw new FedzkError('disposed', 'This buffer was disposed of; create a new one.');
  }

  dispose(): void {
    if (this.#numbers === undefined) return;
    forgotten?.unregister(this);
    giveBack(this.#numbers);
    this.#numbers = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Frees memory and detaches views, so that an old view doesn't show later contents. */
function giveBack(numbers: Numbers): void {
  release(numbers);
  endViews();
}

/** Frees buffers that were garbage collected without `dispose()`. */
const forgotten = typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry(giveBack);
