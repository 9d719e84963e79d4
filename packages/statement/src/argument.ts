// Reads the arguments that several functions share. Elements may be secrets, so no message says what one is.

import { FedzkError, listOf, optionsOf, plainView, unexpected } from '@fedzk/core';
import type { Layout } from './layout.js';

/** The parameters of the circuit `gradient_update(n, b, h)`. */
export interface CircuitParameters {
  /** Values a proof, from 1 to 2^32 − 1; the circuit itself takes up to 2^20. */
  readonly n: number;
  /** b, bits of a value: 4, 8 or 16. */
  readonly bits: number;
  /** h, 1 to 16: in a sum of up to 2^h packed updates no slot overflows. */
  readonly headroom: number;
}

/** The parameters that determine a slot. */
type Slot = Pick<CircuitParameters, 'bits' | 'headroom'>;

const MOST_VALUES = 2 ** 32 - 1;
const MOST_HEADROOM = 16;

/** The names that the parameters may have: their own, and those that `layoutOf` adds. */
const CIRCUIT = ['n', 'bits', 'headroom', 'slot', 'perElement', 'elements'] as const;

/**
 * Reads the circuit's parameters, each once. Ignores the fields that `layoutOf` adds, which follow from them.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readCircuit(circuit: CircuitParameters): CircuitParameters {
  const { n, bits, headroom } = optionsOf<Partial<Layout> & CircuitParameters, keyof Layout>(
    circuit,
    CIRCUIT,
    'circuit',
  );
  requireInteger('circuit.n', n, 1, MOST_VALUES);
  return { n, ...readSlot({ bits, headroom }) };
}

/** Reads the parameters that determine a slot. */
export function readSlot(slot: Slot): Slot {
  const { bits, headroom } = optionsOf<Partial<Layout> & Slot, keyof Layout>(slot, CIRCUIT, 'circuit');
  if (bits !== 4 && bits !== 8 && bits !== 16) throw unexpected('circuit.bits', '4, 8 or 16', bits);
  requireInteger('circuit.headroom', headroom, 1, MOST_HEADROOM);
  return { bits, headroom };
}

/** Checks an integer's range. @throws {FedzkError} `invalid-argument` */
export function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}

/** A range of integers from 0 on. */
export interface Range {
  /** The first integer that is too large. */
  readonly limit: bigint;
  readonly expected: string;
}

/** The integers of 32 bytes. */
export const WORDS: Range = { limit: 2n ** 256n, expected: 'a bigint from 0 to 2^256 − 1' };

/** Returns the range of a field's elements. */
export function elementsBelow(order: bigint): Range {
  return { limit: order, expected: 'an element of the field, a bigint from 0 to r − 1' };
}

/**
 * Reads a list of integers, each once.
 *
 * @throws {FedzkError} `invalid-argument`; the message doesn't show the integer
 */
export function readIntegers(list: readonly bigint[], name: string, range: Range): bigint[] {
  return listOf(list, name, 'an array of bigints', (value, i) => readInteger(value, `${name}[${i}]`, range));
}

/** Reads an integer of a range. */
export function readInteger(value: unknown, name: string, { limit, expected }: Range): bigint {
  if (typeof value === 'bigint' && value >= 0n && value < limit) return value;
  throw new FedzkError('invalid-argument', `"${name}" expected ${expected}.`);
}

/** The values of an update: integers, as `quantize` of `@fedzk/verify/quant` returns them, or an array. */
export type Values = Int8Array | Int16Array | readonly number[];

/**
 * Reads up to `most` integers, each once.
 *
 * @throws {FedzkError} `invalid-argument`; the message shows no integer
 */
export function readValues(values: Values, most: number): ArrayLike<number> {
  const view = plainView(values, ['Int8Array', 'Int16Array']);
  const own = view ?? listOf(values, 'values', 'an Int8Array, an Int16Array or an array of integers', readValue);
  if (own.length <= most) return own;
  throw new FedzkError('invalid-argument', `"values" expected at most ${most} values, got ${own.length}.`);
}

/**
 * Refuses values that are not of b bits.
 *
 * @throws {FedzkError} `invalid-argument`; the message shows no value
 */
export function requireRange(values: ArrayLike<number>, bits: number): void {
  const limit = 2 ** (bits - 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value >= -limit && value < limit) continue;
    throw new FedzkError('invalid-argument', `"values[${i}]" expected an integer from ${-limit} to ${limit - 1}.`);
  }
}

function readValue(value: unknown, i: number): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new FedzkError('invalid-argument', `"values[${i}]" expected an integer.`);
}
