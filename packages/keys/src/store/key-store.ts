import { describe, FedzkError, signalOf, toHex } from '@fedzk/core';
import { asOptions, checkInteger, knownOptions, optionalFlag, requireName, unexpected } from '../argument.js';
import { makeBackup } from '../backup/make.js';
import type { BackupOptions, BackupReceipt, BackupSource, BackupTarget, RestoreOptions } from '../backup/options.js';
import { backupAnchor, backupStorage, loadBackup, placeBackup, storeThere } from '../backup/restore.js';
import { damagedBackup } from '../format/backup.js';
import { bucketOf, type Row } from '../format/bucket.js';
import { NotAuthentic, sameBytes } from '../format/bytes.js';
import { LABELS, STORE_ID_BYTES } from '../format/context.js';
import {
  HASH_BYTES,
  type Head,
  type MasterKey,
  MOST_MASTERS,
  MOST_SLOTS,
  problemOfAll,
  type Slot,
} from '../format/head.js';
import { checkStorage, type KeyStorage } from '../storage/storage.js';
import { type Key, Vault } from '../vault.js';
import { AuditTrail, type Told, telling } from './audit.js';
import { newKey, newKeyOptions, openingOptions, putOptions, restoreOptions } from './check-options.js';
import { type Change, StoreCore } from './core.js';
import { type EntryKeys, masterIdOf, openEntry, reencryptEntry, rewrapEntry } from './entries.js';
import { handleOf, infoOf, type KeyHandle, type KeyInfo, type TellExport } from './handle.js';
import { primaryOf, StoreKeys } from './keys.js';
import { nextEntry, notFound, openNamed, requireNoHold, retireVersions, updateKey } from './life.js';
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
import { rewrapAll } from './room.js';
import { makeSlot, openSlot, slotInfo } from './slots.js';
import { NO_BUCKET, type State, sealHead, shapeOf, tagOf } from './state.js';
import { checkUnlock, type SlotInfo, type Unlock } from './unlock.js';
import { garbageOf, verifyStore } from './verify.js';
import { changesOf, checkSecret, type Wish, wishOf } from './wish.js';

const BATCH = 4096;

