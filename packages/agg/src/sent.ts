// R4 of agg-service.md: the bound on what two sums tell is per sum, so values that were sent are never sent again, neither in
// another round nor in a task that takes the place of this one. Here is what a client remembers of them.

import { FedzkError, methodsOf } from '@fedzk/core';
import { type Bytes, join } from './protocol/encoding.js';
import { hash } from './protocol/hashes.js';

/**
 * What a client remembers of the values that it has sent: durable, and the same for all tasks for which the client has the
 * same data. Digests are keyed, so they don't give the values away.
 */
export interface SentStorage {
  /** Whether a digest of 32 bytes was added. */
  has(digest: Uint8Array): Promise<boolean>;
  /**
   * Adds a digest, durable when the promise resolves. Of two calls at once with the same one, one adds it.
   *
   * @returns whether it was new
   */
  add(digest: Uint8Array): Promise<boolean>;
}

/** The digests of one client. */
export class Sent {
  readonly #storage: SentStorage;
  readonly #key: Bytes;

  /**
   * @param key what digests are keyed with, 32 bytes
   * @throws {FedzkError} `invalid-argument`: no storage
   */
  constructor(storage: SentStorage, key: Bytes) {
    this.#storage = methodsOf(storage, ['has', 'add'], 'sent', 'a storage with has and add');
    this.#key = key;
  }

  /** H("sent", key ‖ values, two bytes each). Zeros at the end, which padding may have added, make no difference. */
  digestOf(values: Int8Array | Int16Array): Bytes {
    let { length } = values;
    while (length > 0 && values[length - 1] === 0) length--;
    const view = new DataView(new ArrayBuffer(2 * length));
    for (let i = 0; i < length; i++) view.setInt16(2 * i, values[i] ?? 0);
    return hash('sent', join(this.#key, new Uint8Array(view.buffer)));
  }

  /** @throws {FedzkError} `already-reported`, and `storage` where that fails */
  async refuseKnown(digest: Bytes): Promise<void> {
    if (await asked('has', () => this.#storage.has(digest.slice()))) throw sentBefore();
  }

  /** @throws {FedzkError} as {@link refuseKnown} */
  async remember(digest: Bytes): Promise<void> {
    if (!(await asked('add', () => this.#storage.add(digest.slice())))) throw sentBefore();
  }
}

/** What digests are keyed with: H("sent-key", key), of the signing key or of what the caller has instead. */
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
    'These values were sent before: in two sums they would tell of other clients. Train on, and report what comes of it.',
  );
}

/**
 * Remembers in memory: for tests, and for clients whose data end with the process.
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
