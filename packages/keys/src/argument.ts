// Checks arguments by core's functions, and the names of keys.

import { byteLength, FedzkError, optionsOf, readableLength, unexpected } from '@fedzk/core';
import { isName, MOST_NAME_BYTES } from './format/entry.js';

export { asOptions, unexpected } from '@fedzk/core';

/**
 * Returns the length of an argument that must be a Uint8Array, whatever its properties and prototype say. Callers copy its
 * bytes at once.
 */
export function lengthOf(value: unknown, name: string): number {
  const length = readableLength(value);
  if (length !== undefined) return length;
  const isArray = byteLength(value) !== undefined;
  throw notBytes(name, `a Uint8Array${isArray ? ' whose memory is neither shared nor detached' : ''}`, value);
}

/** Makes the error for a wrong argument. A string may be a secret, and is not shown. */
function notBytes(name: string, expected: string, got: unknown): FedzkError {
  if (typeof got !== 'string') return unexpected(name, expected, got);
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got a string.`);
}

/** Does the same as {@link lengthOf} for an optional argument; 0 if it is left out. */
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

/** Checks for a Uint8Array, of this realm or another, and returns it. */
export function requireBytes(value: unknown, name: string): Uint8Array {
  lengthOf(value, name);
  return value as Uint8Array;
}

/**
 * Reads options, each once, and refuses unknown names. An undefined one counts as left out. The result inherits nothing.
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

/** Checks a key's name, and returns it in NFC. */
export function requireName(value: unknown): string {
  const name = typeof value === 'string' ? value.normalize('NFC') : undefined;
  if (isName(name)) return name;
  throw unexpected('id', `a string of 1 to ${MOST_NAME_BYTES} bytes of UTF-8`, value);
}
