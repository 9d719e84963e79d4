// Rebuilds lost or damaged tiles from the entries, which determine them.

import { type CallOptions, callOptionsOf, FedzkError } from '@fedzk/core';
import { requireStorage } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { policyOf } from '../note/policy.js';
import { type PartProgress, partsOfProgress } from '../progress.js';
import { readMinimum } from '../rotation/state.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { isWidth, tilePath, widthAt } from '../tree/paths.js';
import { readTile } from '../tree/tiles.js';
import { bundleHashes, HASH_BYTES, TILE_WIDTH } from '../tree/tree.js';
import { decoded } from '../utf8.js';
import { requireLog } from './inspect.js';
import { findSigned, SIGNED } from './signed.js';
import { CHECKPOINT, checkNote } from './state.js';
import { rolledBack } from './statement.js';
import { lengthOfPacked, TreeWriter } from './tree-writer.js';

/** Levels of tiles, enough for any number of entries: 256^7 is more than 2^53. */
const LEVELS = 7;

/** The result of {@link rebuildTiles}. */
export interface Rebuilt {
  /** The number of entries in the signed tree. */
  readonly size: number;
  /** Paths of files that were missing, or did not match their entries. */
  readonly written: readonly string[];
  /** The log says that entries before this index were archived or pruned; their tiles were read instead. */
  readonly minimum: number;
}

/**
 * Rebuilds lost or damaged tiles from the entries. Nothing is written before the entries have led to the signed root.
 * Archived or pruned entries need the tile with their leaf hashes, or their bundle.
 *
 * @param verifierKey the log's. With it, tiles of entries that were not signed yet are removed; the next writer makes them
 *   from its journal. Without it, an attacker may have written `.state/signed`, and nothing is removed
 * @throws {FedzkError} `not-found`: there is no log; `damaged`: entries or `.state/signed` are lost or changed, and a backup must be restored;
 *   `not-authentic`: the log's key did not sign `.state/signed`; `rolled-back`: that is older than the checkpoint;
 *   `invalid-state`: a writer has the log, or it is another log; `storage`; `invalid-argument`. The reason of `signal`, or
 *   what `onProgress` throws: each tile that was rebuilt until then is whole, and another call does the rest
 *
 * @example
 * ```ts
 * const { written } = await rebuildTiles(directoryStorage('/var/lib/fedzk/audit'), verifierKey);
 * ```
 */
export async function rebuildTiles(
  storage: LogStorage,
  verifierKey?: string,
  options: CallOptions = {},
): Promise<Rebuilt> {
  requireStorage(storage);
  const call = callOptionsOf(options);
  call.signal?.throwIfAborted();
  const part = partsOfProgress(call);
  const trust = verifierKey === undefined ? undefined : { verifierKey };
  const key = trust && policyOf(trust).log;
  await requireLog(storage);
  const lock = await storage.lock();
  try {
    const signed = (await findSigned(storage, key))?.signed;
    const note = await storage.read(CHECKPOINT);
    if (signed === undefined) {
      const beside = note === undefined ? ', and the checkpoint is missing too' : '';
      throw new FedzkError(
        'damaged',
        `Nothing says which tree was signed: ${SIGNED} is missing${beside}, though the log has other files. Restore them, or ` +
          'begin a new log after it with AuditLog.newEpoch.',
      );
    }
    // Files after a tree that is older than the checkpoint may be the only copy of signed entries. Without a
    // key, the checkpoint may be forged.
    const published = note && checkNote(decoded(note), { name: signed.origin, verifierKey });
    if (typeof published === 'object' && published.size > signed.size) {
      throw rolledBack(`a tree of ${published.size} was signed`);
    }
    const log = { storage, size: signed.size, minimum: await readMinimum(storage, trust), signal: call.signal };
    const tree = new TreeWriter();
    for await (const _ of build(log, tree, part(0, 1 / 2))); // only for its root
    if (!sameBytes(tree.root(), signed.root)) {
      throw new FedzkError(
        'damaged',
        'The entries do not lead to the root that was signed; nothing was written. Restore the bundles.',
      );
    }
    const written: string[] = [];
    for await (const files of build(log, new TreeWriter(), part(1 / 2, 1))) {
      for (const file of files) if (await mend(storage, file)) written.push(file.path);
    }
    if (key !== undefined) await removeUnsigned(storage, signed.size);
    return { size: signed.size, written, minimum: log.minimum };
  } finally {
    await lock.release();
  }
}

interface SignedLog {
  readonly storage: LogStorage;
  readonly size: number;
  readonly minimum: number;
  readonly signal: AbortSignal | undefined;
}

/** Makes all files of a tree from its bundles, or from the tiles of archived or pruned ones. */
async function* build(
  { storage, size, minimum, signal }: SignedLog,
  tree: TreeWriter,
  tell: PartProgress,
): AsyncGenerator<readonly StoredFile[]> {
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    signal?.throwIfAborted();
    const width = widthAt(0, index, size);
    const bundle = await readTile(storage, 'entries', index, width);
    if (bundle === undefined && (index + 1) * TILE_WIDTH <= minimum) {
      tree.addTile(await tileOf(storage, index));
    } else {
      const leaves = bundle && bundleHashes(bundle)?.leaves;
      if (bundle === undefined || leaves === undefined || leaves.length < width * HASH_BYTES) {
        const why = bundle === undefined ? 'missing' : 'damaged';
        throw new FedzkError(
          'damaged',
          `${tilePath('entries', index, width)} is ${why}, and only a backup has its entries.`,
        );
      }
      tree.add(bundle.subarray(0, lengthOfPacked(bundle, width)), leaves.subarray(0, width * HASH_BYTES));
    }
    yield tree.takeComplete();
    tell(((index + 1) * TILE_WIDTH) / (size + TILE_WIDTH));
  }
  // Before the last tiles are written, so that a caller who cancels here leaves them to another call.
  tell(1);
  signal?.throwIfAborted();
  yield tree.takeFiles().files;
}

/** Reads the leaf hashes of an archived or pruned bundle from its tile. */
async function tileOf(storage: LogStorage, index: number): Promise<Uint8Array> {
  const tile = await storage.read(tilePath(0, index));
  if (tile?.length === TILE_WIDTH * HASH_BYTES) return tile;
  throw new FedzkError(
    'damaged',
    `${tilePath(0, index)} is ${tile === undefined ? 'missing' : 'damaged'}, and its entries were archived or pruned: ` +
      'unpack their archive into the folder, or restore the tile.',
  );
}

/** Writes a file if it is missing or different. @returns whether it did */
async function mend(storage: LogStorage, file: StoredFile): Promise<boolean> {
  const there = await storage.read(file.path);
  if (there !== undefined && sameBytes(there, file.bytes)) return false;
  await storage.replace(file);
  return true;
}

/** Removes files at the edge that have more than the signed tree. */
async function removeUnsigned(storage: LogStorage, size: number): Promise<void> {
  for (let level = 0; level < LEVELS; level++) {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    const width = widthAt(level, index, size);
    for (const kind of level === 0 ? ([level, 'entries'] as const) : [level]) {
      const full = tilePath(kind, index);
      const parts = await storage.list(`${full}.p/`);
      await storage.remove([full, ...parts.filter((path) => isWider(path.slice(full.length + 3), width))]);
    }
  }
}

function isWider(name: string, width: number): boolean {
  return isWidth(name) && Number(name) > width;
}
