// Reading a log without writing to it: from its tiles, bundles and checkpoint, wherever these lie.

import { byteLength, type CallOptions, callOptionsOf, copyBytes, FedzkError, optionsOf } from '@fedzk/core';
import { requireReader, requireWhole, unexpected } from './argument.js';
import { decodeEvent } from './events/entry.js';
import type { ExportRow } from './export/row.js';
import { type Checkpoint, type CheckpointProblem, checkpointOf, inWords } from './note/checkpoint.js';
import { policyOf, type Trust } from './note/policy.js';
import type { LogReader } from './storage/storage.js';
import { tilePath, widthAt } from './tree/paths.js';
import { readTile, Tiles } from './tree/tiles.js';
import { bundleEntries, HASH_BYTES, leafHashes, TILE_WIDTH } from './tree/tree.js';
import { decoded } from './utf8.js';
import { type NewestCheckpoint, newestCheckpoint } from './verify/newest.js';
import { ending } from './verify/plain.js';
import { noLog } from './words.js';
import { SIGNED } from './writer/signed.js';

/** A log's state, and the signed note that states it. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/** A range of entries: from `from`, by default 0, up to `to`, not included. */
export interface EntryRange {
  readonly from?: number;
  readonly to?: number;
}

/** An entry with its index, its log, and its bytes as they were hashed. */
export interface LogEntry extends ExportRow {
  readonly bytes: Uint8Array;
}

/**
 * Reads the current checkpoint of a log.
 *
 * @param trust the key or policy that it must be signed by. Without it no signature is checked: leave it out only for a log of your own
 * @throws {FedzkError} `not-found`: there is no log; `damaged`: there is a log, and its checkpoint is missing;
 *   `rolled-back`: the log's folder says that a larger tree was signed; `not-authentic`; `invalid-state`: the folder's state
 *   is another log's; `invalid-argument`; what the reader throws
 */
export async function currentCheckpoint(reader: LogReader, trust?: Trust): Promise<SignedCheckpoint> {
  const { note, checkpoint, problem } = await readNewest(requireReader(reader), trust);
  if (note === undefined) throw await noCheckpoint(reader);
  if (typeof checkpoint !== 'object') {
    const name = trust && policyOf(trust).log.name;
    throw new FedzkError('not-authentic', `The log's checkpoint ${inWords(checkpoint, note, name)}.`);
  }
  if (problem !== undefined) throw new FedzkError(problem.code, `${problem.where}: ${problem.why.replace(/\.$/, '')}.`);
  return { ...checkpoint, note };
}

type Newest = Pick<NewestCheckpoint, 'note' | 'problem'> & { readonly checkpoint: Checkpoint | CheckpointProblem };

async function readNewest(reader: LogReader, trust: Trust | undefined): Promise<Newest> {
  if (trust !== undefined) return newestCheckpoint(reader, policyOf(trust));
  const bytes = await reader.read('checkpoint');
  const note = bytes && decoded(bytes);
  return {
    note,
    checkpoint: (note === undefined ? undefined : checkpointOf(note)) ?? 'malformed-checkpoint',
    problem: undefined,
  };
}

async function noCheckpoint(reader: LogReader): Promise<FedzkError> {
  if ((await reader.read(SIGNED)) === undefined) return noLog();
  return new FedzkError(
    'damaged',
    `The log's "checkpoint" is missing, though ${SIGNED} is there: open the log with its signer, which publishes it again.`,
  );
}

/**
 * Reads entries, and checks that each leads to the checkpoint's root.
 *
 * @param options `onProgress` is called after each bundle of 256 entries; an export with `exportAs` ends with them too
 * @throws {FedzkError} `damaged`: an entry is missing, or not what was hashed; `invalid-argument`; what the reader throws; the
 *   reason of `signal`
 *
 * @example
 * ```ts
 * const reader = directoryStorage('audit');
 * for await (const { index, entry } of readEntries(reader, await currentCheckpoint(reader, { verifierKey }))) {
 *   console.log(index, entry.operation);
 * }
 * ```
 */
export async function* readEntries(
  reader: LogReader,
  checkpoint: Checkpoint,
  range: EntryRange = {},
  options: CallOptions = {},
): AsyncGenerator<LogEntry> {
  const { from = 0, to } = optionsOf(range, ['from', 'to'], 'range');
  const { signal, onProgress } = callOptionsOf(options);
  requireReader(reader);
  const { origin, size } = requireCheckpoint(checkpoint);
  const end = Math.min(to === undefined ? size : requireWhole(to, 'to'), size);
  const tiles = cached(reader);
  const first = requireWhole(from, 'from');
  for (let index = first; index < end; ) {
    signal?.throwIfAborted();
    const bundle = Math.floor(index / TILE_WIDTH);
    const { entries, leaves } = await ending(readBundle(reader, tiles, bundle, checkpoint), signal);
    for (const bytes of entries.slice(index % TILE_WIDTH, end - bundle * TILE_WIDTH)) {
      const at = (index % TILE_WIDTH) * HASH_BYTES;
      const leafHash = leaves.slice(at, at + HASH_BYTES);
      yield { origin, index, leafHash, entry: entryOf(bytes, index), bytes: copyBytes(bytes) };
      index++;
    }
    onProgress?.((index - first) / (end - first));
  }
}

/** Checks for a checkpoint. */
export function requireCheckpoint<T extends Checkpoint>(checkpoint: T): T {
  if (typeof checkpoint === 'object' && checkpoint !== null && byteLength(checkpoint.root) === HASH_BYTES)
    return checkpoint;
  throw unexpected('checkpoint', 'that of a log, such as currentCheckpoint(reader) gives', checkpoint);
}

function entryOf(bytes: Uint8Array, index: number): ExportRow['entry'] {
  const entry = decodeEvent(bytes);
  if (entry !== undefined) return entry;
  throw new FedzkError('damaged', `Entry ${index} is not an event of this version; a newer version may read it.`);
}

/** A bundle and its entries: with their leaf hashes as its tile, its first one has a proof. */
export async function readBundle(
  reader: LogReader,
  tiles: LogReader,
  index: number,
  { size, root }: Checkpoint,
): Promise<{ readonly bytes: Uint8Array; readonly entries: readonly Uint8Array[]; readonly leaves: Uint8Array }> {
  const width = widthAt(0, index, size);
  const path = tilePath('entries', index, width);
  const bytes = await readTile(reader, 'entries', index, width);
  const entries = bytes && bundleEntries(bytes);
  const leaves = bytes && leafHashes(bytes)?.subarray(0, width * HASH_BYTES);
  if (bytes === undefined || entries === undefined || leaves === undefined || entries.length < width) {
    throw new FedzkError('damaged', `${path} is ${bytes === undefined ? 'missing' : 'damaged'}.`);
  }
  const own = tilePath(0, index, width);
  const withLeaves: LogReader = { read: async (wanted) => (wanted === own ? leaves : tiles.read(wanted)) };
  await new Tiles(withLeaves, size).prove(index * TILE_WIDTH, root);
  return { bytes, entries: entries.slice(0, width), leaves };
}

const CACHED = 16;

/** Keeps the last files that were read: neighbouring entries share most of their tiles. */
export function cached(reader: LogReader): LogReader {
  const kept = new Map<string, Promise<Uint8Array | undefined>>();
  return {
    read(path) {
      const read = kept.get(path) ?? reader.read(path);
      kept.delete(path);
      kept.set(path, read);
      for (const [oldest] of kept) if (kept.size > CACHED) kept.delete(oldest);
      return read;
    },
  };
}
