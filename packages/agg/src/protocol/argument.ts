// Reads the arguments that several functions share.

import { bytesOf, describe, ownBytes, readableLength, unexpected } from '@fedzk/core';
import { type Bytes, readUtf8, utf8 } from './encoding.js';
import { KEY_BYTES } from './keys.js';

/** The most bytes of an id. */
export const ID_BYTES = 64;

/** Reads an id, 1 to 64 bytes of well-formed UTF-8; `undefined` for anything else. */
export function readId(bytes: Uint8Array): string | undefined {
  return bytes.length >= 1 && bytes.length <= ID_BYTES ? readUtf8(bytes) : undefined;
}

/** @throws {FedzkError} `invalid-argument`: not an id */
export function checkId(name: string, id: unknown): asserts id is string {
  const isId = typeof id === 'string' && readId(utf8(id)) === id;
  check(name, id, `1 to ${ID_BYTES} bytes of well-formed UTF-8`, isId);
}

/** @throws {FedzkError} `invalid-argument`: not the id of a verification key */
export function checkVkeyId(id: unknown): void {
  check('vkeyId', id, '64 lower-case hex digits', typeof id === 'string' && /^[0-9a-f]{64}$/.test(id));
}

/** Reads a round as a bigint. */
export function readRound(round: unknown): bigint {
  const value = typeof round === 'number' && Number.isSafeInteger(round) ? BigInt(round) : round;
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) return value;
  throw unexpected('round', 'an integer from 0 to 2^64 − 1', round);
}

/** Copies a private key's 32 bytes. */
export function readPrivateKey(name: string, key: unknown): Bytes {
  return bytesOf(key, name, KEY_BYTES, KEY_BYTES);
}

/** Describes a secret by its type alone, since a string may be the right secret in another form. */
export function describeSecret(value: unknown): string {
  return ['string', 'number', 'bigint'].includes(typeof value) ? `a ${typeof value}` : describe(value);
}

/**
 * Copies a message of another party that the caller passes on.
 *
 * @param most bytes of the longest message
 * @returns the bytes; `undefined` for a longer message, which is the other party's error
 * @throws {FedzkError} `invalid-argument`: not bytes, which is the caller's error
 */
export function messageOf(bytes: unknown, name: string, most: number = Infinity): Bytes | undefined {
  return readableLength(bytes) === undefined ? bytesOf(bytes, name) : ownBytes(bytes, most);
}

/**
 * Copies the leader's prepare for the helper, as {@link messageOf} does.
 *
 * @throws {FedzkError} `invalid-argument`: not bytes; a refused report has none
 */
export function prepareOf(prepare: unknown, most: number): Bytes | undefined {
  if (prepare !== undefined) return messageOf(prepare, 'prepare', most);
  throw unexpected('prepare', "the bytes that the leader's submit() gave (a refused report has none)", prepare);
}

/** @throws {FedzkError} `invalid-argument` */
export function checkInteger(name: string, value: unknown, least: number, most: number): void {
  const fits = Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  check(name, value, `an integer from ${least} to ${most}`, fits);
}

/** @throws {FedzkError} `invalid-argument` */
export function check(name: string, value: unknown, expected: string, right: boolean): void {
  if (!right) throw unexpected(name, expected, value);
}
