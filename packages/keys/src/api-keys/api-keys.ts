import { Calls, FedzkError } from '@fedzk/core';
import { backupStore } from '../backup/make.js';
import type { BackupOptions, BackupReceipt, BackupSource, BackupTarget } from '../backup/options.js';
import type { KeyStorage } from '../storage/storage.js';
import type { Told } from '../store/audit.js';
import { StoreCore } from '../store/core.js';
import { restoreStore } from '../store/opening.js';
import type { Key } from '../vault.js';
import { type ApiKeyValidation, answerOf, type Checking, checkKey } from './check.js';
import { deleteKey, type Issuer, issueKey, revokeKey, rotateKeys } from './issuing.js';
import type { ApiKeyEnv } from './key-text.js';
import { LastUse } from './last-use.js';
import { LiveIndex } from './live-index.js';
import { lost, newKeys } from './lost.js';
import { ownerOf } from './names.js';
import { macKeyOf, openCore } from './opening.js';
import {
  type ApiKeysOptions,
  type ApiKeysRestoreOptions,
  type IssuedApiKey,
  type IssueOptions,
  idOf,
  issueOptions,
  openingOptions,
  type RotatedApiKey,
  type RotateOptions,
  restoringOptions,
  rotationOf,
} from './options.js';
import { withPepperKey } from './pepper.js';
import { addPepper, removePepper } from './peppers.js';
import { type ApiKeyRecord, statusOf, told } from './record.js';
import { Refusals } from './refusals.js';
import { sealSnapshot } from './snapshot.js';

/** What an open `ApiKeys` is made of. */
interface Parts extends Issuer {
  readonly snapshotKey: Key;
  readonly maxStaleMs: number;
  readonly lastUseMs: number;
}

/**
 * Issues API keys and checks them. They are in a key store of their own, which a pepper opens; FORMAT.md has the format.
 * Several processes may work on one folder. Each change is one commit, whole and durable when its promise resolves.
 *
 * @example
 * ```ts
 * const keys = await ApiKeys.open(directoryStorage('api-keys'), { pepper });
 * const { key } = await keys.issue({ owner: 'client_001', role: 'client' });
 * const answer = await keys.validate(key); // { valid: true, id, owner: 'client_001', role: 'client', scopes: [] }
 * ```
 */
export class ApiKeys {
  readonly #parts: Parts;
  readonly #index: LiveIndex;
  readonly #lastUse: LastUse;
  readonly #refusals: Refusals;
  readonly #checking: Checking;
  readonly #calls = new Calls('ApiKeys', 'open it again');

  private constructor(parts: Parts) {
    // JavaScript can call it too.
    if (!(typeof parts === 'object' && parts !== null && parts.core instanceof StoreCore)) {
      throw new FedzkError('invalid-argument', 'ApiKeys are not made by new: call await ApiKeys.open(…).');
    }
    const { core, macKey, env, maxStaleMs, lastUseMs } = parts;
    this.#parts = parts;
    this.#lastUse = new LastUse(core, lastUseMs);
    this.#index = new LiveIndex(core, maxStaleMs, () => this.#lastUse.writeSometimes());
    this.#refusals = new Refusals(core.trail, core.storeId);
    this.#checking = { vault: core.vault, macKey, env, find: (id) => this.#index.find(id) };
  }

  /**
   * Opens the keys of a storage, and makes a store where there is none.
   *
   * @throws {FedzkError} `wrong-key`: another pepper, or another store than `store`; `not-found`: there is no store, and `create` is
   *   false or `store` is said; `invalid-argument`; `damaged`; `rolled-back`; `storage`
   */
  static async open(storage: KeyStorage, options: ApiKeysOptions): Promise<ApiKeys> {
    const { pepper, create, store, ...checking } = openingOptions(options);
    const core = await withPepperKey(pepper, 'store', (key) => openCore(storage, key, store, create));
    return ApiKeys.#on(core, pepper, checking);
  }

  /**
   * Restores the keys of a backup, where there is no store, as `KeyStore.restore` does. All of it is as it was then: keys that were
   * revoked or deleted since are valid again, and keys that were issued since are unknown.
   *
   * @param backup its bytes, or its source, such as `backupFile(path)` of `@fedzk/keys/node`
   * @param options with a pepper that opened the store when the backup was made
   * @throws {FedzkError} `already-exists`; `damaged`; `wrong-key`; `rolled-back`; `invalid-argument`; `storage`; `not-logged`: the store
   *   stands, and its audit log did not take all events
   */
  static async restore(
    storage: KeyStorage,
    backup: Uint8Array | BackupSource,
    options: ApiKeysRestoreOptions,
  ): Promise<ApiKeys> {
    const { pepper, store, ...checking } = restoringOptions(options);
    const core = await withPepperKey(pepper, 'store', (key) => restoreStore(storage, backup, { key }, store));
    return ApiKeys.#on(core, pepper, checking);
  }

