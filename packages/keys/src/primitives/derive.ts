// Derives keys from keys and passwords, with SHA-256.
import { optionsOf } from '@fedzk/core';
import { hkdf as hkdfIn, hmac as hmacIn, hmacNew, keyFree, pbkdf2 as pbkdf2In } from '../../wasm/fedzk_keys.js';
import { checkInteger, lengthOf, optionalLength } from '../argument.js';
import { checkAnswer, checkHandle, room, secretResult } from '../memory.js';

const DIGEST = 32;
/** The most bytes of HKDF: RFC 5869 §2.3. */
const MOST_OF_HKDF = 255 * DIGEST;
const MOST_ITERATIONS = 2 ** 32 - 1;
/** The most bytes of PBKDF2. RFC 8018 §5.2 allows 32 times as many, which exceeds the module's memory. */
const MOST_OF_PBKDF2 = 2 ** 31;

/** Parameters of {@link hkdf}. */
export interface HkdfOptions {
  /** Salt of any length; none is the same as 32 zeros. */
  readonly salt?: Uint8Array;
  /** The purpose of the result, bytes of any length. */
  readonly info?: Uint8Array;
  /** The length of the result in bytes, 1 to 8160. */
  readonly length: number;
}

/** Parameters of {@link pbkdf2}. */
export interface Pbkdf2Options {
  /** Salt of any length; 16 or more random bytes are usual. */
  readonly salt: Uint8Array;
  /** 1 to 2^32 − 1; 600,000 are usual. */
  readonly iterations: number;
  /** The length of the result in bytes, 1 or more. */
  readonly length: number;
}

/**
 * Computes HKDF-SHA256 (RFC 5869), extract and expand. For keys, not for passwords.
 *
 * @param ikm the key to derive from, of any length
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const key = hkdf(secret, { salt, info: new TextEncoder().encode('files'), length: 32 });
 * ```
 */
export function hkdf(ikm: Uint8Array, options: HkdfOptions): Uint8Array<ArrayBuffer> {
  const { salt, info, length } = optionsOf(options, ['salt', 'info', 'length']);
  checkInteger(length, 'length', 1, MOST_OF_HKDF);
  const ikmLength = lengthOf(ikm, 'ikm');
  const saltLength = optionalLength(salt, 'salt');
  const infoLength = optionalLength(info, 'info');
  const start = ikmLength + saltLength + infoLength;
  const buffer = room(start + length, 'ikm');
  buffer.set(ikm);
  if (salt !== undefined) buffer.set(salt, ikmLength);
  if (info !== undefined) buffer.set(info, ikmLength + saltLength);
  checkAnswer(hkdfIn(ikmLength, saltLength, infoLength, length));
  return secretResult(start, length);
}

/**
 * Computes HMAC-SHA256 (RFC 2104). Compare codes in constant time, never with `===` on strings.
 *
 * @param key of any length
 * @returns 32 bytes
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const code = hmac(key, message);
 * ```
 */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const keyLength = lengthOf(key, 'key');
  const length = lengthOf(message, 'message');
  // Before there is a handle: nothing after this throws.
  room(Math.max(keyLength, length + DIGEST), 'message').set(key);
  const handle = checkHandle(hmacNew(keyLength));
  try {
    room(length + DIGEST, 'message').set(message);
    checkAnswer(hmacIn(handle, length));
    return secretResult(length, DIGEST);
  } finally {
    keyFree(handle);
  }
}

/**
 * Computes PBKDF2-HMAC-SHA256 (RFC 8018 §5.2). Prefer {@link argon2id} unless a standard demands
 * PBKDF2: it makes guessing more expensive.
 *
 * @param password of any length
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const key = pbkdf2(password, { salt, iterations: 600_000, length: 32 });
 * ```
 */
export function pbkdf2(password: Uint8Array, options: Pbkdf2Options): Uint8Array<ArrayBuffer> {
  const { salt, iterations, length } = optionsOf(options, ['salt', 'iterations', 'length']);
  checkInteger(iterations, 'iterations', 1, MOST_ITERATIONS);
  checkInteger(length, 'length', 1, MOST_OF_PBKDF2);
  const passwordLength = lengthOf(password, 'password');
  const saltLength = lengthOf(salt, 'salt');
  const start = passwordLength + saltLength;
  const buffer = room(start + length, 'length');
  buffer.set(password);
  buffer.set(salt, passwordLength);
  checkAnswer(pbkdf2In(passwordLength, saltLength, iterations, length));
  return secretResult(start, length);
}
