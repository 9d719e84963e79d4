// The newest state of an open store that this program has seen, and the keys that open it.

import { FedzkError, toHex } from '@fedzk/core';
import { damaged, sameBytes } from '../format/bytes.js';
import { drops, type Head } from '../format/head.js';
import type { KeyStorage, StoredHead } from '../storage/storage.js';
import type { Vault } from '../vault.js';
import type { Anchoring } from './anchoring.js';
import { refuseFork } from './fork.js';
import { erased, locked } from './gone.js';
import type { StoreKeys } from './keys.js';
import { anchorOf, isAuthentic, refuseRollback, type State, shapeOf } from './state.js';

export class Newest {
  readonly #storage: KeyStorage;
  readonly #vault: Vault;
  readonly #anchoring: Anchoring;
  #keys: StoreKeys;
  #state: State;
  #locked = false;
  /**
   * Whether another writer's head dropped a slot, root key or master key that opens older heads. That
   * writer may have been interrupted, so the next commit removes the older heads.
   */
  dropsSeen = false;

  constructor(storage: KeyStorage, vault: Vault, anchoring: Anchoring, keys: StoreKeys, state: State) {
    this.#storage = storage;
    this.#vault = vault;
    this.#anchoring = anchoring;
    this.#keys = keys;
    this.#state = state;
  }

  /** The state that was read last. */
  get state(): State {
    return this.#state;
  }

  get keys(): StoreKeys {
    return this.#keys;
  }

  /** Makes every later read fail. */
  lock(): void {
    this.#locked = true;
  }

  /** Takes over a state that this program committed, with the keys of its root. */
  adopt(state: State, keys: StoreKeys): void {
    this.#state = state;
    this.#keys = keys;
    keys.forgetAllBut(state.head);
  }

  /**
   * Reads the newest state, unless the store was erased.
   *
   * @throws {FedzkError} `erased`; as {@link refresh}
   */
  async current(): Promise<State> {
    const state = await this.refresh();
    if (!state.head.ended) return state;
    throw erased(state.head);
  }

  async isNewest({ head }: State): Promise<boolean> {
    return (await this.current()).head.generation === head.generation;
  }

  /**
   * Reads the newest state, even if the store was erased.
   *
   * @throws {FedzkError} `not-found`; `damaged`; `root-rotated`; `rolled-back`; `disposed`; `storage`
   */
  async refresh(): Promise<State> {
    const { stored, hash } = await this.#read();
    if (sameBytes(hash, this.#state.hash)) return this.#state;
    const head = this.#ownShapeOf(stored);
    if (!isAuthentic(this.#vault, this.#keys.mac, stored.bytes)) throw notAuthentic(head, this.#state.head);
    // A store that is open never goes back to an older state.
    refuseRollback(head, hash, anchorOf(this.#state));
    await refuseFork(this.#storage, this.#vault, head, this.#state);
    this.#requireOpen();
    // Another process may have added an anchor.
    this.#anchoring.requireFor(head);
    if (drops(this.#state.head, head)) this.dropsSeen = true;
    this.adopt({ head, hash }, this.#keys);
    return this.#state;
  }

  /** Checks that a state, or a later one of the same store, is stored. */
  async requireThere(state: State): Promise<void> {
    const { stored, hash } = await this.#read();
    const head = this.#ownShapeOf(stored);
    // The root key may have been rotated since.
    refuseRollback(head, hash, { ...anchorOf(state), roots: [head.rootCommitment] });
  }

  async #read(): Promise<{ readonly stored: StoredHead; readonly hash: Uint8Array }> {
    this.#requireOpen();
    const stored = await this.#storage.readHead();
    if (stored === undefined) throw notThere('it was erased, or its folder removed.');
    this.#requireOpen();
    return { stored, hash: this.#vault.sha256(stored.bytes) };
  }

  /** Reads a head, and checks that it is this store's. */
  #ownShapeOf(stored: StoredHead): Head {
    const head = shapeOf(stored);
    if (sameBytes(head.storeId, this.#state.head.storeId)) return head;
    throw notThere(`another one, ${toHex(head.storeId)}, is in its place; open that one.`);
  }

  #requireOpen(): void {
    if (this.#locked) throw locked();
  }
}

/** The error for a head with a MAC of another root key. Only opening the store again tells whether it is valid. */
function notAuthentic({ rootCommitment }: Head, known: Head): FedzkError {
  if (sameBytes(rootCommitment, known.rootCommitment)) return damaged('head', 'its MAC is wrong');
  return new FedzkError(
    'root-rotated',
    'The root key of the key store was rotated by another process, or here by a call that failed; open the store again ' +
      'with an unlocker that it has now.',
  );
}

function notThere(why: string): FedzkError {
  return new FedzkError('not-found', `The key store is no longer there: ${why}`);
}
