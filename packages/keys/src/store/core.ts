// The inside of an open store: its newest state, its keys and buckets, and the order of its operations.

import { toHex } from '@fedzk/core';
import type { Row } from '../format/bucket.js';
import { damaged } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import type { KeyStorage, StoredHead } from '../storage/storage.js';
import type { Vault } from '../vault.js';
import { Anchoring } from './anchoring.js';
import { AuditTrail, type Told } from './audit.js';
import { commitTogether } from './commit.js';
import type { Change, Nothing } from './draft.js';
import { removeAll } from './end.js';
import type { EntryKeys } from './entries.js';
import { erased } from './gone.js';
import type { StoreKeys } from './keys.js';
import { Newest } from './newest.js';
import { MOST_MISSES } from './objects.js';
import type { Freshness, KeyStoreOptions } from './options.js';
import { Buckets, Gone, isAuthentic, missing, type State, shapeOf } from './state.js';
import { Sweep } from './sweep.js';
import { type Commit, Turns } from './turns.js';

/** The result of a commit. */
export interface Committed<T> {
  readonly state: State;
  readonly result: T;
}

/** An open store. Operations run one after the other; commits of one program that wait are made together. */
export class StoreCore {
  readonly storage: KeyStorage;
  readonly vault: Vault;
  readonly buckets: Buckets;
  readonly trail: AuditTrail;
  readonly anchoring: Anchoring;
  readonly newest: Newest;
  readonly sweep: Sweep;
  readonly #turns: Turns = new Turns((first) => commitTogether(this, first, this.#turns));

  private constructor(storage: KeyStorage, vault: Vault, keys: StoreKeys, state: State, options: KeyStoreOptions) {
    this.storage = storage;
    this.vault = vault;
    this.buckets = new Buckets(storage, vault);
    this.trail = new AuditTrail(options, vault);
    this.anchoring = new Anchoring(options);
    this.newest = new Newest(storage, vault, this.anchoring, keys, state);
    this.sweep = new Sweep(this);
  }

  /**
   * Opens a head whose root key is known.
   *
   * @throws {FedzkError} `damaged`; `erased`; `rolled-back`; `invalid-argument`; `storage`
   */
  static async open(
    storage: KeyStorage,
    vault: Vault,
    keys: StoreKeys,
    stored: StoredHead,
    options: KeyStoreOptions,
  ): Promise<StoreCore> {
    const head = shapeOf(stored);
    if (!isAuthentic(vault, keys.mac, stored.bytes)) throw damaged('head', 'its MAC is wrong');
    const state = { head, hash: vault.sha256(stored.bytes) };
    const core = new StoreCore(storage, vault, keys, state, options);
    if (head.ended) {
      await removeAll(core).catch((cause: unknown) => {
        throw erased(head, 'Objects that an interrupted erasure left could not be removed.', cause);
      });
      throw erased(head, 'Objects that an interrupted erasure left are removed now.');
    }
    await core.anchoring.compare(state);
    await core.sweep.ofOpening();
    return core;
  }

  get storeId(): string {
    return toHex(this.state.head.storeId);
  }

  get keys(): StoreKeys {
    return this.newest.keys;
  }

  /** The state that was read last. */
  get state(): State {
    return this.newest.state;
  }

  get freshness(): Freshness {
    return this.anchoring.freshness;
  }

  /** Returns what is needed to make and read the entries of a head. */
  with(head: Head): EntryKeys {
    return { vault: this.vault, head, keys: this.keys };
  }

  /** Wipes all keys; every later use fails. Events that are being written to the log still are. */
  wipe(): void {
    this.newest.lock();
    this.buckets.clear();
    this.vault.close();
    this.#turns.end();
  }

  /** As {@link wipe}, and ends all waiting for the audit log. */
  lock(): void {
    this.wipe();
    this.trail.lock();
  }

  /**
   * Does work after all earlier operations are done.
   *
   * @param signal cancels the call, with its reason, until its turn comes
   */
  inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#turns.inTurn(work, signal);
  }

  /** Reads the newest state after all earlier operations. */
  read<T>(look: (state: State) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.inTurn(() => this.look(look), signal);
  }

  /**
   * Commits the change that `decide` returns for the newest state, together with other changes that
   * wait. Each decides on the result of those before it, and has its own outcome. If another writer
   * was first, `decide` is called again. It may also be called again after its own commit, if that
   * commit's result was lost; it then returns `nothing`.
   *
   * @param signal cancels the call, with its reason, until the commit begins
   */
  commit<T>(decide: (state: State) => Promise<Change<T> | Nothing<T>>, signal?: AbortSignal): Promise<Committed<T>> {
    const made = (resolve: (made: Committed<T>) => void, fail: (error: unknown) => void): Commit => ({
      fail,
      attempt: async (before) => {
        const change = await decide(before);
        const settle = (state: State): void => resolve({ state, result: change.result });
        return 'nothing' in change ? { settle } : { settle, change };
      },
    });
    return this.#turns.commit(made, signal);
  }

  /** As {@link read}, and reads again if another writer removed a bucket meanwhile. */
  async look<T>(look: (state: State) => Promise<T>): Promise<T> {
    for (let misses = 0; ; misses++) {
      const state = await this.newest.current();
      try {
        return await look(state);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        // The head is the same, so no other writer removed the bucket: it is missing.
        if ((await this.newest.isNewest(state)) || misses === MOST_MISSES) throw missing(error);
      }
    }
  }

  /**
   * Returns the rows of a bucket for `verify`.
   *
   * @throws {Gone} another writer removed the bucket
   * @throws {FedzkError} `damaged`, also for a missing bucket
   */
  async rowsToVerify(head: Head, number: number): Promise<readonly Row[]> {
    try {
      return await this.buckets.rows(head, number);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      throw (await this.newest.current()).head.generation === head.generation ? missing(error) : error;
    }
  }

  /** Writes an event to the audit log. */
  audit(operation: string, resource: string, details?: Told['details']): Promise<void> {
    return this.trail.tell({ operation, resource, ...(details && { details }) });
  }
}
