// Restores a store from a backup: opens and verifies all of it, then writes it where there is no store.

import { byteLength, bytesOf, FedzkError, methodsOf, unexpected } from '@fedzk/core';
import { type BackupContent, readBackup } from '../format/backup.js';
import { sameBytes } from '../format/bytes.js';
import { type Head, readHead } from '../format/head.js';
import { type KeyStorage, type KnownHead, OtherHead, type StoredHead } from '../storage/storage.js';
import { untilFirst } from '../store/commit.js';
import type { StoreCore } from '../store/core.js';
import type { LongCall } from '../store/long-call.js';
import type { Anchor, AnchorValue } from '../store/options.js';
import { anchorOf, bucketNames, refuseRollback, sealHead } from '../store/state.js';
import { Vault } from '../vault.js';
import type { BackupSource, RestoreOptions } from './options.js';

/**
 * Reads a backup from its bytes or its source.
 *
 * @throws {FedzkError} `damaged`; `invalid-argument`
 */
export async function loadBackup(backup: Uint8Array | BackupSource): Promise<BackupContent> {
  const bytes = byteLength(backup) === undefined ? await fromSource(backup) : bytesOf(backup, 'backup');
  const vault = new Vault();
  return readBackup(bytes, (content) => vault.sha256(content));
}

const EXPECTED = 'a Uint8Array, or a source, such as backupFile(path) of "@fedzk/keys/node"';

async function fromSource(backup: unknown): Promise<Uint8Array> {
  const bytes = await methodsOf(backup as BackupSource, ['read'], 'backup', EXPECTED).read();
  if (byteLength(bytes) === undefined) throw unexpected('backup', EXPECTED, backup);
  return bytesOf(bytes, 'backup');
}

/** Makes a backup a read-only storage. */
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

/** Makes an anchor that knows the backup's state, to open the backup of an anchored store. */
export function backupAnchor({ head, hash }: BackupContent): Anchor {
  return { load: async () => anchorOf({ head, hash }), save: async () => undefined };
}

/**
 * Puts the state of a backup, which was verified, into a storage: buckets, then the head, by which the store is there.
 * With an anchor it is a commit of its own, which follows from the later of what the backup holds and the anchor knows.
 *
 * @param from the backup, open
 * @throws {FedzkError} `already-exists`: a store is there; `rolled-back`; `storage`
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
    await untilFirst('the backup is not restored', async () => {
      await storage.put(content.buckets);
      call.reach(PLACED);
      await next.announce();
      const outcome = await storage.commitHead(next.generation, next.bytes, true, names);
      if (outcome === 'ok') return outcome;
      if ((await storage.readHead()) !== undefined) throw storeThere();
      if (outcome === 'unknown') throw notSeen();
      return outcome; // a restore that failed took the buckets away: those of one backup have the same names
    });
  } catch (error) {
    await takeBack(storage, content, next).catch(() => undefined); // the first failure counts
    throw error;
  }
  await next.stands();
}

/** Removes the buckets that were put and that no head names, and undoes what the anchor was told. */
async function takeBack(storage: KeyStorage, { head, buckets }: BackupContent, next: NextHead): Promise<void> {
  const stored = await storage.readHead();
  const there = stored && readHead(stored.bytes);
  if (there === undefined || !sameBytes(there.storeId, head.storeId)) await next.withdraw();
  const named = new Set(there === undefined ? [] : bucketNames(there));
  const known = stored && there && knownHead(there, stored);
  const names = buckets.map(({ name }) => name).filter((name) => !named.has(name));
  try {
    await storage.delete(names, known ?? 'none');
  } catch (error) {
    if (!(error instanceof OtherHead)) throw error; // another store has them, or they stay as orphans
  }
}

function knownHead({ storeId }: Head, { generation, bytes }: StoredHead): KnownHead {
  return { storeId, generation, hash: new Vault().sha256(bytes) };
}

/** How much of a restore is done when the buckets are put. */
const PLACED = 0.9;

/** The head that the restored store begins with, and what its anchor is told of it. */
interface NextHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
  /** Before it is made, so that it is believed whenever it is there: it follows from this, and has one of these roots. */
  announce(): Promise<void>;
  /** When it isn't made. An anchor that knew nothing keeps what the backup holds. */
  withdraw(): Promise<void>;
  /** When it is made. */
  stands(): Promise<void>;
}

async function nextHead(
  { vault, keys, state, storeId }: StoreCore,
  { headBytes }: BackupContent,
  { anchor, acceptRollback = false }: RestoreOptions,
): Promise<NextHead> {
  if (anchor === undefined) {
    if (state.head.anchored) {
      throw new FedzkError('invalid-argument', 'The backup is of a store with an anchor; restore it with "anchor".');
    }
    const nothing = async (): Promise<void> => undefined;
    const { generation } = state.head;
    return { generation, bytes: headBytes, announce: nothing, withdraw: nothing, stands: nothing };
  }
  const known = await anchor.load(storeId);
  if (known !== undefined && !acceptRollback) refuseOlder(state, known);
  const own = anchorOf(state);
  const before = known !== undefined && known.generation > own.generation ? known : own;
  const generation = before.generation + 1;
  const head = { ...state.head, anchored: true, generation, previous: before.hash, time: Date.now() };
  const bytes = sealHead(vault, keys.mac, head);
  let announced = false;
  return {
    generation,
    bytes,
    announce: async () => {
      announced = true;
      await anchor.save(storeId, { ...before, roots: rootsOf(known, own) });
    },
    withdraw: async () => {
      if (announced && known !== undefined) await anchor.save(storeId, known);
    },
    stands: () => anchor.save(storeId, anchorOf({ head, hash: vault.sha256(bytes) })),
  };
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

export function storeThere(): FedzkError {
  return new FedzkError(
    'already-exists',
    'There is a key store here already; restore the backup to an empty folder or storage.',
  );
}

function notSeen(): FedzkError {
  const message =
    'Others wrote there meanwhile, so that the outcome of the restore is unknown. Open the store that is there, or restore again.';
  return new FedzkError('storage', message);
}