/**
 * Keys, encrypted under keys that an unlocker opens. FORMAT.md says how they lie in a storage. All methods see what
 * other processes wrote; each change is one commit, whole and durable when its promise resolves. Where it rejects with
 * `storage`, or with an error of the audit log or the anchor, the commit may have been made: `get` and `list` tell.
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
  readonly #infos = new WeakMap<Row, KeyInfo>();

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
   * Makes a store.
   *
   * @throws {FedzkError} `already-exists`; `invalid-argument`; `storage`
   */
  static async create(storage: KeyStorage, unlock: Unlock, given: KeyStoreOptions = {}): Promise<KeyStore> {
    checkStorage(storage);
    checkUnlock(unlock);
    const options = openingOptions(given);
    if ((await storage.readHead()) !== undefined) throw alreadyThere();
    const vault = new Vault();
    try {
      const storeId = vault.randomBytes(STORE_ID_BYTES);
      const keys = StoreKeys.make(vault, storeId, vault.randomKey(), vault.randomKey());
      const head: Head = {
        anchored: options.anchor !== undefined,
        ended: false,
        bucketBits: 0,
        storeId,
        generation: 0,
        time: Date.now(),
        previous: new Uint8Array(HASH_BYTES),
        rootCommitment: vault.derive(keys.root, storeId, LABELS.commitment, HASH_BYTES),
        entries: 0,
        wrappedNameKey: keys.wrappedNames(),
        slots: [await makeSlot(vault, storeId, keys.root, unlock)],
        masters: [keys.newMaster(1, Date.now())],
        buckets: [NO_BUCKET],
      };
      const bytes = sealHead(vault, keys.mac, head);
      if ((await storage.commitHead(0, bytes)) === 'conflict') throw alreadyThere();
      const core = await StoreCore.open(storage, vault, keys, { generation: 0, bytes }, options);
      await core.anchorNow();
      await core.audit('key_store_create', core.storeId);
      return new KeyStore(core);
    } catch (error) {
      vault.close();
      throw error;
    }
  }

  /**
   * Opens a store.
   *
   * @throws {FedzkError} `not-found`: there is none; `wrong-key`; `damaged`; `rolled-back`; `storage`
   */
  static async open(storage: KeyStorage, unlock: Unlock, given: KeyStoreOptions = {}): Promise<KeyStore> {
    checkStorage(storage);
    checkUnlock(unlock);
    return KeyStore.#openStore(storage, unlock, openingOptions(given));
  }

  static async #openStore(storage: KeyStorage, unlock: Unlock, options: KeyStoreOptions): Promise<KeyStore> {
    const stored = await storage.readHead();
    if (stored === undefined)
      throw new FedzkError('not-found', 'There is no key store here; KeyStore.create makes one.');
    const vault = new Vault();
    try {
      const head = shapeOf(stored);
      const core = await telling(new AuditTrail(options, vault), 'key_store_open', toHex(head.storeId), async () => {
        const { id } = options;
        if (id !== undefined && id !== toHex(head.storeId)) {
          throw new FedzkError('wrong-key', `It is the key store ${toHex(head.storeId)}, not ${describe(id)}.`);
        }
        const { root } = await openSlot(vault, head, unlock);
        return StoreCore.open(storage, vault, StoreKeys.open(vault, head, root), stored, options);
      });
      const store = new KeyStore(core);
      if (options.addAnchor === true) await store.#addAnchor(options);
      await store.#collectOrphans();
      const damagedHeads = core.removedHeads.length;
      await core.audit('key_store_open', core.storeId, {
        generation: store.generation,
        ...(damagedHeads > 0 && { damagedHeads }),
      });
      return store;
    } catch (error) {
      vault.close();
      throw error;
    }
  }

  /**
   * Makes a store of a backup, where there is none. The backup is verified, every entry opened, before anything is
   * written; the store is there whole or not at all. It is in the state of the backup: keys that were deleted or put
   * since, and slots that were removed or added, are as they were then.
   *
   * With `anchor` the store is anchored from then on. One that knows a newer state refuses, unless `acceptRollback`.
   *
   * @param backup its bytes, or where it lies, such as `backupFile(path)` of `@fedzk/keys/node`
   * @param unlock what opened the store when the backup was made
   * @returns the store, open
   * @throws {FedzkError} `already-exists`; `damaged`; `wrong-key`; `rolled-back`; `invalid-argument`: the backup is of
   *   an anchored store and `anchor` is missing; `storage`
   */
  static async restore(
    storage: KeyStorage,
    backup: Uint8Array | BackupSource,
    unlock: Unlock,
    given: RestoreOptions = {},
  ): Promise<KeyStore> {
    checkStorage(storage);
    checkUnlock(unlock);
    const options = restoreOptions(given);
    if ((await storage.readHead()) !== undefined) throw storeThere();
    const content = await loadBackup(backup);
    const { id } = options;
    const copy = await KeyStore.open(backupStorage(content), unlock, {
      anchor: backupAnchor(content),
      ...(id !== undefined && { id }),
    });
    try {
      const { problems } = await copy.verify();
      if (problems[0] !== undefined)
        throw damagedBackup('backup', `${problems[0].where}: ${problems[0].why.split('. ')[0]}`);
      await placeBackup(storage, copy.#core, content, options);
    } finally {
      copy.lock();
    }
    const store = await KeyStore.#openStore(storage, unlock, options);
    await store.#core.audit('key_store_restore', store.id, { generation: store.generation });
    return store;
  }

  /** 32 hexadecimal digits, random. */
  get id(): string {
    return this.#core.storeId;
  }

  /** How many commits there were, as far as this program has seen. */
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
    const [id = ''] = await this.putMany([{ ...putOptions(options), key }]);
    return id;
  }

  /** Keeps keys, all in one commit. */
  async putMany(keys: Iterable<NewKey>): Promise<string[]> {
    const { vault } = this.#core;
    const wishes: Wish[] = [];
    if (typeof keys !== 'object' || typeof keys?.[Symbol.iterator] !== 'function') {
      throw unexpected('keys', 'an array or another iterable of { key, … }', keys);
    }
    try {
      for (const one of keys) {
        const { key, kind, ...options } = newKey(one);
        wishes.push(wishOf(kind, options, () => vault.importKey(checkSecret(key, kind))));
      }
      return await this.#add(wishes);
    } finally {
      for (const { secret } of wishes) vault.free(secret);
    }
  }

  /**
   * Makes a key inside the module, where its bytes stay, and keeps it.
   *
   * @returns its name
   * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
   */
  async generate(kind: 'aes-256' | 'hmac-sha256', options: NewKeyOptions = {}): Promise<string> {
    const { vault } = this.#core;
    if (kind !== 'aes-256' && kind !== 'hmac-sha256') {
      throw new FedzkError('invalid-argument', `"kind" expected aes-256 or hmac-sha256, got ${describe(kind)}.`);
    }
    const wish = wishOf(kind, newKeyOptions(options), () => vault.randomKey());
    try {
      await this.#add([wish]);
      return wish.name;
    } finally {
      vault.free(wish.secret);
    }
  }

  async #add(wishes: readonly Wish[]): Promise<string[]> {
    const core = this.#core;
    const names = wishes.map(({ name }) => name);
    if (new Set(names).size !== names.length)
      throw new FedzkError('invalid-argument', 'Two of the keys have one "id".');
    if (wishes.length === 0) return [];
    // By which an attempt whose outcome was not seen is recognised.
    const made = new Set<string>();
    const { state } = await core.commit<undefined>(async ({ head }) => {
      const buckets = new Map<number, Map<string, Row>>();
      let [added, present] = [0, 0];
      for (const wish of wishes) {
        const tag = tagOf(core.vault, core.keys, wish.name);
        const number = bucketOf(tag, head.bucketBits);
        const rows = buckets.get(number) ?? byTag(await core.buckets.rows(head, number));
        buckets.set(number, rows);
        const old = rows.get(toHex(tag));
        if (old !== undefined && made.has(toHex(old.hash))) {
          present++;
          continue;
        }
        if (old !== undefined && !wish.replace) {
          throw new FedzkError(
            'already-exists',
            `There is a key "${wish.name}"; { replace: true } puts its next version.`,
          );
        }
        const entry = nextEntry(this.#with(head), wish, old && core.buckets.entryOf(old));
        const row = core.buckets.rowOf(tag, entry);
        made.add(toHex(row.hash));
        if (old === undefined) added++;
        rows.set(toHex(tag), row);
      }
      if (present === wishes.length) return { nothing: true, result: undefined };
      return {
        buckets: new Map([...buckets].map(([number, rows]) => [number, [...rows.values()]])),
        added,
        result: undefined,
      };
    });
    for (const name of names) await core.audit('key_put', name, { generation: state.head.generation });
    return names;
  }

  /**
   * A key, for use.
   *
   * @throws {FedzkError} `not-found`, of a version too; `damaged`; `invalid-state`: the module is full
   */
  async get(id: string, options: GetOptions = {}): Promise<KeyHandle> {
    const { trail } = this.#core;
    const handle = await this.#open(id, options, (info) => trail.tellNow(handedOut('key_export', info)));
    try {
      await trail.tell(handedOut('key_get', handle.info));
      return handle;
    } catch (error) {
      handle.dispose();
      throw error;
    }
  }

  /**
   * An exportable key's bytes, once the audit log has kept the event. They are the caller's to wipe.
   *
   * @throws {FedzkError} as `get`; `not-exportable`
   */
  async export(id: string, options: GetOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const handle = await this.#open(id, options, () => undefined); // its event is told here, and awaited
    try {
      if (handle.info.exportable) await this.#core.trail.tell(handedOut('key_export', handle.info));
      return handle.exportRaw();
    } finally {
      handle.dispose();
    }
  }

  #open(id: string, options: GetOptions, tellExport: TellExport): Promise<KeyHandle> {
    const core = this.#core;
    const name = requireName(id);
    const { version } = knownOptions(options, ['version']);
    if (version !== undefined) checkInteger(version, 'version', 1, Number.MAX_SAFE_INTEGER);
    return core.read(async ({ head }) => {
      const row = await core.buckets.find(head, tagOf(core.vault, core.keys, name));
      if (row === undefined) throw notFound(name);
      return handleOf(core.vault, openNamed(this.#with(head), core.buckets.entryOf(row), name), version, tellExport);
    });
  }

  /**
   * Changes what is said of a key, without its secret. What is left out stays; null takes away.
   *
   * @throws {FedzkError} `not-found`; `invalid-argument`, among it what can't be changed
   */
  async update(id: string, changes: UpdateOptions): Promise<void> {
    const name = requireName(id);
    const { state } = await updateKey(this.#core, name, changesOf(changes, name));
    await this.#core.audit('key_update', name, { generation: state.head.generation });
  }

  /**
   * Removes old versions of a key, or one: what they sealed no longer opens. It reaches as far as `delete`.
   *
   * @returns which were removed
   * @throws {FedzkError} `not-found`; `invalid-argument`: it is the newest; `invalid-state`: the key is on hold
   */
  async retire(id: string, which: number | { readonly before: number }): Promise<readonly number[]> {
    const name = requireName(id);
    const { result, state } = await retireVersions(this.#core, name, which);
    const { generation } = state.head;
    await this.#core.audit('key_retire', name, { versions: result.join(','), generation });
    return result;
  }

  /**
   * All keys, or those for which a filter gives true, by name, without their secrets.
   *
   * @throws {FedzkError} `invalid-argument`; `damaged`
   *
   * @example
   * ```ts
   * const rounds = await store.list(({ id }) => id.startsWith('agg/'));
   * ```
   */
  async list(filter: ListFilter = () => true): Promise<KeyInfo[]> {
    if (typeof filter !== 'function') {
      throw unexpected('filter', `a function of a key's info, such as ({ id }) => id.startsWith('agg/')`, filter);
    }
    const core = this.#core;
    const all = await core.read(async ({ head }) => {
      const found: KeyInfo[] = [];
      for (const number of head.buckets.keys()) {
        for (const row of await core.buckets.rows(head, number)) found.push(this.#infoOf(head, row));
      }
      return found.filter(filter).sort((a, b) => (a.id < b.id ? -1 : 1));
    });
    await core.audit('key_list', this.id, { keys: all.length });
    return all;
  }

  /** What is said of a key. Its entry is opened once, while its bucket is kept in memory. */
  #infoOf(head: Head, row: Row): KeyInfo {
    const { vault, buckets } = this.#core;
    let info = this.#infos.get(row);
    if (info === undefined) {
      const { secret, ...entry } = openEntry(this.#with(head), buckets.entryOf(row));
      const bytes = vault.lengthOf(secret);
      vault.free(secret);
      info = infoOf(entry, bytes);
      this.#infos.set(row, info);
    }
    const { metadata, versions } = info;
    return {
      ...info,
      versions: versions.map((one) => ({ ...one })),
      ...(metadata !== undefined && { metadata: structuredClone(metadata) }),
    };
  }

  /**
   * Removes a key: honest readers no longer find it. Older copies of the store still open for whoever has an unlocker.
   *
   * @throws {FedzkError} `not-found`; `invalid-state`: it is on hold
   */
  async delete(id: string): Promise<DeletionReceipt> {
    const name = requireName(id);
    const receipt = await this.#remove(name);
    await this.#core.audit('key_delete', name, { generation: receipt.generation });
    return receipt;
  }

  async #remove(name: string): Promise<DeletionReceipt> {
    const core = this.#core;
    let removed: Uint8Array | undefined;
    const { state } = await core.commit<undefined>(async ({ head }) => {
      const tag = tagOf(core.vault, core.keys, name);
      const number = bucketOf(tag, head.bucketBits);
      const rows = await core.buckets.rows(head, number);
      const row = rows.find((one) => sameBytes(one.tag, tag));
      if (row === undefined) {
        // After an attempt whose outcome was not seen, it was that one.
        if (removed !== undefined) return { nothing: true, result: undefined };
        throw notFound(name);
      }
      removed = this.#removable(head, row);
      return { buckets: new Map([[number, rows.filter((one) => one !== row)]]), added: -1, result: undefined };
    });
    return {
      storeId: this.id,
      entry: toHex(core.vault.sha256(removed ?? new Uint8Array(0))),
      generation: state.head.generation,
      head: toHex(state.hash),
      reach: 'delete',
    };
  }

  /** The id of an entry that may be removed; of one that fails to authenticate, which nobody can use, its tag. */
  #removable(head: Head, row: Row): Uint8Array {
    const core = this.#core;
    try {
      const { secret, metadata, id } = openEntry(this.#with(head), core.buckets.entryOf(row));
      core.vault.free(secret);
      requireNoHold(metadata);
      return id;
    } catch (error) {
      if (error instanceof NotAuthentic) return row.tag;
      throw error;
    }
  }

  /**
   * Removes a key, then moves all others to a new master key and destroys the old ones: no entry of before opens from a
   * later head. Whoever holds an older head and an unlocker still opens both.
   *
   * @throws {FedzkError} as `delete`
   */
  async erase(id: string): Promise<DeletionReceipt> {
    const name = requireName(id);
    const receipt = await this.#remove(name);
    await this.rotateMaster();
    await rewrapAll((options) => this.rewrap(options));
    const { head, hash } = this.#core.state;
    await this.#core.audit('key_erase', name, { generation: head.generation });
    return { ...receipt, generation: head.generation, head: toHex(hash), reach: 'erase' };
  }

  /**
   * Ends the store: destroys the keys of providers that can, makes a last head that no commit follows, and removes all
   * objects. The only deletion that reaches copies, as far as no other slot opens them: the receipt lists the slots that
   * it does not reach. Whoever writes meanwhile gets `erased` or `not-found`, and leaves nothing. If it is interrupted, call
   * it again, or open the store, which removes the rest and rejects with `erased`.
   *
   * @param providers those of the store's provider slots
   */
  async cryptoErase(
    providers: readonly { destroy?(): Promise<void>; readonly name: string }[] = [],
  ): Promise<StoreReceipt> {
    const core = this.#core;
    if (!Array.isArray(providers))
      throw unexpected('providers', 'an array of the KeyProviders of its slots', providers);
    await core.newest();
    const able = providers.filter((provider) => asOptions(provider).destroy !== undefined);
    for (const provider of able) await provider.destroy?.();
    const { head, hash } = await core.end();
    const reached = new Set(able.map(({ name }) => name));
    const notReached = head.slots.filter((slot) => slot.type !== 'provider' || !reached.has(slot.name));
    const storeId = this.id;
    await core.removeAll();
    await core.audit('key_store_erase', storeId, { generation: head.generation });
    this.lock();
    return {
      storeId,
      generation: head.generation,
      head: toHex(hash),
      reach: 'crypto-erase',
      notReached: notReached.map(({ id }) => toHex(id)),
    };
  }

  /**
   * Makes a new master key, which new entries are wrapped by. One small write, however many entries there are; `rewrap`
   * moves those.
   *
   * @returns the master key's id
   * @throws {FedzkError} `invalid-state`: 64 are in use, so `rewrap` first
   */
  async rotateMaster(): Promise<number> {
    const core = this.#core;
    let made: MasterKey | undefined;
    const { result, state } = await core.commit<number>(async ({ head }) => {
      const attempt = head.masters.find(({ wrapped }) => made !== undefined && sameBytes(wrapped, made.wrapped));
      if (attempt !== undefined) return { nothing: true, result: attempt.id };
      const before = primaryOf(head);
      made = core.keys.newMaster((head.masters.at(-1)?.id ?? 0) + 1, Date.now());
      const retired = head.masters.map((master) =>
        master === before ? { ...master, status: 'retired' as const } : master,
      );
      return { head: { masters: withinLimit([...retired, made]) }, result: made.id };
    });
    await core.audit('key_master_rotate', this.id, { master: result, generation: state.head.generation });
    return result;
  }

  /**
   * Moves entries to the primary master key, a batch a commit, and destroys the master keys that are then unused. It can
   * be stopped at any time, by a crash too: another call goes on where it was.
   */
  async *rewrap(options: RewrapOptions = {}): AsyncGenerator<RewrapProgress, void> {
    const given = knownOptions(options, ['batch', 'reencrypt', 'signal']);
    const { batch = BATCH } = given;
    const reencrypt = optionalFlag(given.reencrypt, 'reencrypt') === true;
    const signal = signalOf(given.signal);
    if (!Number.isSafeInteger(batch) || batch < 1) {
      throw new FedzkError('invalid-argument', `"batch" expected a number of entries from 1, got ${describe(batch)}.`);
    }
    const core = this.#core;
    const start = await core.read(async ({ head }) => head);
    const target = primaryOf(start).id;
    // With new data keys everything is to be written anew: each entry once, though a store may grow meanwhile.
    const fresh = new Set<string>();
    let [entries, next] = [0, 0];
    for (;;) {
      signal?.throwIfAborted();
      const from = next;
      const { result, state } = await core.commit(async (now) => {
        // A store with more buckets than before begins anew.
        const at = now.head.bucketBits === start.bucketBits ? from : 0;
        return this.#rewrapSome(now, at, { batch, reencrypt, target, fresh });
      });
      next = result.next;
      entries += result.moved;
      const ofBuckets = state.head.buckets.length;
      if (next >= ofBuckets) break;
      yield { buckets: next, ofBuckets, entries, destroyed: [] };
    }
    const destroyed = await this.#destroyUnused(target);
    await core.audit('key_rewrap', this.id, { entries, generation: this.generation });
    const { length } = this.#core.state.head.buckets;
    yield { buckets: length, ofBuckets: length, entries, destroyed };
  }

  async #rewrapSome(
    { head }: State,
    from: number,
    { batch, reencrypt, target, fresh }: { batch: number; reencrypt: boolean; target: number; fresh: Set<string> },
  ): Promise<Change<Moved> | { nothing: true; result: Moved }> {
    const core = this.#core;
    const buckets = new Map<number, readonly Row[]>();
    let [moved, next] = [0, from];
    for (; next < head.buckets.length && moved < batch; next++) {
      const rows = await core.buckets.rows(head, next);
      const wanted = new Set(
        rows.filter((row) =>
          reencrypt ? !fresh.has(toHex(row.hash)) : masterIdOf(core.buckets.entryOf(row)) < target,
        ),
      );
      if (wanted.size === 0) continue;
      const move = reencrypt ? reencryptEntry : rewrapEntry;
      buckets.set(
        next,
        rows.map((row) =>
          wanted.has(row) ? core.buckets.rowOf(row.tag, move(this.#with(head), core.buckets.entryOf(row))) : row,
        ),
      );
      moved += wanted.size;
    }
    if (reencrypt) for (const rows of buckets.values()) for (const { hash } of rows) fresh.add(toHex(hash));
    const result = { moved, next };
    return buckets.size === 0 ? { nothing: true, result } : { buckets, result };
  }

  /** Destroys master keys older than one that no entry names. */
  async #destroyUnused(target: number): Promise<number[]> {
    const core = this.#core;
    const { result } = await core.commit<number[]>(async ({ head }) => {
      const used = new Set<number>();
      for (const number of head.buckets.keys()) {
        for (const row of await core.buckets.rows(head, number)) used.add(masterIdOf(core.buckets.entryOf(row)));
      }
      const unused = head.masters.filter(({ id, status }) => status === 'retired' && id < target && !used.has(id));
      if (unused.length === 0) return { nothing: true, result: [] };
      const masters = head.masters.map((master) => (unused.includes(master) ? destroyed(master) : master));
      return { head: { masters }, result: unused.map(({ id }) => id) };
    });
    return result;
  }

  /**
   * Replaces the root key, under which all others lie, and all slots by those of `unlocks`. Slots that are not among
   * them no longer open the store.
   *
   * @returns the slots that are gone
   */
  async rotateRoot(unlocks: readonly Unlock[]): Promise<SlotInfo[]> {
    const core = this.#core;
    if (!Array.isArray(unlocks) || unlocks.length < 1 || unlocks.length > MOST_SLOTS) {
      throw new FedzkError('invalid-argument', `"unlocks" expected 1 to ${MOST_SLOTS} unlockers.`);
    }
    unlocks.forEach(checkUnlock);
    const { keys: before, vault } = core;
    const { storeId } = core.state.head;
    const keys = StoreKeys.make(vault, storeId, vault.randomKey(), before.names);
    const slots: Slot[] = [];
    try {
      for (const unlock of unlocks) slots.push(await makeSlot(vault, storeId, keys.root, unlock));
      checkCost(slots);
      const { result } = await core.commit<SlotInfo[]>(async ({ head }) => {
        const masters = head.masters.map((master) => keys.adopt(core.keys, master));
        const rootCommitment = vault.derive(keys.root, storeId, LABELS.commitment, HASH_BYTES);
        return {
          head: { masters, slots, rootCommitment, wrappedNameKey: keys.wrappedNames() },
          keys,
          result: head.slots.map(slotInfo),
        };
      });
      await core.audit('key_root_rotate', this.id, { slots: slots.length });
      return result;
    } finally {
      // Those that the store has not now: the new ones where the commit was not made.
      (core.keys === keys ? before : keys).freeButNames();
    }
  }

  /** What opens the store. */
  slots(): Promise<SlotInfo[]> {
    return this.#core.read(async ({ head }) => head.slots.map(slotInfo));
  }

  /**
   * Lets one more unlocker open the store.
   *
   * @returns the slot's id
   */
  async addSlot(unlock: Unlock): Promise<string> {
    const core = this.#core;
    const slotNow = this.#slotMaker(unlock);
    const { result: slot } = await core.commit(async ({ head }) => {
      const slot = await slotNow();
      if (head.slots.some(({ id }) => sameBytes(id, slot.id))) return { nothing: true, result: slot };
      return { head: { slots: checkCost([...head.slots, slot]) }, result: slot };
    });
    await core.audit('key_slot_add', toHex(slot.id), { type: slot.type });
    return toHex(slot.id);
  }

  /**
   * Takes an unlocker away. Whoever has an older copy of the store still opens that one with it: `rotateRoot`, and `rewrap`
   * with `reencrypt`, keep him out of what is put later.
   *
   * @param slotId 32 hexadecimal digits, as `slots` gives them
   * @throws {FedzkError} `not-found`; `invalid-state`: it is the last one; `invalid-argument`
   */
  async removeSlot(slotId: string): Promise<void> {
    const core = this.#core;
    if (typeof slotId !== 'string') throw unexpected('slotId', 'a string, as slots() gives it', slotId);
    let tried = false;
    await core.commit<undefined>(async ({ head }) => {
      const slots = head.slots.filter(({ id }) => toHex(id) !== slotId);
      if (slots.length === head.slots.length) {
        if (tried) return { nothing: true, result: undefined };
        throw new FedzkError('not-found', `There is no slot ${describe(slotId)}; slots() lists them.`);
      }
      if (slots.length === 0)
        throw new FedzkError('invalid-state', 'It is the last slot: nothing would open the store.');
      tried = true;
      return { head: { slots }, result: undefined };
    });
    await core.audit('key_slot_remove', slotId);
  }

  /**
   * Replaces a passphrase. Like `removeSlot`, it doesn't reach older copies.
   *
   * @throws {FedzkError} `wrong-key`: the old one opens no slot
   */
  async changePassphrase(
    old: string | Uint8Array,
    unlock: Extract<Unlock, { readonly passphrase: unknown }>,
  ): Promise<void> {
    const core = this.#core;
    checkUnlock({ passphrase: old });
    const slotNow = this.#slotMaker(unlock);
    let replaced: Slot | undefined;
    const { result: slot } = await core.commit(async ({ head }) => {
      replaced ??= await telling(core.trail, 'key_passphrase_change', this.id, () =>
        this.#slotOf(head, { passphrase: old }),
      );
      const { id: before } = replaced;
      const slot = await slotNow();
      if (head.slots.some(({ id }) => sameBytes(id, slot.id))) return { nothing: true, result: slot };
      const slots = head.slots.map((one) => (sameBytes(one.id, before) ? slot : one));
      if (!slots.includes(slot))
        throw new FedzkError('not-found', 'The slot of the old passphrase was removed meanwhile.');
      return { head: { slots: checkCost(slots) }, result: slot };
    });
    await core.audit('key_passphrase_change', toHex(slot.id));
  }

  async #slotOf(head: Head, unlock: Unlock): Promise<Slot> {
    const { vault } = this.#core;
    const { root, slot } = await openSlot(vault, head, unlock);
    vault.free(root);
    return slot;
  }

  /** Makes a slot once, and anew where the root key is another one since. To be called in a commit's turn. */
  #slotMaker(unlock: Unlock): () => Promise<Slot> {
    checkUnlock(unlock);
    const core = this.#core;
    let made: { readonly root: Key; readonly slot: Slot } | undefined;
    return async () => {
      const { root } = core.keys;
      if (made?.root !== root) made = { root, slot: await makeSlot(core.vault, core.state.head.storeId, root, unlock) };
      return made.slot;
    };
  }

  /**
   * Reads everything that opens, older heads too, opens every entry, and tells what is wrong. Changes nothing. It also
   * tells of older heads that were not authentic when this store was opened, if opening it removed them.
   */
  verify(): Promise<StoreReport> {
    return verifyStore(this.#core);
  }

  async #collectOrphans(): Promise<void> {
    const { state } = this.#core;
    await this.#core.removeBuckets(await garbageOf(this.#core), state);
  }

  /**
   * Copies the newest state, as one piece that `restore` makes a store of; other processes may write meanwhile. All in
   * it stays sealed: it opens with what opens the store now, and no later change of a passphrase or slot reaches it.
   *
   * @param target such as `backupFile(path)` of `@fedzk/keys/node`, which `replace` is passed on to
   * @throws {FedzkError} `damaged`: something is not what was written, and `verify` names it; what `target` rejects with
   *
   * @example
   * ```ts
   * const { generation } = await store.backup(backupFile('/mnt/backup/keys-2030-01-31'));
   * ```
   */
  async backup(target: BackupTarget, options: BackupOptions = {}): Promise<BackupReceipt> {
    const core = this.#core;
    const replace = optionalFlag(knownOptions(options, ['replace']).replace, 'replace') === true;
    const write: unknown = (target as Partial<BackupTarget> | null | undefined)?.write;
    if (typeof write !== 'function') throw unexpected('target', 'an object with a method "write"', target);
    const { bytes, receipt } = await makeBackup(core);
    await target.write(bytes, { replace });
    await core.audit('key_store_backup', this.id, { generation: receipt.generation, head: receipt.head });
    return receipt;
  }

  async #addAnchor({ anchor }: KeyStoreOptions): Promise<void> {
    const core = this.#core;
    if (anchor === undefined) throw new FedzkError('invalid-argument', '"addAnchor" expected "anchor" with it.');
    const { result: added } = await core.commit<boolean>(async ({ head }) =>
      head.anchored ? { nothing: true, result: false } : { head: { anchored: true }, result: true },
    );
    if (added) await core.audit('key_anchor_add', this.id, { generation: this.generation });
  }

  /** Wipes all keys from memory. Handles end; the store can be opened again. */
  lock(): void {
    this.#core.lock();
  }

  [Symbol.dispose](): void {
    this.lock();
  }

  #with(head: Head): EntryKeys {
    return { vault: this.#core.vault, head, keys: this.#core.keys };
  }
}

