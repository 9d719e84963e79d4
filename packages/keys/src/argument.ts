// Arguments, read by core's functions; names of keys are this package's own.

import { byteLength, FedzkError, optionsOf, readableLength, unexpected } from '@fedzk/core';
import { isName, MOST_NAME_BYTES } from './format/entry.js';

export { asOptions, unexpected } from '@fedzk/core';

/**
 * The length of an argument that is to be a Uint8Array, whatever its properties and prototype say. Whoever asks copies its
 * bytes at once.
 */
export function lengthOf(value: unknown, name: string): number {
  const length = readableLength(value);
  if (length !== undefined) return length;
  const isArray = byteLength(value) !== undefined;
  throw notBytes(name, `a Uint8Array${isArray ? ' whose memory is neither shared nor detached' : ''}`, value);
}

/** A string where bytes were expected may be a secret: it is not shown. */
function notBytes(name: string, expected: string, got: unknown): FedzkError {
  if (typeof got !== 'string') return unexpected(name, expected, got);
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got a string.`);
}

/** As {@link lengthOf}, of one that may be left out, and then has none. */
export function optionalLength(value: unknown, name: string): number {
  return value === undefined ? 0 : lengthOf(value, name);
}

/** Checks for a Uint8Array of one length. */
export function checkLength(value: unknown, name: string, expected: number): void {
  if (readableLength(value) !== expected) throw notBytes(name, `a Uint8Array of ${expected}`, value);
}

/** Checks for a whole number between two. */
export function checkInteger(value: unknown, name: string, least: number, most: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}

/** Checks for true or false, which may be left out. */
export function optionalFlag(value: unknown, name: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw unexpected(name, 'true or false', value);
}

/** A Uint8Array, of this realm or another, as it is. */
export function requireBytes(value: unknown, name: string): Uint8Array {
  lengthOf(value, name);
  return value as Uint8Array;
}

/**
 * Options, each read once, none of which has another name than these. One that is undefined counts as left out. What is
 * returned inherits nothing.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function knownOptions<T extends object>(options: T, known: readonly (keyof T & string)[], name?: string): T {
  const given: T = Object.create(null);
  for (const [key, value] of Object.entries(optionsOf(options, known, name))) {
    if (value !== undefined) Object.assign(given, { [key]: value });
  }
  return given;
}

/** A key's name in its normal form, NFC. */
export function requireName(value: unknown): string {
  const name = typeof value === 'string' ? value.normalize('NFC') : undefined;
  if (isName(name)) return name;
  throw unexpected('id', `a string of 1 to ${MOST_NAME_BYTES} bytes of UTF-8`, value);
}
