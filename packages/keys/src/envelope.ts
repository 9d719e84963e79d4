// The committing seal on its own (FORMAT.md, "Keys"). `aad` is its context.

import { FedzkError } from '@fedzk/core';
import { lengthOf, requireBytes, unexpected } from './argument.js';
import { committing } from './primitives/committing.js';
import { type Key, SEAL_BYTES, type Vault } from './vault.js';

const NOTHING = new Uint8Array(0);

/**
 * Seals a message in the module.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function sealEnvelope(
  vault: Vault,
  key: Key,
  plaintext: Uint8Array,
  aad: Uint8Array = NOTHING,
): Uint8Array<ArrayBuffer> {
  return vault.seal(key, requireBytes(aad, 'aad'), requireBytes(plaintext, 'plaintext'));
}

/**
 * Opens a sealed message in the module.
 *
 * @returns undefined if it was sealed with another key or `aad`, or changed
 * @throws {FedzkError} `invalid-argument`
 */
export function tryOpenEnvelope(
  vault: Vault,
  key: Key,
  sealed: Uint8Array,
  aad: Uint8Array = NOTHING,
): Uint8Array<ArrayBuffer> | undefined {
  const length = lengthOf(sealed, 'sealed');
  if (length < SEAL_BYTES) throw unexpected('sealed', `a Uint8Array of ${SEAL_BYTES} or more`, sealed);
  return vault.open(key, requireBytes(aad, 'aad'), sealed);
}

export function notAuthentic(): FedzkError {
  return new FedzkError(
    'not-authentic',
    'The message does not open: it was sealed with another key or for another "aad", or was changed.',
  );
}

/**
 * Seals a message under a key of 32 bytes: authenticated, bound to `aad`, and to this one key. The result has 80 bytes
 * more: salt 32, commitment 32, ciphertext, tag 16. Any number of messages may be sealed with one key.
 *
 * @param key 32 bytes, random or from a KDF
 * @param aad what the message belongs to; not in the result
 * @throws {FedzkError} `invalid-argument`
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
  return committing.seal(key, plaintext, aad);
}

/**
 * Opens what {@link seal} gave.
 *
 * @throws {FedzkError} `not-authentic`: sealed with another key or `aad`, or changed; `invalid-argument`
 */
export function open(key: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
  return committing.open(key, sealed, aad);
}