/** How far `rewrap` came. */
interface Moved {
  readonly moved: number;
  readonly next: number;
}

/** The event of a key that is handed out. */
function handedOut(operation: string, { id, kind, version }: KeyInfo): Told {
  return { operation, resource: id, details: { kind, version } };
}

/** Tags of rows, which a group of commits asks for again and again. */
const tagsOfRows = new WeakMap<Row, string>();

function byTag(rows: readonly Row[]): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const tag = tagsOfRows.get(row) ?? toHex(row.tag);
    tagsOfRows.set(row, tag);
    found.set(tag, row);
  }
  return found;
}

/** Leaves out the oldest destroyed ones where there are too many. */
function withinLimit(masters: readonly MasterKey[]): MasterKey[] {
  const over = masters.length - MOST_MASTERS;
  const gone = new Set(masters.filter(({ status }) => status === 'destroyed').slice(0, Math.max(0, over)));
  if (gone.size >= over) return masters.filter((master) => !gone.has(master));
  throw new FedzkError('invalid-state', `${MOST_MASTERS} master keys are in use; rewrap() first, so that some can go.`);
}

function destroyed(master: MasterKey): MasterKey {
  return { ...master, status: 'destroyed', wrapped: new Uint8Array(master.wrapped.length) };
}

function checkCost(slots: readonly Slot[]): readonly Slot[] {
  if (slots.length > MOST_SLOTS) throw new FedzkError('invalid-state', `A key store has at most ${MOST_SLOTS} slots.`);
  const problem = problemOfAll(slots);
  if (problem !== undefined) throw new FedzkError('invalid-argument', `The slots cost too much to open: ${problem}.`);
  return slots;
}

function alreadyThere(): FedzkError {
  return new FedzkError('already-exists', 'There is a key store here already; KeyStore.open opens it.');
}
