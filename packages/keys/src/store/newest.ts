// The newest state of an open store, as far as this program has seen it, and the keys that open it.

import { FedzkError, toHex } from '@fedzk/core';
import { damaged, sameBytes } from '../format/bytes.js';
import { drops, type Head } from '../format/head.js';
import type { KeyStorage, StoredHead } from '../storage/storage.js';
import type { Vault } from '../vault.js';
import type { Anchoring } from './anchoring.js';
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
   * Whether another head than ours dropped something that opened an older one. Its writer may have come no further: the
   * next commit removes the older heads.
   */
  dropsSeen = false;

  constructor(storage: KeyStorage, vault: Vault, anchoring: Anchoring, keys: StoreKeys, state: State) {
    this.#storage = storage;
    this.#vault = vault;
    this.#anchoring = anchoring;
    this.#keys = keys;
    this.#state = state;
  }

  /** As it was seen last. */
  get state(): State {
    return this.#state;
  }

  get keys(): StoreKeys {
    return this.#keys;
  }

  /** Has every later look fail. */
  lock(): void {
    this.#locked = true;
  }

  /** Takes a state that was made here, with the keys of its root. */
  adopt(state: State, keys: StoreKeys): void {
    this.#state = state;
    this.#keys = keys;
    keys.forgetAllBut(state.head);
  }

  /**
   * Reads the newest state, of a store that was not erased.
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
   * Reads the newest state, also of a store that was erased.
   *
   * @throws {FedzkError} `not-found`; `damaged`; `root-rotated`; `rolled-back`; `disposed`; `storage`
   */
  async refresh(): Promise<State> {
    const { stored, hash } = await this.#read();
    if (sameBytes(hash, this.#state.hash)) return this.#state;
    const head = this.#ownShapeOf(stored);
    if (!isAuthentic(this.#vault, this.#keys.mac, stored.bytes)) throw notAuthentic(head, this.#state.head);
    // A store that was open here can't become older.
    refuseRollback(head, hash, anchorOf(this.#state));
    // Another process may have added one.
    this.#anchoring.requireFor(head);
    if (drops(this.#state.head, head)) this.dropsSeen = true;
    this.adopt({ head, hash }, this.#keys);
    return this.#state;
  }

  /** That a state, or a later one, is there. */
  async requireThere(state: State): Promise<void> {
    const { stored, hash } = await this.#read();
    const head = this.#ownShapeOf(stored);
    // Its root key may be another one since.
    refuseRollback(head, hash, { ...anchorOf(state), roots: [head.rootCommitment] });
  }

  async #read(): Promise<{ readonly stored: StoredHead; readonly hash: Uint8Array }> {
    this.#requireOpen();
    const stored = await this.#storage.readHead();
    if (stored === undefined) throw notThere('it was erased, or its folder removed.');
    this.#requireOpen();
    return { stored, hash: this.#vault.sha256(stored.bytes) };
  }

  /** The shape of a head of this store. */
  #ownShapeOf(stored: StoredHead): Head {
    const head = shapeOf(stored);
    if (sameBytes(head.storeId, this.#state.head.storeId)) return head;
    throw notThere(`another one, ${toHex(head.storeId)}, is in its place; open that one.`);
  }

  #requireOpen(): void {
    if (this.#locked) throw locked();
  }
}

/** Of a head whose MAC is not this root key's. Only opening the store again tells whether the other one is the store's. */
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
