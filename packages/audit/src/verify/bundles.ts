// Checks the bundles of a log, each hashed and compared with its tile: most of the work of verifying a log.

import { nextTurn } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import type { LogReader } from '../storage/storage.js';
import { widthAt } from '../tree/paths.js';
import { type Part, type Room, readPart, readPartNow } from '../tree/tiles.js';
import { bundleHashes, checkedRoot, HASH_BYTES, MOST_BUNDLE_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';

/** The data that checking a log's bundles needs. */
export interface Plan {
  readonly size: number;
  /** Bundles of entries before this one may be missing. */
  readonly minimum: number;
  /** A bundle whose leaf hashes are wanted, since an earlier tree ends in it. */
  readonly within?: number;
}

/** A problem that was found in a log. */
export interface LogProblem {
  /** A path of the log. */
  readonly where: string;
  readonly why: string;
}

/** The result of checking a bundle. Without a root and leaves, the bundles after it can't be checked. */
export interface CheckedBundle {
  /** For a full bundle: the root over its leaf hashes. */
  readonly root?: Uint8Array;
  /** For a partial bundle, and for the one in `within`: its leaf hashes. */
  readonly leaves?: Uint8Array;
  /** The number of entries that were hashed. */
  readonly entries: number;
  /** The number of entries of which only the hashes were found. */
  readonly pruned: number;
  /** The number of tiles that were compared: 0 or 1. */
  readonly tiles: number;
  readonly problems: readonly LogProblem[];
}

export function bundlesOf({ size }: Plan): number {
  return Math.ceil(size / TILE_WIDTH);
}

interface Some {
  readonly concurrency?: number;
  readonly first?: number;
  /** Not one of them. */
  readonly end?: number;
}

/** Checks bundles in their order. */
export function checkedBundles(reader: LogReader, plan: Plan, some: Some = {}): AsyncGenerator<CheckedBundle> {
  return reader.readInto === undefined ? checkedAhead(reader, plan, some) : checkedNow(reader.readInto, plan, some);
}

/** Checks bundles, and fetches the next ones while it hashes one. */
async function* checkedAhead(
  reader: LogReader,
  plan: Plan,
  { concurrency = 16, first = 0, end = bundlesOf(plan) }: Some,
): AsyncGenerator<CheckedBundle> {
  const coming: ReturnType<typeof fetchBundle>[] = [];
  for (let index = first; index < end; index++) {
    for (let ahead = index + coming.length; coming.length < concurrency && ahead < end; ahead++) {
      const parts = fetchBundle(reader, plan, ahead);
      parts.catch(() => undefined); // it is awaited below
      coming.push(parts);
    }
    const [bundle, tile] = (await coming.shift()) ?? (await fetchBundle(reader, plan, index));
    yield checkBundle(plan, index, bundle, tile);
  }
}

/** How many bundles are checked before timers and messages get a turn: some milliseconds. */
const A_TURN = 32;

/** Checks bundles that are read synchronously, into the same memory each time. */
async function* checkedNow(
  readInto: NonNullable<LogReader['readInto']>,
  plan: Plan,
  { first = 0, end = bundlesOf(plan) }: Some,
): AsyncGenerator<CheckedBundle> {
  const [entries, hashes]: [Room, Room] = [
    { bytes: new Uint8Array(1 << 17), most: MOST_BUNDLE_BYTES },
    { bytes: new Uint8Array(TILE_WIDTH * HASH_BYTES + 1), most: TILE_WIDTH * HASH_BYTES },
  ];
  for (let index = first; index < end; index++) {
    const width = widthAt(0, index, plan.size);
    const bundle = readPartNow(readInto, entries, 'entries', index, width);
    yield checkBundle(plan, index, bundle, readPartNow(readInto, hashes, 0, index, width));
    if (index % A_TURN === A_TURN - 1) await nextTurn();
  }
}

/** Reads a bundle and its tile. */
function fetchBundle(reader: LogReader, { size }: Plan, index: number): Promise<readonly [Part, Part]> {
  const width = widthAt(0, index, size);
  return Promise.all([readPart(reader, 'entries', index, width), readPart(reader, 0, index, width)]);
}

function checkBundle(plan: Plan, index: number, bundle: Part, tile: Part): CheckedBundle {
  const width = widthAt(0, index, plan.size);
  if (width === TILE_WIDTH && index !== plan.within && isBundle(bundle) && isTile(tile)) {
    const root = checkedRoot(bundle.bytes, tile.bytes);
    if (root !== undefined) return { root, entries: width, pruned: 0, tiles: 1, problems: [] };
  }
  return explainBundle(plan, index, bundle, tile);
}

type Read = Part & { readonly bytes: Uint8Array };

function isBundle(part: Part): part is Read {
  return part.bytes !== undefined && part.bytes.length <= MOST_BUNDLE_BYTES;
}

function isTile(part: Part): part is Read {
  return part.bytes?.length === part.width * HASH_BYTES;
}

/** Does the same as {@link checkBundle} for a bundle that may be damaged or missing, and says what is wrong. */
function explainBundle(plan: Plan, index: number, bundle: Part, tile: Part): CheckedBundle {
  const { size, minimum, within } = plan;
  const width = widthAt(0, index, size);
  const mayBeMissing = (index + 1) * TILE_WIDTH <= minimum;
  const problems: LogProblem[] = [];
  const hashes = isBundle(bundle) ? bundleHashes(bundle.bytes) : undefined;
  const whole = hashes?.leaves.length === bundle.width * HASH_BYTES;
  if (bundle.bytes !== undefined && !whole) {
    problems.push({ where: bundle.path, why: 'it is not a bundle of so many entries' });
  } else if (bundle.bytes === undefined && !mayBeMissing) {
    problems.push({ where: bundle.path, why: 'it is missing' });
  }
  // The tile's hashes stand in for a bundle that can't be read: the signed root still checks them.
  const all = whole ? hashes?.leaves : isTile(tile) ? tile.bytes : undefined;
  if (all === undefined) {
    const why = tile.bytes === undefined ? 'it is missing' : 'it is not of its length';
    problems.push({ where: tile.path, why: `${why}, and there are no entries either` });
    return { entries: 0, pruned: 0, tiles: 0, problems };
  }
  const leaves = all.subarray(0, width * HASH_BYTES);
  const compared = compareTile(tile, leaves, mayBeMissing);
  return {
    ...(width === TILE_WIDTH && { root: rootOf(leaves) }),
    // A copy: the memory may be overwritten by the next read.
    ...((width < TILE_WIDTH || index === within) && { leaves: leaves.slice() }),
    entries: whole ? width : 0,
    pruned: bundle.bytes === undefined ? width : 0,
    tiles: compared.tiles,
    problems: [...problems, ...compared.problems],
  };
}

/** Compares a tile with the hashes that it should have. */
export function compareTile(
  { path, bytes, width }: Part,
  hashes: Uint8Array,
  mayBeMissing = false,
): { readonly tiles: number; readonly problems: readonly LogProblem[] } {
  if (bytes === undefined) {
    return { tiles: 0, problems: mayBeMissing ? [] : [{ where: path, why: 'it is missing' }] };
  }
  const same = bytes.length === width * HASH_BYTES && sameBytes(bytes.subarray(0, hashes.length), hashes);
  return { tiles: 1, problems: same ? [] : [{ where: path, why: 'it is not what its entries make' }] };
}
