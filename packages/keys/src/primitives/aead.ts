// Authenticated encryption with associated data (RFC 5116), with keys of 256 bits and tags of 128.
import { FedzkError } from '@fedzk/core';
import { aeadOpen, aeadSeal, gcmNew, gcmSivNew, keyFree, xaesNew } from '../../wasm/fedzk_keys.js';
import { checkLength, lengthOf, optionalLength, unexpected } from '../argument.js';
import { checkAnswer, checkHandle, result, room, secretResult } from '../memory.js';

const KEY = 32;
const TAG = 16;

/**
 * An expanded key of one algorithm, in the module's memory. Dispose of it, or declare it with `using`,
 * to wipe it. A key that is dropped is wiped some time after it was collected as garbage.
 */
export interface Aead extends Disposable {
  /** The length of a nonce, in bytes. */
  readonly nonceLength: number;
  /**
   * Encrypts and authenticates.
   *
   * @param nonce {@link Aead.nonceLength} bytes, never used twice with a key
   * @param aad associated data, which is authenticated too; by default none
   * @returns the ciphertext, as long as `plaintext`, then the tag, 16 bytes
   * @throws {FedzkError} `invalid-argument`; `disposed`
   */
  seal(nonce: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
  /**
   * Checks and decrypts a result of {@link Aead.seal}.
   *
   * @throws {FedzkError} `not-authentic`: changed bytes, or another key, nonce or `aad`;
   *   `invalid-argument`, also for fewer than 16 bytes; `disposed`
   */
  open(nonce: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Wipes the key; the same as `[Symbol.dispose]`, for runtimes without `using`. */
  dispose(): void;
}

/**
 * Makes a key of AES-256-GCM (NIST SP 800-38D), with nonces of 12 bytes. A nonce used twice reveals the
 * authentication key. With random nonces a key is good for 2^32 messages (§8.3). Does not commit to its
 * key.
 *
 * @param key 32 bytes, copied
 * @throws {FedzkError} `invalid-argument`; `invalid-state`: 65,535 keys are held
 *
 * @example
 * ```ts
 * using key = aesGcm(bytes);
 * const sealed = key.seal(nonce, plaintext, aad);
 * key.open(nonce, sealed, aad); // the plaintext, or a FedzkError 'not-authentic'
 * ```
 */
export function aesGcm(key: Uint8Array): Aead {
  return new ModuleAead(key, gcmNew, 12);
}

/**
 * Makes a key of XAES-256-GCM (c2sp.org/XAES-256-GCM), with nonces of 24 bytes, which may be random for
 * practically any number of messages. Does not commit to its key.
 *
 * @param key 32 bytes, copied
 * @throws {FedzkError} as {@link aesGcm}
 *
 * @example
 * ```ts
 * using key = xaes256Gcm(bytes);
 * const nonce = crypto.getRandomValues(new Uint8Array(24));
 * const sealed = key.seal(nonce, plaintext);
 * ```
 */
export function xaes256Gcm(key: Uint8Array): Aead {
  return new ModuleAead(key, xaesNew, 24);
}

/**
 * Makes a key of AES-256-GCM-SIV (RFC 8452), with nonces of 12 bytes. A nonce used twice only reveals
 * whether the messages are equal. Does not commit to its key.
 *
 * @param key 32 bytes, copied
 * @throws {FedzkError} as {@link aesGcm}
 *
 * @example
 * ```ts
 * using key = aesGcmSiv(bytes);
 * const sealed = key.seal(nonce, plaintext, aad);
 * ```
 */
export function aesGcmSiv(key: Uint8Array): Aead {
  return new ModuleAead(key, gcmSivNew, 12);
}

class ModuleAead implements Aead {
  readonly #nonceLength: number;
  #handle: number | undefined;

  constructor(key: Uint8Array, make: () => number, nonceLength: number) {
    checkLength(key, 'key', KEY);
    room(KEY, 'key').set(key);
    const handle = checkHandle(make());
    this.#nonceLength = nonceLength;
    this.#handle = handle;
    forgotten?.register(this, handle, this);
  }

  get nonceLength(): number {
    return this.#nonceLength;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    const handle = this.#alive();
    checkLength(nonce, 'nonce', this.#nonceLength);
    const length = lengthOf(plaintext, 'plaintext');
    const aadLength = optionalLength(aad, 'aad');
    const start = this.#nonceLength + aadLength;
    const buffer = room(start + length + TAG, 'plaintext');
    buffer.set(nonce);
    if (aad !== undefined) buffer.set(aad, this.#nonceLength);
    buffer.set(plaintext, start);
    checkAnswer(aeadSeal(handle, aadLength, length));
    return result(start, length + TAG);
  }

  open(nonce: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    const handle = this.#alive();
    checkLength(nonce, 'nonce', this.#nonceLength);
    const length = lengthOf(sealed, 'sealed') - TAG;
    if (length < 0) throw unexpected('sealed', `a Uint8Array of ${TAG} or more`, sealed);
    const aadLength = optionalLength(aad, 'aad');
    const start = this.#nonceLength + aadLength;
    const buffer = room(start + length + TAG, 'sealed');
    buffer.set(nonce);
    if (aad !== undefined) buffer.set(aad, this.#nonceLength);
    buffer.set(sealed, start);
    checkAnswer(aeadOpen(handle, aadLength, length));
    return secretResult(start, length);
  }

  #alive(): number {
    if (this.#handle !== undefined) return this.#handle;
    throw new FedzkError('disposed', 'This key was disposed of; create it anew.');
  }

  dispose(): void {
    if (this.#handle === undefined) return;
    forgotten?.unregister(this);
    keyFree(this.#handle);
    this.#handle = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Frees keys that were dropped without `dispose`. */
const forgotten = typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<number>(keyFree);
