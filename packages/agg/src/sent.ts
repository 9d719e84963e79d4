// Remembers the values that a client has sent, so that it never sends them again, neither in another
// round nor in a later task: the privacy bound is per sum (R4 of agg-service.md).

import { FedzkError, methodsOf } from '@fedzk/core';
import { type Bytes, join } from './protocol/encoding.js';
import { hash } from './protocol/hashes.js';

/**
 * Keeps keyed digests of the values that a client has sent; they do not reveal the values. It must be
 * durable, and shared by all tasks for which the client uses the same data.
 */
export interface SentStorage {
  /** Tells whether a digest of 32 bytes was added. */
  has(digest: Uint8Array): Promise<boolean>;
  /**
   * Adds a digest, durably when the promise resolves. Of two concurrent calls with the same digest, one
   * returns true.
   *
   * @returns whether the digest was new
   */
  add(digest: Uint8Array): Promise<boolean>;
}

/** The digests of one client. */
export class Sent {
  readonly #storage: SentStorage;
  readonly #key: Bytes;

  /**
   * @param key the key of the digests, 32 bytes
   * @throws {FedzkError} `invalid-argument`: not a storage
   */
  constructor(storage: SentStorage, key: Bytes) {
    this.#storage = methodsOf(storage, ['has', 'add'], 'sent', 'a storage with has and add');
    this.#key = key;
  }

  /** Computes H("sent", key ‖ values, two bytes each). Zeros at the end are dropped, since padding may add some. */
  digestOf(values: Int8Array | Int16Array): Bytes {
    let { length } = values;
    while (length > 0 && values[length - 1] === 0) length--;
    const view = new DataView(new ArrayBuffer(2 * length));
    for (let i = 0; i < length; i++) view.setInt16(2 * i, values[i] ?? 0);
    return hash('sent', join(this.#key, new Uint8Array(view.buffer)));
  }

  /** @throws {FedzkError} `already-reported`: the digest is known; `storage`: the storage failed */
  async refuseKnown(digest: Bytes): Promise<void> {
    if (await asked('has', () => this.#storage.has(digest.slice()))) throw sentBefore();
  }

  /** @throws {FedzkError} as {@link refuseKnown} */
  async remember(digest: Bytes): Promise<void> {
    if (!(await asked('add', () => this.#storage.add(digest.slice())))) throw sentBefore();
  }
}

/** Computes the key of the digests: H("sent-key", key), of the signing key or the caller's `sentKey`. */
export function sentKeyOf(key: Bytes): Bytes {
  return hash('sent-key', key);
}

async function asked(method: string, ask: () => Promise<boolean>): Promise<boolean> {
  let answer: unknown;
  try {
    answer = await ask();
  } catch (cause) {
    const message = `The ${method} of "sent" failed, so no report was made; the error's cause says why.`;
    throw new FedzkError('storage', message, { cause });
  }
  if (typeof answer === 'boolean') return answer;
  throw new FedzkError('storage', `The ${method} of "sent" is to give true or false; see SentStorage.`);
}

function sentBefore(): FedzkError {
  return new FedzkError(
    'already-reported',
    'These values were sent before; in two sums they would reveal other clients. Train further, and report the new values.',
  );
}

/**
 * Remembers digests in memory, for tests and for clients whose data end with the process.
 *
 * @example
 * ```ts
 * const client = createClient(task, { prover, signingKey, sent: memorySentStorage() });
 * ```
 */
export function memorySentStorage(): SentStorage {
  const digests = new Set<string>();
  return {
    has: async (digest) => digests.has(digest.join()),
    add: async (digest) => digests.size !== digests.add(digest.join()).size,
  };
}
