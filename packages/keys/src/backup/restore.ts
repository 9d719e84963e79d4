// A store from a backup: all of it is opened from the backup and verified, then put where there is none.

import { byteLength, bytesOf, FedzkError, methodsOf, unexpected } from '@fedzk/core';
import { type BackupContent, readBackup } from '../format/backup.js';
import { sameBytes } from '../format/bytes.js';
import { readHead } from '../format/head.js';
import { type KeyStorage, OtherHead } from '../storage/storage.js';
import type { StoreCore } from '../store/core.js';
import type { LongCall } from '../store/long-call.js';
import type { Anchor, AnchorValue } from '../store/options.js';
import { anchorOf, bucketNames, refuseRollback, sealHead } from '../store/state.js';
import { Vault } from '../vault.js';
import type { BackupSource, RestoreOptions } from './options.js';

/**
 * Reads a backup from its bytes or where it lies.
 *
 * @throws {FedzkError} `damaged`; `invalid-argument`
 */
export async function loadBackup(backup: Uint8Array | BackupSource): Promise<BackupContent> {
  const bytes = byteLength(backup) === undefined ? await fromSource(backup) : bytesOf(backup, 'backup');
  const vault = new Vault();
  return readBackup(bytes, (content) => vault.sha256(content));
}

const EXPECTED = 'a Uint8Array, or an object whose read() gives one';

async function fromSource(backup: unknown): Promise<Uint8Array> {
  const bytes = await methodsOf(backup as BackupSource, ['read'], 'backup', EXPECTED).read();
  if (byteLength(bytes) === undefined) throw unexpected('backup', EXPECTED, backup);
  return bytesOf(bytes, 'backup');
}

/** A backup as a storage that nobody writes to. */
export function backupStorage({ head, headBytes, buckets }: BackupContent): KeyStorage {
  const objects = new Map(buckets.map(({ name, bytes }) => [name, bytes]));
  const refuse = async (): Promise<never> => {
    throw new FedzkError('invalid-state', 'A backup is not written to; restore it first.');
  };
  return {
    readHead: async () => ({ generation: head.generation, bytes: headBytes }),
    get: async (name) => objects.get(name),
    list: async () => [...objects.keys()].map((name) => ({ name, age: 0 })),
    commitHead: refuse,
    put: refuse,
    delete: async (names) => (names.length === 0 ? undefined : refuse()),
  };
}

/** An anchor that knows what the backup holds and learns nothing, to look into a backup of an anchored store with. */
export function backupAnchor({ head, hash }: BackupContent): Anchor {
  return { load: async () => anchorOf({ head, hash }), save: async () => undefined };
}

/**
 * Puts the state of a backup, which was verified, into a storage: buckets, then the head, by which the store is there.
 * With an anchor it is a commit of its own, which follows from the later of what the backup holds and the anchor knows.
 *
 * @param from the backup, open
 * @throws {FedzkError} `already-exists`; `rolled-back`; `storage`
 */
export async function placeBackup(
  storage: KeyStorage,
  from: StoreCore,
  content: BackupContent,
  options: RestoreOptions,
  call: LongCall,
): Promise<void> {
  const next = await nextHead(from, content, options);
  const names = content.buckets.map(({ name }) => name);
  try {
    await storage.put(content.buckets);
    call.reach(PLACED);
    if ((await storage.commitHead(next.generation, next.bytes, true, names)) === 'ok') return;
  } catch (error) {
    await takeBack(storage, names).catch(() => undefined); // the first failure counts
    throw error;
  }
  await removeUnnamed(storage, content);
  throw storeThere();
}

/**
 * Removes the buckets that were put, where no store is there. Another process that restores the same backup just now has
 * buckets of the same names: it makes no head where they are missing.
 */
async function takeBack(storage: KeyStorage, names: readonly string[]): Promise<void> {
  if ((await storage.readHead()) === undefined) await storage.delete(names);
}

/** How much of a restore is done when the buckets are put. */
const PLACED = 0.9;

/** The head that the restored store begins with. */
async function nextHead(
  { vault, keys, state, storeId }: StoreCore,
  { headBytes }: BackupContent,
  { anchor, acceptRollback = false }: RestoreOptions,
): Promise<{ readonly generation: number; readonly bytes: Uint8Array }> {
  if (anchor === undefined) {
    if (!state.head.anchored) return { generation: state.head.generation, bytes: headBytes };
    throw new FedzkError('invalid-argument', 'The backup is of a store with an anchor; restore it with "anchor".');
  }
  const known = await anchor.load(storeId);
  if (known !== undefined && !acceptRollback) refuseOlder(state, known);
  const own = anchorOf(state);
  const before = known !== undefined && known.generation > own.generation ? known : own;
  // Told first, so that the head is believed whenever it is there: it follows from this, and has one of these roots.
  await anchor.save(storeId, { ...before, roots: rootsOf(known, own) });
  const generation = before.generation + 1;
  const head = { ...state.head, anchored: true, generation, previous: before.hash, time: Date.now() };
  return { generation, bytes: sealHead(vault, keys.mac, head) };
}

function refuseOlder(state: Parameters<typeof anchorOf>[0], known: AnchorValue): void {
  try {
    refuseRollback(state.head, state.hash, known);
  } catch (cause) {
    throw new FedzkError(
      'rolled-back',
      `The anchor knows generation ${known.generation} of the store, which does not lead to the backup's generation ` +
        `${state.head.generation}: what was committed since is lost by restoring it. { acceptRollback: true } accepts that.`,
      { cause },
    );
  }
}

function rootsOf(known: AnchorValue | undefined, own: AnchorValue): readonly Uint8Array[] {
  const others = (known?.roots ?? []).filter((root) => !own.roots.some((mine) => sameBytes(mine, root)));
  return [...own.roots, ...others];
}

/** Removes the buckets that were put and that the store which was first does not name. */
async function removeUnnamed(storage: KeyStorage, { buckets }: BackupContent): Promise<void> {
  const stored = await storage.readHead();
  // Another one may be restored from the same backup just now.
  if (stored === undefined) return;
  const head = readHead(stored.bytes);
  const named = new Set(bucketNames(head));
  const known = { storeId: head.storeId, generation: stored.generation, hash: new Vault().sha256(stored.bytes) };
  try {
    await storage.delete(
      buckets.map(({ name }) => name).filter((name) => !named.has(name)),
      known,
    );
  } catch (error) {
    if (!(error instanceof OtherHead)) throw error; // they stay, as orphans
  }
}

export function storeThere(): FedzkError {
  return new FedzkError('already-exists', 'There is a key store here already; restore the backup to an empty place.');
}
