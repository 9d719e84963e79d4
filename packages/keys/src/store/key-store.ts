import { type CallOptions, Calls, callOptionsOf, FedzkError } from '@fedzk/core';
import { requireName } from '../argument.js';
import { backupStore } from '../backup/make.js';
import type { BackupOptions, BackupReceipt, BackupSource, BackupTarget, RestoreOptions } from '../backup/options.js';
import type { GeneratedKind } from '../format/entry.js';
import type { KeyStorage } from '../storage/storage.js';
import { generateKey, putKeys } from './adding.js';
import { putOptions } from './check-options.js';
import { StoreCore } from './core.js';
import type { KeyHandle, KeyInfo } from './handle.js';
import { retireVersions, updateKey } from './life.js';
import { LongCall } from './long-call.js';
import { rewrap, rotateMaster } from './masters.js';
import { createStore, openStore, restoreStore } from './opening.js';
import type {
  DeletionReceipt,
  Freshness,
  GetOptions,
  KeyStoreOptions,
  ListFilter,
  NewKey,
  NewKeyOptions,
  PutOptions,
  RewrapOptions,
  RewrapProgress,
  StoreReceipt,
  StoreReport,
  UpdateOptions,
} from './options.js';
import { exportKey, getKey, listKeys } from './reading.js';
import { deleteKey, eraseKey, eraseStore } from './removing.js';
import { slotInfo } from './slots.js';
import type { KeyProvider, SlotInfo, Unlock } from './unlock.js';
import { addSlot, changePassphrase, removeSlot, rotateRoot } from './unlockers.js';
import { verifyStore } from './verify.js';
import { changesOf } from './wish.js';

/**
 * Keeps keys, encrypted under keys that an unlocker opens. FORMAT.md has the format. All methods see what other processes
 * wrote. Each change is one commit, whole and durable when its promise resolves. If it rejects with `storage`, or with an
 * error of the audit log or the anchor, the commit may have been made: `get` and `list` show it.
 *
 * @example
 * ```ts
 * const store = await KeyStore.create(memoryStorage(), { passphrase: 'correct horse battery staple' });
 * const id = await store.generate('aes-256', { id: 'agg/round-7' });
 * const key = await store.get(id);
 * const sealed = key.seal(new TextEncoder().encode('hello'));
 * ```
 */
export class KeyStore {
  readonly #core: StoreCore;
  readonly #calls = new Calls('key store', 'open it again');

  private constructor(core: StoreCore) {
    // JavaScript can call it too.
    if (!(core instanceof StoreCore)) {
      throw new FedzkError(
        'invalid-argument',
        'A key store is not made by new: call await KeyStore.create(…), KeyStore.open(…) or KeyStore.restore(…).',
      );
    }
    this.#core = core;
  }

  /**
   * Creates a store where there is none.
   *
   * @throws {FedzkError} `already-exists`; `damaged`: there are objects of a store and no head; `invalid-argument`; `storage`
   */
  static async create(storage: KeyStorage, unlock: Unlock, options: KeyStoreOptions = {}): Promise<KeyStore> {
    return new KeyStore(await createStore(storage, unlock, options));
  }

  /**
   * Opens a store.
   *
   * @throws {FedzkError} `not-found`: there is none; `wrong-key`; `damaged`; `rolled-back`; `storage`
   */
  static async open(storage: KeyStorage, unlock: Unlock, options: KeyStoreOptions = {}): Promise<KeyStore> {
    return new KeyStore(await openStore(storage, unlock, options));
  }

  /**
   * Restores a store from a backup, where there is none. Opens every entry of the backup before anything is written. The
   * store is created whole or not at all, in the state of the backup: keys that were deleted or put since, and slots that
   * were removed or added, are as they were then.
   *
   * A cancelled call leaves no store and no object. It can't be cancelled any more once the store is created.
   *
   * With `anchor` the store is anchored from then on. An anchor that knows a newer state refuses it, unless
   * `acceptRollback` is set.
   *
   * @param backup its bytes, or its source, such as `backupFile(path)` of `@fedzk/keys/node`
   * @param unlock what opened the store when the backup was made
   * @returns the store, open
   * @throws {FedzkError} `already-exists`; `damaged`; `wrong-key`; `rolled-back`; `invalid-argument`: the backup is of
   *   an anchored store and `anchor` is missing; `storage`; `not-logged`: the store stands, and its audit log did not take
   *   all events
   */
  static async restore(
    storage: KeyStorage,
    backup: Uint8Array | BackupSource,
    unlock: Unlock,
    options: RestoreOptions = {},
  ): Promise<KeyStore> {
    return new KeyStore(await restoreStore(storage, backup, unlock, options));
  }

  /** The store's id: 32 hexadecimal digits, random. */
  get id(): string {
    return this.#core.storeId;
  }

  /** The generation of the newest head that this program has seen: the number of commits since the first. */
  get generation(): number {
    return this.#core.state.head.generation;
  }

  get freshness(): Freshness {
    return this.#core.freshness;
  }

