// Bundles of a log, each hashed and compared with its tile: what a log's verification consists of for the most part.

import { sameBytes } from '../bytes.js';
import type { LogReader } from '../storage/storage.js';
import { widthAt } from '../tree/paths.js';
import { type Part, type Room, readPart, readPartNow } from '../tree/tiles.js';
import { bundleHashes, checkedRoot, HASH_BYTES, MOST_BUNDLE_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';

/** What has to be known of a log to check its bundles. */
export interface Plan {
  readonly size: number;
  /** Bundles of entries before this one may be missing. */
  readonly minimum: number;
  /** A bundle whose leaf hashes are wanted, since an earlier tree ends in it. */
  readonly within?: number;
}

/** Something that is not as it should be. */
export interface LogProblem {
  /** A path of the log. */
  readonly where: string;
  readonly why: string;
}

/** What came of a bundle. With neither a root nor leaves nothing can be said of those that follow. */
export interface CheckedBundle {
  /** Of a full one: the root over its leaf hashes. */
  readonly root?: Uint8Array;
  /** Of one that isn't full, and of the one that was asked for: its leaf hashes. */
  readonly leaves?: Uint8Array;
  /** Entries that were hashed. */
  readonly entries: number;
  /** Entries whose hashes alone are there. */
  readonly pruned: number;
  /** Tiles that were compared: 0 or 1. */
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

/** Bundles in their order. */
export function checkedBundles(reader: LogReader, plan: Plan, some: Some = {}): AsyncGenerator<CheckedBundle> {
  return reader.readInto === undefined ? checkedAhead(reader, plan, some) : checkedNow(reader.readInto, plan, some);
}

/** Some are being fetched while one is hashed. */
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

/** How many are checked before others have their turn: some milliseconds. */
const A_TURN = 32;

/** Each is read and hashed at once, and nothing is made anew for it. */
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
    if (index % A_TURN === A_TURN - 1) await others();
  }
}

/** Resolves when timers and messages had their turn. */
function others(): Promise<void> {
  const { setImmediate: soon = setTimeout } = globalThis as { setImmediate?: (run: () => void) => unknown };
  return new Promise((resolve) => soon(resolve));
}

/** A bundle and its tile. */
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

/** The same as {@link checkBundle}, of what may be neither whole nor there. */
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
  // Whoever wrote other entries has to have made the root of them: hashes stand for what can't be read.
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
    // A copy: what was read may be read over.
    ...((width < TILE_WIDTH || index === within) && { leaves: leaves.slice() }),
    entries: whole ? width : 0,
    pruned: bundle.bytes === undefined ? width : 0,
    tiles: compared.tiles,
    problems: [...problems, ...compared.problems],
  };
}

/** Whether a tile is there, and what its hashes should be. */
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
