// The committing seal: a fresh key per message, and a commitment to the key in front.
import { commitOpen, commitSeal } from '../../wasm/fedzk_keys.js';
import { checkLength, lengthOf, optionalLength, unexpected } from '../argument.js';
import { checkAnswer, room, secretResult } from '../memory.js';
import { putRandom } from '../packing.js';

const KEY = 32;
const SALT = 32;
const COMMITMENT = 32;
/** Salt, commitment and tag. */
const OVERHEAD = SALT + COMMITMENT + 16;

/** Authenticated encryption that draws its own salt and commits to its key. */
export interface Committing {
  /**
   * Encrypts and authenticates under a key derived for this message. The salt is 32 bytes of
   * `crypto.getRandomValues`, which is called once for the salts of many messages.
   *
   * @param key 32 bytes
   * @param aad associated data, which is authenticated and committed to; by default none
   * @returns salt, 32 bytes; commitment, 32; ciphertext, as long as `plaintext`; tag, 16
   * @throws {FedzkError} `invalid-argument`
   */
  seal(key: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
  /**
   * Checks the commitment, then the tag, and decrypts.
   *
   * @throws {FedzkError} `not-authentic`; `invalid-argument`, also for fewer than 80 bytes
   */
  open(key: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
}

/**
 * Seals with AES-256-GCM under a key from HKDF-SHA256 with a random salt, behind a commitment of 32
 * bytes: a sealed message opens under only one key and associated data. A key is good for any number of
 * messages. Each grows by 80 bytes.
 *
 * @example
 * ```ts
 * const sealed = committing.seal(key, plaintext, aad);
 * committing.open(key, sealed, aad); // the plaintext, or a FedzkError 'not-authentic'
 * ```
 */
export const committing: Committing = {
  seal(key, plaintext, aad) {
    checkLength(key, 'key', KEY);
    const length = lengthOf(plaintext, 'plaintext');
    const aadLength = optionalLength(aad, 'aad');
    const start = KEY + aadLength;
    const end = start + OVERHEAD + length;
    const buffer = room(end, 'plaintext');
    // First, since it may throw: the buffer has no secret yet.
    putRandom(buffer, start, SALT);
    buffer.set(key);
    if (aad !== undefined) buffer.set(aad, KEY);
    buffer.set(plaintext, start + SALT + COMMITMENT);
    checkAnswer(commitSeal(KEY, aadLength, length));
    return secretResult(start, end - start);
  },
  open(key, sealed, aad) {
    checkLength(key, 'key', KEY);
    const length = lengthOf(sealed, 'sealed') - OVERHEAD;
    if (length < 0) throw unexpected('sealed', `a Uint8Array of ${OVERHEAD} or more`, sealed);
    const aadLength = optionalLength(aad, 'aad');
    const start = KEY + aadLength;
    const buffer = room(start + OVERHEAD + length, 'sealed');
    buffer.set(key);
    if (aad !== undefined) buffer.set(aad, KEY);
    buffer.set(sealed, start);
    checkAnswer(commitOpen(KEY, aadLength, length));
    return secretResult(start + SALT + COMMITMENT, length);
  },
};