  /**
   * Keeps a key. Its bytes are copied; wipe yours.
   *
   * @returns its name
   * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
   */
  async put(key: Uint8Array, options: PutOptions = {}): Promise<string> {
    if (typeof key === 'string') throw nameBeforeBytes();
    const [id = ''] = await this.#calls.run(async () => putKeys(this.#core, [{ ...putOptions(options), key }]));
    return id;
  }

  /**
   * Keeps keys, all in one commit. The bytes are copied; wipe yours.
   *
   * @param keys each `{ key, id?, … }`, with the options of `put`
   * @returns their names, in the same order
   * @throws {FedzkError} as `put`, and then none is kept; `invalid-argument`: two have one `id`
   */
  async putMany(keys: Iterable<NewKey>): Promise<string[]> {
    return this.#calls.run(() => putKeys(this.#core, keys));
  }

  /**
   * Makes a key inside the module, where its bytes stay, and keeps it.
   *
   * @returns its name
   * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
   */
  async generate(kind: GeneratedKind, options: NewKeyOptions = {}): Promise<string> {
    return this.#calls.run(() => generateKey(this.#core, kind, options));
  }

  /**
   * Hands out a key, for use.
   *
   * @throws {FedzkError} `not-found`, of a version too; `damaged`; `invalid-state`: the module is full
   */
  async get(id: string, options: GetOptions = {}): Promise<KeyHandle> {
    return this.#calls.run(() => getKey(this.#core, id, options));
  }

  /**
   * Exports an exportable key's bytes, once the audit log has kept the event. The caller wipes them.
   *
   * @throws {FedzkError} as `get`; `not-exportable`
   */
  async export(id: string, options: GetOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#calls.run(() => exportKey(this.#core, id, options));
  }

