import { optionsOf } from '@fedzk/core';
import { deriveByArgon2 } from '../argon2.js';
import { checkInteger, lengthOf, optionalLength, unexpected } from '../argument.js';

const SHORTEST_SALT = 8;
const SHORTEST_TAG = 4;
const MOST_LANES = 2 ** 24 - 1;
const BLOCKS_A_LANE = 8;
const WORD = 2 ** 32 - 1;

/** Parameters of {@link argon2id}, by the names of RFC 9106. */
export interface Argon2Options {
  /** S, 8 bytes or more; 16 random bytes are usual. */
  readonly salt: Uint8Array;
  /** m, memory in KiB: at least 8 per lane, and less than 4 GiB in total. */
  readonly memoryKiB: number;
  /** t, the number of passes, 1 or more. */
  readonly passes: number;
  /** p, the number of lanes, 1 to 2^24 − 1. They are filled one after the other, so more are not faster. */
  readonly parallelism: number;
  /** T, the length of the result in bytes, 4 or more; by default 32. */
  readonly length?: number;
  /** K, a secret key of any length, kept apart from the results. */
  readonly secret?: Uint8Array;
  /** X, associated data of any length. */
  readonly associatedData?: Uint8Array;
}

/**
 * Computes Argon2id, version 0x13 (RFC 9106). It runs in a module of its own, which is discarded with
 * its memory after each call. The RFC's §4 recommends 64 MiB, 3 passes, 4 lanes; OWASP recommends at
 * least 19 MiB, 2 passes, 1 lane.
 *
 * @param password of any length
 * @throws {FedzkError} `invalid-argument`: costs or lengths outside Argon2's limits, or not enough memory;
 *   `not-initialized`: the `slim` entry was not given its module
 *
 * @example
 * ```ts
 * const salt = crypto.getRandomValues(new Uint8Array(16));
 * const key = argon2id(password, { salt, memoryKiB: 65_536, passes: 3, parallelism: 1 });
 * ```
 */
export function argon2id(password: Uint8Array, options: Argon2Options): Uint8Array<ArrayBuffer> {
  const {
    salt,
    memoryKiB,
    passes,
    parallelism,
    length = 32,
    secret,
    associatedData,
  } = optionsOf(options, ['salt', 'memoryKiB', 'passes', 'parallelism', 'length', 'secret', 'associatedData']);
  checkInteger(parallelism, 'parallelism', 1, MOST_LANES);
  checkInteger(memoryKiB, 'memoryKiB', BLOCKS_A_LANE * parallelism, WORD);
  checkInteger(passes, 'passes', 1, WORD);
  checkInteger(length, 'length', SHORTEST_TAG, WORD);
  const lengths = [
    lengthOf(password, 'password'),
    lengthOf(salt, 'salt'),
    optionalLength(secret, 'secret'),
    optionalLength(associatedData, 'associatedData'),
  ] as const;
  if (lengths[1] < SHORTEST_SALT) throw unexpected('salt', `a Uint8Array of ${SHORTEST_SALT} or more`, salt);
  return deriveByArgon2([password, salt, secret, associatedData], lengths, { memoryKiB, passes, parallelism, length });
}
