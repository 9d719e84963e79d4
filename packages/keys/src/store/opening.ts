// Creates, opens and restores stores.

import { describe, FedzkError, toHex } from '@fedzk/core';
import type { BackupSource, RestoreOptions } from '../backup/options.js';
import { backupAnchor, backupStorage, loadBackup, placeBackup, storeThere } from '../backup/restore.js';
import { damagedBackup } from '../format/backup.js';
import { LABELS, STORE_ID_BYTES } from '../format/context.js';
import { HASH_BYTES, type Head } from '../format/head.js';
import { checkStorage, type KeyStorage } from '../storage/storage.js';
import { Vault } from '../vault.js';
import { AuditTrail, type Told, telling, withAllSteps } from './audit.js';
import { openingOptions, restoreOptions } from './check-options.js';
import { StoreCore } from './core.js';
import { StoreKeys } from './keys.js';
import { LongCall } from './long-call.js';
import { removeBuckets } from './objects.js';
import type { KeyStoreOptions } from './options.js';
import { headOrEmpty, notOfOthers } from './remains.js';
import { makeSlot, openSlot } from './slots.js';
import { NO_BUCKET, sealHead, shapeOf } from './state.js';
import { checkUnlock, type Unlock } from './unlock.js';
import { garbageOf, verifyStore } from './verify.js';

/** Creates a store in an empty storage. */
export async function createStore(storage: KeyStorage, unlock: Unlock, given: KeyStoreOptions): Promise<StoreCore> {
  checkStorage(storage);
  checkUnlock(unlock);
  const options = openingOptions(given);
  if ((await headOrEmpty(storage)) !== undefined) throw alreadyThere();
  return withVault(async (vault) => {
    const storeId = vault.randomBytes(STORE_ID_BYTES);
    const keys = StoreKeys.make(vault, storeId, vault.randomKey(), vault.randomKey());
    const head = await firstHead(vault, storeId, keys, unlock, options);
    const bytes = sealHead(vault, keys.mac, head);
    // An unlocker takes its time, and a copy may have begun.
    if ((await headOrEmpty(storage)) !== undefined) throw alreadyThere();
    if ((await storage.commitHead(0, bytes)) === 'conflict') throw alreadyThere();
    const core = await StoreCore.open(storage, vault, keys, { generation: 0, bytes }, options);
    await core.anchoring.save(core.state);
    await core.audit('key_store_create', core.storeId);
    return core;
  });
}

async function firstHead(
  vault: Vault,
  storeId: Uint8Array,
  keys: StoreKeys,
  unlock: Unlock,
  { anchor }: KeyStoreOptions,
): Promise<Head> {
  return {
    anchored: anchor !== undefined,
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
}

/** Opens an existing store. */
export async function openStore(storage: KeyStorage, unlock: Unlock, given: KeyStoreOptions): Promise<StoreCore> {
  checkStorage(storage);
  checkUnlock(unlock);
  return open(storage, unlock, openingOptions(given));
}

/** @param tell logs that the store was opened; by default, opening fails if the log refuses the event */
async function open(
  storage: KeyStorage,
  unlock: Unlock,
  options: KeyStoreOptions,
  tell: (told: Told, trail: AuditTrail) => Promise<unknown> = (told, trail) => trail.tellFirst(told),
): Promise<StoreCore> {
  const stored = await headOrEmpty(storage);
  if (stored === undefined) throw new FedzkError('not-found', 'There is no key store here; KeyStore.create makes one.');
  return withVault(async (vault) => {
    const head = shapeOf(stored);
    const storeId = toHex(head.storeId);
    const core = await telling(new AuditTrail(options, vault), 'key_store_open', storeId, async () => {
      const { id } = options;
      if (id !== undefined && id !== storeId) {
        throw new FedzkError('wrong-key', `Expected the key store ${describe(id)}, got ${storeId}.`);
      }
      const { root } = await openSlot(vault, head, unlock);
      return StoreCore.open(storage, vault, StoreKeys.open(vault, head, root), stored, options);
    });
    if (options.addAnchor === true) await addAnchor(core, options);
    await collectOrphans(core);
    const damagedHeads = core.sweep.removed.length;
    const details = { generation: core.state.head.generation, ...(damagedHeads > 0 && { damagedHeads }) };
    await tell({ operation: 'key_store_open', resource: storeId, details }, core.trail);
    return core;
  });
}

/** Restores a backup into an empty storage. */
export async function restoreStore(
  storage: KeyStorage,
  backup: Uint8Array | BackupSource,
  unlock: Unlock,
  given: RestoreOptions,
): Promise<StoreCore> {
  checkStorage(storage);
  checkUnlock(unlock);
  const { signal, onProgress, acceptRollback = false, ...opening } = restoreOptions(given);
  const call = new LongCall({ signal, onProgress });
  if ((await storage.readHead()) !== undefined) throw storeThere();
  const content = await loadBackup(backup);
  call.reach(READ);
  const { id } = opening;
  const copy = await openStore(backupStorage(content), unlock, {
    anchor: backupAnchor(content),
    ...(id !== undefined && { id }),
  });
  try {
    const { problems } = await verifyStore(copy, call.part(READ, VERIFIED));
    call.reach(VERIFIED);
    if (problems[0] !== undefined) {
      throw damagedBackup('backup', `${problems[0].where}: ${problems[0].why.split('. ')[0]}`);
    }
    await placeBackup(storage, copy, content, { ...opening, acceptRollback }, call);
  } finally {
    copy.lock();
  }
  return openRestored(storage, unlock, opening, call);
}

/** The progress of a restore once the backup is read, and once all of it is verified. */
const [READ, VERIFIED] = [0.1, 0.8];

/** Opens a restored store. If its audit log refuses the event, the store stands all the same. */
async function openRestored(
  storage: KeyStorage,
  unlock: Unlock,
  options: KeyStoreOptions,
  call: LongCall,
): Promise<StoreCore> {
  const done = '"key_store_restore" is done, and the store stands; KeyStore.open opens it. But';
  let core: StoreCore | undefined;
  try {
    return await withAllSteps(done, async (step) => {
      const opened = await open(storage, unlock, options, (told, trail) => step(() => trail.tell(told)));
      core = opened;
      const { storeId, state } = opened;
      await step(() => opened.audit('key_store_restore', storeId, { generation: state.head.generation }));
      call.finish();
      return opened;
    });
  } catch (error) {
    core?.lock();
    throw error;
  }
}

/** Does work with a new vault, and closes the vault if the work fails. */
async function withVault<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
  const vault = new Vault();
  try {
    return await work(vault);
  } catch (error) {
    vault.close();
    throw error;
  }
}

async function addAnchor(core: StoreCore, { anchor }: KeyStoreOptions): Promise<void> {
  if (anchor === undefined) throw new FedzkError('invalid-argument', '"addAnchor" expected "anchor" with it.');
  const { result: added, state } = await core.commit<boolean>(async ({ head }) =>
    head.anchored ? { nothing: true, result: false } : { head: { anchored: true }, result: true },
  );
  if (added) await core.audit('key_anchor_add', core.storeId, { generation: state.head.generation });
}

async function collectOrphans(core: StoreCore): Promise<void> {
  const { state } = core;
  const garbage = await notOfOthers(core.storage, state.head.storeId, await garbageOf(core));
  await removeBuckets(
    core,
    garbage.map(({ name }) => name),
    state,
  );
}

function alreadyThere(): FedzkError {
  return new FedzkError('already-exists', 'There is a key store here already; KeyStore.open opens it.');
}
