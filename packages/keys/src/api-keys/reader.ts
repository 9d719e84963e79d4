// Checks keys against a snapshot, at the edge.

import { bytesOf, FedzkError } from '@fedzk/core';
import { checkInteger, knownOptions } from '../argument.js';
import { Vault } from '../vault.js';
import { type ApiKeyValidation, answerOf, checkKey } from './check.js';
import type { ApiKeyEnv } from './key-text.js';
import { envOf, storeIdOf } from './options.js';
import { withPepperKey } from './pepper.js';
import { type OpenSnapshot, openSnapshot } from './snapshot.js';

/** Options of {@link apiKeysReader}. */
export interface ApiKeysReaderOptions {
  /** The pepper with which the keys were opened that made the snapshot. */
  readonly pepper: Uint8Array;
  /** The environment that the snapshot must be of, default `live`. */
  readonly env?: ApiKeyEnv;
  /** How old a snapshot may be, in seconds from 1 to 86,400; default 5. A revocation holds here after so long. */
  readonly maxStaleSeconds?: number;
  /** Refuses a snapshot of an earlier generation than this, such as that of the last one; default 0. */
  readonly leastGeneration?: number;
  /** The id of the store that the snapshot must be of, such as `ApiKeys.storeId`. One of another store is refused. */
  readonly store?: string;
}

/** Checks keys against a snapshot until it is too old. */
export interface ApiKeysReader {
  /** The id of the store that the snapshot is of. */
  readonly storeId: string;
  /** When the snapshot was made, milliseconds since 1970. */
  readonly made: number;
  /** The store's generation then. */
  readonly generation: number;
  /**
   * Checks a presented key, as `ApiKeys.validate` does. Never throws on account of what was presented.
   *
   * @throws {FedzkError} `expired`: the snapshot is too old, or was made in the future; `disposed`
   */
  validate(presented: unknown): ApiKeyValidation;
  /** Wipes its keys. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens a snapshot of API keys. Runs without Node, files and the store. It writes nothing: neither the time of last use nor
 * events; those are the caller's.
 *
 * @param snapshot what `ApiKeys.snapshot` gave
 * @throws {FedzkError} `invalid-argument`; `wrong-key`: another pepper or store, or a changed snapshot; `damaged`; `rolled-back`: it
 *   is of an earlier generation than `leastGeneration`
 *
 * @example
 * ```ts
 * using reader = await apiKeysReader(snapshot, { pepper, maxStaleSeconds: 60 });
 * reader.validate(request.headers.get('x-api-key'));
 * ```
 */
export async function apiKeysReader(snapshot: Uint8Array, options: ApiKeysReaderOptions): Promise<ApiKeysReader> {
  const bytes = bytesOf(snapshot, 'snapshot');
  const known = ['pepper', 'env', 'maxStaleSeconds', 'leastGeneration', 'store'] as const;
  const { pepper, env: wanted, maxStaleSeconds = 5, leastGeneration = 0, ...of } = knownOptions(options, known);
  const env = envOf(wanted);
  const store = storeIdOf(of.store);
  checkInteger(maxStaleSeconds, 'maxStaleSeconds', 1, 86_400);
  checkInteger(leastGeneration, 'leastGeneration', 0, Number.MAX_SAFE_INTEGER);
  const vault = new Vault();
  try {
    const open = await withPepperKey(pepper, 'snapshot', (key) => openSnapshot(vault, vault.importKey(key), bytes));
    requireFit(open, { env, store, leastGeneration });
    return new SnapshotReader(vault, open, maxStaleSeconds * 1000);
  } catch (error) {
    vault.close();
    throw error;
  }
}

interface Expected {
  readonly env: ApiKeyEnv;
  readonly store: string | undefined;
  readonly leastGeneration: number;
}

function requireFit({ head }: OpenSnapshot, { env, store, leastGeneration }: Expected): void {
  if (store !== undefined && head.store !== store) {
    throw new FedzkError('wrong-key', `The snapshot is of the store ${head.store}, and ${store} was expected.`);
  }
  if (head.env !== env) {
    throw new FedzkError('invalid-argument', `"env" is ${env}, and the snapshot is of ${head.env} keys.`);
  }
  if (head.generation >= leastGeneration) return;
  const message = `The snapshot of API keys is of generation ${head.generation}, earlier than ${leastGeneration}: it is an older one.`;
  throw new FedzkError('rolled-back', message);
}

class SnapshotReader implements ApiKeysReader {
  readonly #vault: Vault;
  readonly #open: OpenSnapshot;
  readonly #maxStaleMs: number;

  constructor(vault: Vault, open: OpenSnapshot, maxStaleMs: number) {
    this.#vault = vault;
    this.#open = open;
    this.#maxStaleMs = maxStaleMs;
  }

  get storeId(): string {
    return this.#open.head.store;
  }

  get made(): number {
    return this.#open.head.made;
  }

  get generation(): number {
    return this.#open.head.generation;
  }

  validate(presented: unknown): ApiKeyValidation {
    const { head, macKey, keys } = this.#open;
    if (!this.#vault.has(macKey)) {
      throw new FedzkError('disposed', 'The reader of API keys was disposed of; open a snapshot again.');
    }
    const now = Date.now();
    // A clock that is behind by more than the bound would make an old snapshot look young.
    if (Math.abs(now - head.made) > this.#maxStaleMs) {
      const made = new Date(head.made).toISOString();
      const message = `The snapshot of API keys was made at ${made}, more than ${this.#maxStaleMs / 1000} s from now: fetch a newer one.`;
      throw new FedzkError('expired', message);
    }
    const find = (id: string) => keys.get(id);
    return answerOf(checkKey({ vault: this.#vault, macKey, env: head.env, find }, presented, now));
  }

  dispose(): void {
    this.#vault.close();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
