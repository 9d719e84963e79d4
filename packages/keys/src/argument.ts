// What a caller passed, checked once.

import { byteLength, describe, FedzkError } from '@fedzk/core';
import { isName, MOST_NAME_BYTES } from './format/entry.js';

/** A Uint8Array, of this realm or another, as it is. */
export function requireBytes(value: unknown, name: string): Uint8Array {
  if (byteLength(value) !== undefined) return value as Uint8Array;
  throw new FedzkError('invalid-argument', `"${name}" expected a Uint8Array, got ${describe(value)}.`);
}

/** A key's name in its normal form, NFC. */
export function requireName(value: unknown): string {
  const name = typeof value === 'string' ? value.normalize('NFC') : undefined;
  if (isName(name)) return name;
  throw new FedzkError(
    'invalid-argument',
    `"id" expected a string of 1 to ${MOST_NAME_BYTES} bytes of UTF-8, got ${describe(value)}.`,
  );
}
