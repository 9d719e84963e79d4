/**
 * Reads a circuit's inputs: JSON, and typed arrays, which are not copied.
 */
import { describe, FedzkError, unexpected } from '@fedzk/core';
import { type Field, writeBigint, writeNumber } from './field.js';

/** Typed arrays of integers. */
export type IntegerArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/**
 * The values of one signal: an integer as a number of at most 53 bits, a bigint or a decimal string; arrays of these, flat or
 * nested like the signal's dimensions; a typed array, or an array of typed arrays; for a bus an object by its signals'
 * names. An integer is from −(r − 1) to r − 1; a negative one means r + integer.
 */
export type CircomValue =
  | number
  | bigint
  | string
  | IntegerArray
  | readonly CircomValue[]
  | { readonly [signal: string]: CircomValue };

/** A circuit's inputs by the names of its main component's signals. */
export type CircomInputs = Readonly<Record<string, CircomValue>>;

/** The values of one signal, in circom's order. */
export interface Assignment {
  /** Circom's name of it: `x`, or in a bus `point.x` or `points[2].x`. */
  readonly name: string;
  readonly count: number;
  /** Its values. They are checked when they are written. */
  readonly parts: readonly ArrayLike<unknown>[];
}

/** Lists the inputs signal by signal. */
export function assignmentsOf(inputs: CircomInputs): Assignment[] {
  if (!isRecord(inputs)) throw unexpected('inputs', 'an object with the signals by name', inputs);
  const out: Assignment[] = [];
  for (const [name, value] of Object.entries(inputs)) collect(name, value, out);
  return out;
}

function collect(name: string, value: unknown, out: Assignment[]): void {
  if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) collect(`${name}.${key}`, member, out);
  } else if (Array.isArray(value) && isRecord(firstLeaf(value))) {
    for (const [i, member] of value.entries()) collect(`${name}[${i}]`, member, out);
  } else {
    const parts: ArrayLike<unknown>[] = [];
    flatten(Array.isArray(value) || isNumbers(value) ? value : [value], parts);
    out.push({ name, parts, count: parts.reduce((sum, { length }) => sum + length, 0) });
  }
}

/** Collects the flat arrays of nested ones, in order, without copying them. */
function flatten(values: readonly unknown[] | ArrayLike<unknown>, parts: ArrayLike<unknown>[]): void {
  if (!Array.isArray(values) || !values.some((value) => Array.isArray(value) || isNumbers(value))) {
    parts.push(values);
    return;
  }
  for (const value of values) flatten(Array.isArray(value) || isNumbers(value) ? value : [value], parts);
}

function firstLeaf(value: unknown): unknown {
  let leaf = value;
  while (Array.isArray(leaf)) leaf = leaf[0];
  return leaf;
}

function isNumbers(value: unknown): value is ArrayLike<unknown> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

const DECIMAL = /^-?\d+$/;

/**
 * Writes a value's element.
 *
 * @throws {FedzkError} `invalid-argument`: no integer of the field
 */
export function writeValue(field: Field, view: DataView, at: number, value: unknown, name: string, i: number): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw notAnInteger(name, i, value);
    writeNumber(field, view, at, value);
    return;
  }
  const integer = typeof value === 'string' && DECIMAL.test(value) ? BigInt(value) : value;
  if (typeof integer !== 'bigint') throw notAnInteger(name, i, value);
  if (integer >= field.order || integer <= -field.order) {
    throw new FedzkError(
      'invalid-argument',
      `"${name}" expected integers below r, of ${field.curve}'s scalar field, got a larger one as value ${i}; ` +
        'reduce it modulo r first, if that is what the circuit means.',
    );
  }
  writeBigint(field, view, at, integer);
}

/** Makes the error for another value, which may be secret and is not shown. */
function notAnInteger(name: string, i: number, value: unknown): FedzkError {
  const got =
    typeof value === 'number'
      ? kindOf(value)
      : typeof value === 'string'
        ? 'a string that is not decimal'
        : describe(value);
  return new FedzkError(
    'invalid-argument',
    `"${name}" expected integers, got ${got} as value ${i}, counted from 0 in order.`,
  );
}

function kindOf(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value)
    ? 'a number above 2^53, which is not exact (write it as a decimal string)'
    : 'a fraction (quantize it first)';
}
