// The committing seal: a key a message, and a commitment to it in front.
import { commitOpen, commitSeal } from '../../wasm/fedzk_keys.js';
import { checkLength, lengthOf, optionalLength, unexpected } from '../argument.js';
import { checkAnswer, room, secretResult } from '../memory.js';
import { putRandom } from '../packing.js';

const KEY = 32;
const SALT = 32;
const COMMITMENT = 32;
/** Salt, commitment and tag. */
const OVERHEAD = SALT + COMMITMENT + 16;

/** Authenticated encryption that draws what it needs, and commits to its key. */
export interface Committing {
  /**
   * Encrypts and authenticates under a key made for this message. The salt is drawn inside, 32 bytes from
   * `crypto.getRandomValues`, which is asked for those of many messages at once.
   *
   * @param key 32 bytes
   * @param aad associated data, authenticated and committed to; none where it is left out
   * @returns salt 32, commitment 32, as many bytes as `plaintext` has, tag 16
   * @throws {FedzkError} `invalid-argument`
   */
  seal(key: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
  /**
   * Checks the commitment, and then as usual, and decrypts.
   *
   * @throws {FedzkError} `not-authentic`; `invalid-argument`, among them fewer than 80 bytes
   */
  open(key: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
}

/**
 * AES-256-GCM under a key of HKDF-SHA256 with a random salt, behind a commitment of 32 bytes: what is sealed opens under one
 * key and one associated data only. A key is good for any number of messages, each 80 bytes longer.
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
    // First, since it is the one that may throw: nothing secret is in the buffer yet.
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