  /** Makes the keys of an open store, which it locks if that fails. */
  static async #on(
    core: StoreCore,
    pepper: Uint8Array,
    checking: Pick<Parts, 'env' | 'maxStaleMs' | 'lastUseMs'>,
  ): Promise<ApiKeys> {
    try {
      const snapshotKey = await withPepperKey(pepper, 'snapshot', (key) => core.vault.importKey(key));
      const keys = new ApiKeys({ ...checking, core, snapshotKey, macKey: await macKeyOf(core) });
      await keys.#index.read();
      return keys;
    } catch (error) {
      core.lock();
      throw error;
    }
  }

  /** The store's id: 32 hexadecimal digits, random. */
  get storeId(): string {
    return this.#parts.core.storeId;
  }

  get env(): ApiKeyEnv {
    return this.#parts.env;
  }

  /**
   * Issues a key. It is shown here and nowhere else: only its HMAC is kept.
   *
   * @throws {FedzkError} `invalid-argument`; `storage`; `not-logged`: the record stands, and the key is lost: revoke it
   */
  async issue(options: IssueOptions): Promise<IssuedApiKey> {
    return this.#calls.run(async () => {
      const now = Date.now();
      const issued = await issueKey(this.#parts, issueOptions(options, now), now);
      const { owner, role } = issued.record;
      await this.#changed({
        operation: 'api_key_issue',
        resource: issued.id,
        subject: owner,
        details: { role, env: this.env },
      }).catch(lost('api_key_issue', `the key ${issued.id}`, 'revoked'));
      return issued;
    });
  }

  /**
   * Checks a presented key. Never throws on account of what was presented. Give the reason to nobody outside: the audit log
   * gets it as `api_key_refused`.
   *
   * @param presented what came with a request, of any type; never from a URL, which logs keep
   * @throws {FedzkError} `storage`, `damaged`, …: what is known is older than `maxStaleSeconds` and can't be read again;
   *   `disposed`
   */
  async validate(presented: unknown): Promise<ApiKeyValidation> {
    return this.#calls.run(async () => {
      const reading = this.#index.fresh();
      if (reading !== undefined) await reading;
      const now = Date.now();
      const checked = checkKey(this.#checking, presented, now);
      if (checked.valid) this.#lastUse.note(checked.record, now);
      else this.#refusals.add(checked);
      return answerOf(checked);
    });
  }

  /**
   * Issues a key in place of another one, of the same owner, role, scopes and expiry. Both are changed in one commit.
   *
   * @param options the old key is valid for `overlapSeconds` more; then, or at once, it is refused as expired. The new one expires when
   *   the old one was to, unless `expiresAt` says another time
   * @throws {FedzkError} `not-found`; `invalid-state`: it is revoked, expired or replaced; `invalid-argument`; `storage`;
   *   `not-logged`: the change stands and the new key is lost: rotate that one
   */
  async rotate(id: string, options: RotateOptions = {}): Promise<RotatedApiKey> {
    return this.#calls.run(async () => {
      const [rotated] = await this.#rotate([idOf(id)], options, false);
      if (rotated === undefined) throw new FedzkError('not-found', `There is no API key ${id} here.`);
      return rotated;
    });
  }

  /**
   * Rotates all active keys of an owner in one commit, as `rotate` does, such as after a leak.
   *
   * @returns the new keys; none if the owner has no active key
   */
  async rotateOwner(owner: string, options: RotateOptions = {}): Promise<RotatedApiKey[]> {
    return this.#calls.run(async () => {
      const name = ownerOf(owner);
      await this.#index.read();
      const now = Date.now();
      const active = this.#records().filter((one) => one.owner === name && statusOf(one, now) === 'active');
      return active.length === 0
        ? []
        : this.#rotate(
            active.map(({ id }) => id),
            options,
            true,
          );
    });
  }

  /**
   * Revokes a key, for ever. Here it is refused from then on, elsewhere after `maxStaleSeconds`. A revoked key may be revoked
   * again.
   *
   * @throws {FedzkError} `not-found`; `invalid-argument`; `storage`; `not-logged`
   */
  async revoke(id: string): Promise<ApiKeyRecord> {
    return this.#calls.run(async () => {
      const now = Date.now();
      const record = await revokeKey(this.#parts, idOf(id), now);
      this.#index.end(record.id);
      await this.#changed({ operation: 'api_key_revoke', resource: record.id, subject: record.owner });
      return told(record, now);
    });
  }

  /**
   * Deletes a key's record, such as of an owner who left. A key that was active is refused from then on as `unknown`, as
   * `revoke` refuses it. Copies and snapshots that were made before still have the record.
   *
   * @throws {FedzkError} `not-found`; `invalid-argument`; `storage`; `not-logged`
   */
  async delete(id: string): Promise<void> {
    return this.#calls.run(async () => {
      const { owner, ...record } = await deleteKey(this.#parts, idOf(id));
      this.#index.end(record.id);
      await this.#changed({ operation: 'api_key_delete', resource: record.id, subject: owner });
    });
  }

  /** Lists the records of this environment, by the time of issue. */
  async list(): Promise<ApiKeyRecord[]> {
    return this.#calls.run(async () => {
      await this.#index.read();
      const now = Date.now();
      const records = this.#records().map((record) => told(record, now));
      const { core } = this.#parts;
      await core.trail.tellFirst({
        operation: 'api_key_list',
        resource: core.storeId,
        details: { keys: records.length },
      });
      return records.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    });
  }

  /**
   * Makes a sealed copy of the records of this environment for {@link apiKeysReader}. It opens with the pepper that these keys were
   * opened with.
   */
  async snapshot(): Promise<Uint8Array> {
    return this.#calls.run(async () => {
      const { core, snapshotKey, macKey, env } = this.#parts;
      const made = Date.now(); // before the records are read, so that it is never younger than they are
      await this.#index.read();
      const keys = [...this.#index.all()].filter(({ record }) => record.env === env);
      const { generation } = core.state.head;
      await core.trail.tellFirst({
        operation: 'api_key_snapshot',
        resource: core.storeId,
        details: { keys: keys.length, generation },
      });
      return sealSnapshot(core.vault, snapshotKey, macKey, { made, generation, store: core.storeId, env }, keys);
    });
  }

  /**
   * Makes a backup of the newest state, of all environments, also while others write. It opens with the peppers that open the store now;
   * `restore` makes a store of it.
   *
   * @param target such as `backupFile(path)` of `@fedzk/keys/node`
   * @throws {FedzkError} `already-exists`, unless `replace`; `damaged`; `storage`; `invalid-argument`; `not-logged`: the backup is made
   */
  async backup(target: BackupTarget, options: BackupOptions = {}): Promise<BackupReceipt> {
    return this.#calls.run(() => backupStore(this.#parts.core, target, options));
  }

  /**
   * Lets a second pepper open the store, so that programs can change to it one after the other. All keys stay valid. A pepper that
   * opens it already changes nothing.
   *
   * @throws {FedzkError} `invalid-argument`; `invalid-state`: 16 peppers open it
   */
  async addPepper(pepper: Uint8Array): Promise<void> {
    await this.#calls.run(() => addPepper(this.#parts.core, pepper));
  }

  /**
   * Takes a pepper away. Copies of the store that were made before still open with it.
   *
   * @throws {FedzkError} `wrong-key`: it opens nothing here; `invalid-state`: it is the last one
   */
  async removePepper(pepper: Uint8Array): Promise<void> {
    await this.#calls.run(() => removePepper(this.#parts.core, pepper));
  }

  /**
   * Waits for what has begun, writes the times of last use, then wipes all keys from memory. It may be called twice; later calls
   * reject with `disposed`.
   *
   * @throws {FedzkError} `storage`: the times of last use could not be written; `not-logged`: the audit log did not take an event
   *   of a refused key
   */
  close(): Promise<void> {
    return this.#calls.close(async () => {
      const { core } = this.#parts;
      try {
        await this.#lastUse.write();
      } finally {
        core.wipe();
        await this.#refusals.settled();
        await core.trail.settled();
      }
    });
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #rotate(ids: readonly string[], options: RotateOptions, skip: boolean): Promise<RotatedApiKey[]> {
    const now = Date.now();
    const rotation = rotationOf(options, now);
    const rotated = await rotateKeys(this.#parts, ids, rotation, now, skip);
    if (rotation.overlapMs === 0) this.#index.end(...rotated.map(({ replaces }) => replaces));
    await this.#changed(
      ...rotated.map(({ id, replaces, record: { owner } }) => ({
        operation: 'api_key_rotate',
        resource: replaces,
        subject: owner,
        details: { replaced_by: id },
      })),
    ).catch(lost('api_key_rotate', newKeys(rotated.map(({ id }) => id)), 'rotated'));
    return rotated;
  }

  #records() {
    const { env } = this.#parts;
    return [...this.#index.all()].map(({ record }) => record).filter((record) => record.env === env);
  }

  /** Tells the log of a change that is durable. The next validation here sees it. */
  async #changed(...events: readonly Told[]): Promise<void> {
    this.#index.expire();
    await this.#parts.core.trail.tell(...events);
  }
}
