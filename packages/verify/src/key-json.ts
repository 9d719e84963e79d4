// Reads verification keys in JSON, without the module.

import { describe, FedzkError } from '@fedzk/core';
import { Refusal } from './codec/data.js';
import { writeKey } from './codec/snarkjs.js';

/**
 * Writes a key in JSON in the layout that `Verifier.id` hashes. Doesn't check its points.
 *
 * @throws {FedzkError} `invalid-verification-key`, `unsupported`
 */
export function keyJsonBytes(input: unknown): Uint8Array {
  if (typeof input === 'string') {
    const message = `"verificationKey" expected an object, such as JSON.parse(text), got ${describe(input)}.`;
    throw new FedzkError('invalid-verification-key', message);
  }
  return readable(() => writeKey(input));
}

/** Reads a key. An error of a hostile object means that it can't be read. */
export function readable(bytes: () => Uint8Array): Uint8Array {
  try {
    return bytes();
  } catch (reason) {
    if (!Refusal.is(reason)) throw new FedzkError('invalid-verification-key', UNREADABLE, { cause: reason });
    const code = reason.path === 'curve' && typeof reason.got === 'string' ? 'unsupported' : 'invalid-verification-key';
    throw new FedzkError(code, `${reason.message}, got ${describe(reason.got)}.`);
  }
}

const UNREADABLE = 'The verification key could not be read; pass the object that JSON.parse returns, or bytes.';