  /**
   * Changes a key's info, and not its bytes. Fields that are left out stay; null removes one.
   *
   * @throws {FedzkError} `not-found`; `invalid-argument`, also for a field that can't be changed
   */
  async update(id: string, changes: UpdateOptions): Promise<void> {
    return this.#calls.run(async () => {
      const name = requireName(id);
      await updateKey(this.#core, name, changesOf(changes, name));
    });
  }

  /**
   * Removes old versions of a key, or one: what they sealed no longer opens. It reaches as far as `delete`.
   *
   * @returns the versions that were removed
   * @throws {FedzkError} `not-found`; `invalid-argument`: it is the newest; `invalid-state`: the key is on hold
   */
  async retire(id: string, which: number | { readonly before: number }): Promise<readonly number[]> {
    return this.#calls.run(async () => retireVersions(this.#core, requireName(id), which));
  }

  /**
   * Lists all keys, or those for which a filter returns true, by name, without their secrets.
   *
   * @throws {FedzkError} `invalid-argument`; `damaged`
   *
   * @example
   * ```ts
   * const rounds = await store.list(({ id }) => id.startsWith('agg/'));
   * ```
   */
  async list(filter: ListFilter = () => true): Promise<KeyInfo[]> {
    return this.#calls.run(() => listKeys(this.#core, filter));
  }

  /**
   * Removes a key: honest readers no longer find it. Older copies of the store still open for whoever has an unlocker.
   *
   * @throws {FedzkError} `not-found`; `invalid-state`: it is on hold
   */
  async delete(id: string): Promise<DeletionReceipt> {
    return this.#calls.run(() => deleteKey(this.#core, id));
  }

  /**
   * Removes a key, then moves all others to a new master key and destroys the old ones: no entry of before opens from a
   * later head. Whoever holds an older head and an unlocker still opens both.
   *
   * @param options a signal counts until the key is removed; the rest is then done in any case
   * @throws {FedzkError} as `delete`; where a later step fails, the message says what is done and what is left to call
   */
  async erase(id: string, options: CallOptions = {}): Promise<DeletionReceipt> {
    return this.#calls.run(() => eraseKey(this.#core, id, options));
  }

  /**
   * Ends the store: destroys the keys of providers that can, makes a last head that no commit follows, and removes all
   * objects. The only deletion that reaches copies, as far as no other slot opens them: the receipt lists the slots that
   * it does not reach. Whoever writes meanwhile gets `erased` or `not-found`, and leaves nothing. If it is interrupted, call
   * it again, or open the store, which removes the rest and rejects with `erased`.
   *
   * @param providers those of the store's provider slots
   */
  async cryptoErase(providers: readonly Pick<KeyProvider, 'name' | 'destroy'>[] = []): Promise<StoreReceipt> {
    return this.#calls.run(() => eraseStore(this.#core, providers));
  }

  /**
   * Makes a new master key, which wraps new entries from then on. It is one small write, however many entries there are;
   * `rewrap` moves the existing ones.
   *
   * @param options a signal cancels it until the commit begins
   * @returns the master key's id
   * @throws {FedzkError} `invalid-state`: 64 are in use; call `rewrap` first
   */
  async rotateMaster(options: CallOptions = {}): Promise<number> {
    return this.#calls.run(() => rotateMaster(this.#core, options));
  }

  /**
   * Moves entries to the primary master key, one batch in each commit, and destroys the master keys that are then
   * unused. It can be stopped at any time, by its signal or a crash: moved entries stay so, and another call goes on.
   *
   * @throws {FedzkError} `damaged`; `storage`; `invalid-argument`. The reason of `signal`
   */
  rewrap(options: RewrapOptions = {}): AsyncGenerator<RewrapProgress, void> {
    return rewrap(this.#core, options);
  }

  /**
   * Replaces the root key, which wraps all others, and all slots. Only these unlockers open the store from then on. Stores
   * that are open elsewhere reject with `root-rotated`.
   *
   * @param unlocks 1 to 16 unlockers, each `{ passphrase, kdf? }`, `{ key }` or `{ provider }`
   * @returns the slots that were removed
   * @throws {FedzkError} `invalid-argument`; `storage`
   */
  async rotateRoot(unlocks: readonly Unlock[]): Promise<SlotInfo[]> {
    return this.#calls.run(() => rotateRoot(this.#core, unlocks));
  }

  /** Lists the slots, each of which opens the store for one unlocker. */
  async slots(): Promise<SlotInfo[]> {
    return this.#calls.run(() => this.#core.read(async ({ head }) => head.slots.map(slotInfo)));
  }

  /**
   * Lets one more unlocker open the store.
   *
   * @param unlock `{ passphrase, kdf? }`, `{ key }` with 32 random bytes, or `{ provider }`
   * @returns the slot's id, 32 hexadecimal digits
   * @throws {FedzkError} `invalid-state`: there are 16 slots; `invalid-argument`
   */
  async addSlot(unlock: Unlock): Promise<string> {
    return this.#calls.run(() => addSlot(this.#core, unlock));
  }

  /**
   * Removes a slot. Its unlocker still opens older copies of the store. `rotateRoot`, `rotateMaster` and `rewrap` with
   * `reencrypt` keep such a copy from opening what is put later.
   *
   * @param slotId 32 hexadecimal digits, as `slots` gives them
   * @throws {FedzkError} `not-found`; `invalid-state`: it is the last one; `invalid-argument`
   */
  async removeSlot(slotId: string): Promise<void> {
    return this.#calls.run(() => removeSlot(this.#core, slotId));
  }

  /**
   * Replaces a passphrase. Like `removeSlot`, it doesn't reach older copies.
   *
   * @param old the old passphrase, as a string or bytes
   * @param unlock the new one, `{ passphrase, kdf? }`
   * @throws {FedzkError} `wrong-key`: the old one opens no slot; `invalid-argument`
   */
  async changePassphrase(
    old: string | Uint8Array,
    unlock: Extract<Unlock, { readonly passphrase: unknown }>,
  ): Promise<void> {
    return this.#calls.run(() => changePassphrase(this.#core, old, unlock));
  }

  /**
   * Reads all heads and buckets, opens every entry, and reports what is wrong. Changes nothing. The report also has older heads
   * that were not authentic when this store was opened, and that opening it removed.
   */
  async verify(options: CallOptions = {}): Promise<StoreReport> {
    return this.#calls.run(async () => {
      const call = new LongCall(callOptionsOf(options));
      const report = await verifyStore(this.#core, call);
      call.finish();
      return report;
    });
  }

  /**
   * Copies the newest state to a backup for `restore`; other processes may write meanwhile. The backup stays encrypted. It opens
   * with what opens the store now, and no later change of a passphrase or slot affects it.
   *
   * @param target such as `backupFile(path)` of `@fedzk/keys/node`, which `replace` and `signal` are passed on to: where
   *   the call is cancelled, there is no file
   * @throws {FedzkError} `damaged`: something is not what was written, and `verify` names it; what `target` rejects with
   *
   * @example
   * ```ts
   * const { generation } = await store.backup(backupFile('/mnt/backup/keys-2030-01-31'));
   * ```
   */
  async backup(target: BackupTarget, options: BackupOptions = {}): Promise<BackupReceipt> {
    return this.#calls.run(() => backupStore(this.#core, target, options));
  }

  /**
   * Waits for what has begun, the storage and the audit log too, then wipes all keys from memory. It may be called twice;
   * later calls of the store reject with `disposed`. Where the log never answers, `lock` ends the wait.
   *
   * @throws {FedzkError} `not-logged`: the audit log did not take the event of an `exportRaw`, whose bytes have left
   */
  close(): Promise<void> {
    return this.#calls.close(() => {
      this.#core.wipe();
      return this.#core.trail.settled();
    });
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Wipes all keys from memory at once. Handles end, and so does what is under way; the store can be opened again.
   *
   * Calls that wait for their turn, or for the audit log to keep an event of what leaves, reject with `disposed`. Changes
   * that are made, and whose event the log has not said to have, reject with `not-logged`; they stand. A call whose storage
   * is at work ends when that answers.
   */
  lock(): void {
    this.#core.lock();
  }

  [Symbol.dispose](): void {
    this.lock();
  }
}

/** The error for a call of `put` with the name first. A string may be the secret, and is not shown. */
function nameBeforeBytes(): FedzkError {
  return new FedzkError(
    'invalid-argument',
    '"key" expected a Uint8Array, got a string: put(key, { id }) takes the bytes first and the name in its options.',
  );
}
