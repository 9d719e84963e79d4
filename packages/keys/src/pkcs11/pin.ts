// A PIN, from its owner to the token.

import { byteLength, bytesOf, FedzkError, unexpected } from '@fedzk/core';
import { utf8 } from '../format/bytes.js';

/** The user's PIN in UTF-8, or a function that asks for it, such as one that reads a file. */
export type Pkcs11Pin = Uint8Array | (() => Uint8Array | string | Promise<Uint8Array | string>);

const MOST_BYTES = 255;

/** Checks that a PIN, or a function that gives one, was passed. A string would stay in memory, and is refused. */
export function requirePin(pin: unknown): Pkcs11Pin {
  if (typeof pin === 'function') return pin as Pkcs11Pin;
  if (byteLength(pin) !== undefined) {
    if (byteLength(pin) === 0) throw empty('"pin" has no bytes');
    return bytesOf(pin, 'pin', 1, MOST_BYTES);
  }
  const expected = 'a function that gives the PIN, or a Uint8Array of it in UTF-8';
  // It may be the PIN in another form.
  if (['string', 'number', 'bigint'].includes(typeof pin)) {
    throw new FedzkError('invalid-argument', `"pin" expected ${expected}, got a ${typeof pin}.`);
  }
  throw unexpected('pin', expected, pin);
}

/**
 * Gives a PIN to a function, and wipes its bytes, also those that the owner's function has returned. The string that
 * pkcs11js wants stays in memory until it is collected as garbage.
 *
 * @throws {FedzkError} `invalid-argument`; what the owner's function or `use` throws
 */
export async function withPin(pin: Pkcs11Pin, use: (pin: string) => Promise<void>): Promise<void> {
  const given: unknown = typeof pin === 'function' ? await pin() : pin;
  if (given === '' || byteLength(given) === 0) {
    throw empty('the function "pin" gave nothing, as where a variable that it reads is not set');
  }
  const bytes = typeof given === 'string' ? utf8(given) : bytesOf(given, 'pin', 1, MOST_BYTES);
  try {
    if (bytes.length > MOST_BYTES) {
      throw new FedzkError('invalid-argument', `"pin" expected 1 to ${MOST_BYTES} bytes in UTF-8.`);
    }
    await use(decoded(bytes));
  } finally {
    bytes.fill(0);
    if (byteLength(given) !== undefined) (given as Uint8Array).fill(0);
  }
}

function empty(why: string): FedzkError {
  return new FedzkError('invalid-argument', `The PIN is empty: ${why}. The token was not asked.`);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Without the cause, which might show bytes.
    throw new FedzkError('invalid-argument', '"pin" expected text in UTF-8.');
  }
}
