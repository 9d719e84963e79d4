// A whole log, from its entries up to its root.

import { FedzkError, toHex } from '@fedzk/core';
import { requireWhole } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { type CheckpointProblem, checkCheckpoint, type VerifiedCheckpoint } from '../note/checkpoint.js';
import { policyOf, type Trust } from '../note/policy.js';
import type { LogReader } from '../storage/storage.js';
import { widthAt } from '../tree/paths.js';
import { type Part, readPart } from '../tree/tiles.js';
import { bundleHashes, HASH_BYTES, MOST_BUNDLE_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';
import { decoded } from '../utf8.js';
import { plainReader } from './plain.js';

/** What {@link verifyLog} takes beside the reader. */
export type VerifyLogOptions = Trust & {
  /** A signed checkpoint of earlier, of which the log must be a continuation. */
  readonly since?: string;
  /** Entries before this one may have been pruned: where their bundles are gone, tiles stand for them. A multiple of 256. */
  readonly minimum?: number;
  /** Called after each bundle. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** How many bundles are fetched at a time, each with its tile; default 16. */
  readonly concurrency?: number;
};

/** Something that is not as it should be. */
export interface LogProblem {
  /** A path of the log. */
  readonly where: string;
  readonly why: string;
}

/** What was checked of a log, and what came of it. */
export interface LogReport {
  /** Whether nothing is wrong. */
  readonly ok: boolean;
  readonly problems: readonly LogProblem[];
  readonly origin: string;
  readonly size: number;
  /** The root that was signed, hexadecimal. */
  readonly root: string;
  /** Witnesses whose cosignatures were checked. */
  readonly witnesses: readonly string[];
  readonly checked: {
    /** Entries whose bytes were hashed. */
    readonly entries: number;
    readonly tiles: number;
    /** Whether `since` is the start of this log. */
    readonly since: boolean;
  };
  /** In words, what this says nothing about. */
  readonly notChecked: readonly string[];
}

const MOST_PROBLEMS = 100;

/**
 * Reads a log to its end: each entry is hashed, each tile compared with what its entries make, and the root with the one
 * that was signed. Memory does not grow with the log.
 *
 * @throws {FedzkError} `invalid-argument`; what the reader throws; the reason of `signal`. What is wrong with the log is in
 *   the report
 */
export async function verifyLog(reader: LogReader, options: VerifyLogOptions): Promise<LogReport> {
  const policy = policyOf(options);
  const minimum = options.minimum ?? 0;
  if (!Number.isSafeInteger(minimum) || minimum < 0 || minimum % TILE_WIDTH !== 0) {
    throw new FedzkError('invalid-argument', '"minimum" expected a multiple of 256.');
  }
  const since = options.since === undefined ? undefined : checkCheckpoint(options.since, policy);
  if (typeof since === 'string') {
    throw new FedzkError(
      'invalid-argument',
      `"since" expected a signed checkpoint of this log; it is wrong (${since}).`,
    );
  }
  requireWhole(options.concurrency ?? 16, 'concurrency', 1);
  const plain = plainReader(reader, options.signal);
  const bytes = await plain.read('checkpoint');
  const checkpoint = bytes === undefined ? 'malformed-checkpoint' : checkCheckpoint(decoded(bytes), policy);
  if (typeof checkpoint === 'string')
    return noCheckpoint(policy.log.name, bytes === undefined ? undefined : checkpoint);
  const pass = new Pass(plain, checkpoint, minimum, since);
  await pass.run(options);
  return pass.report();
}

function noCheckpoint(origin: string, problem: CheckpointProblem | undefined): LogReport {
  const why = problem === undefined ? 'it is missing' : `it is wrong: ${problem}`;
  return {
    ok: false,
    problems: [{ where: 'checkpoint', why }],
    origin,
    size: 0,
    root: '',
    witnesses: [],
    checked: { entries: 0, tiles: 0, since: false },
    notChecked: ['entries and tiles, since there is no checkpoint to compare them with'],
  };
}

/** The leaf hashes of a bundle, and the root over them where it is known. */
interface Leaves {
  readonly leaves: Uint8Array;
  readonly root?: Uint8Array;
}

/** One reading. */
class Pass {
  readonly #reader: LogReader;
  readonly #checkpoint: VerifiedCheckpoint;
  readonly #minimum: number;
  readonly #since: VerifiedCheckpoint | undefined;
  readonly #problems: LogProblem[] = [];
  /** Of each level the hashes of the tile that is being read. */
  readonly #edges: { readonly hashes: Uint8Array; width: number; tiles: number }[] = [];
  #sinceHolds: boolean | undefined;
  #entries = 0;
  #pruned = 0;
  #tiles = 0;

  constructor(
    reader: LogReader,
    checkpoint: VerifiedCheckpoint,
    minimum: number,
    since: VerifiedCheckpoint | undefined,
  ) {
    this.#reader = reader;
    this.#checkpoint = checkpoint;
    this.#minimum = minimum;
    this.#since = since;
    if (since?.size === 0) this.#sinceHolds = sameBytes(since.root, rootOf(new Uint8Array(0)));
  }

  async run({ onProgress, signal, concurrency = 16 }: VerifyLogOptions): Promise<void> {
    const bundles = Math.ceil(this.#checkpoint.size / TILE_WIDTH);
    const coming: Promise<readonly [Part, Part]>[] = [];
    for (let index = 0; index < bundles && this.#problems.length < MOST_PROBLEMS; index++) {
      for (let ahead = index + coming.length; coming.length < concurrency && ahead < bundles; ahead++) {
        const parts = this.#fetch(ahead);
        parts.catch(() => undefined); // it is awaited below
        coming.push(parts);
      }
      signal?.throwIfAborted();
      const [bundle, tile] = (await coming.shift()) ?? (await this.#fetch(index));
      const read = this.#leavesOf(index, bundle, tile);
      if (read === undefined) return;
      await this.#add(index, read, tile);
      onProgress?.(index + 1, bundles);
    }
    await this.#finish();
  }

  /** A bundle and its tile. */
  #fetch(index: number): Promise<readonly [Part, Part]> {
    const width = widthAt(0, index, this.#checkpoint.size);
    return Promise.all([readPart(this.#reader, 'entries', index, width), readPart(this.#reader, 0, index, width)]);
  }

  /** The leaf hashes of a bundle; undefined where nothing can be said about what follows. */
  #leavesOf(index: number, bundle: Part, tile: Part): Leaves | undefined {
    const width = widthAt(0, index, this.#checkpoint.size);
    const wanted = width * HASH_BYTES;
    if (bundle.bytes !== undefined) {
      const hashes = bundle.bytes.length <= MOST_BUNDLE_BYTES ? bundleHashes(bundle.bytes) : undefined;
      if (hashes?.leaves.length === bundle.width * HASH_BYTES) {
        this.#entries += width;
        return bundle.width === width ? hashes : { leaves: hashes.leaves.subarray(0, wanted) };
      }
      this.#problem(bundle.path, 'it is not a bundle of so many entries');
    } else if ((index + 1) * TILE_WIDTH > this.#minimum) {
      this.#problem(bundle.path, 'it is missing');
    }
    // Whoever wrote other entries has to have made the root of them: hashes stand for what can't be read.
    if (tile.bytes?.length === tile.width * HASH_BYTES) {
      if (bundle.bytes === undefined) this.#pruned += width;
      return { leaves: tile.bytes.subarray(0, wanted) };
    }
    const why = tile.bytes === undefined ? 'it is missing' : 'it is not of its length';
    this.#problem(tile.path, `${why}, and there are no entries either`);
    return undefined;
  }

  async #add(index: number, { leaves, root: over }: Leaves, tile: Part): Promise<void> {
    this.#compare(tile, leaves, (index + 1) * TILE_WIDTH <= this.#minimum);
    await this.#push(0, leaves, over);
    const at = Math.min((index + 1) * TILE_WIDTH, this.#checkpoint.size);
    const { size = -1, root } = this.#since ?? {};
    if (root === undefined || size > at || size <= index * TILE_WIDTH) return;
    const before = leaves.subarray(0, (size - index * TILE_WIDTH) * HASH_BYTES);
    this.#sinceHolds = sameBytes(this.#rootWith(index, before), root);
  }

  /** The root of the tree up to a bundle, of which only so many leaves belong to it. */
  #rootWith(index: number, leaves: Uint8Array): Uint8Array {
    let right = rootOf(leaves);
    // A full bundle has gone up already: what is to its left is told by its index.
    let count = index;
    for (const { hashes } of this.#edges.slice(1)) {
      const width = count % TILE_WIDTH;
      const all = new Uint8Array((width + 1) * HASH_BYTES);
      all.set(hashes.subarray(0, width * HASH_BYTES));
      all.set(right, width * HASH_BYTES);
      right = rootOf(all);
      count = Math.floor(count / TILE_WIDTH);
    }
    return right;
  }

  /** Adds hashes to a level; a tile that is full goes up as one hash. `root`: the one over these, where that is known. */
  async #push(level: number, hashes: Uint8Array, root?: Uint8Array): Promise<void> {
    this.#edges[level] ??= { hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES), width: 0, tiles: 0 };
    const edge = this.#edges[level];
    edge.hashes.set(hashes, edge.width * HASH_BYTES);
    edge.width += hashes.length / HASH_BYTES;
    if (edge.width < TILE_WIDTH) return;
    if (level > 0) await this.#compareTile(level, edge.tiles, edge.hashes);
    edge.tiles++;
    edge.width = 0;
    await this.#push(level + 1, root ?? rootOf(edge.hashes));
  }

  async #compareTile(level: number, index: number, hashes: Uint8Array): Promise<void> {
    this.#compare(await readPart(this.#reader, level, index, hashes.length / HASH_BYTES), hashes);
  }

  #compare({ path, bytes, width }: Part, hashes: Uint8Array, mayBeMissing = false): void {
    if (bytes === undefined) {
      if (!mayBeMissing) this.#problem(path, 'it is missing');
      return;
    }
    this.#tiles++;
    const same = bytes.length === width * HASH_BYTES && sameBytes(bytes.subarray(0, hashes.length), hashes);
    if (!same) this.#problem(path, 'it is not what its entries make');
  }

  #rootOfEdges(right: Uint8Array): Uint8Array {
    for (const { hashes, width } of this.#edges) {
      const all = new Uint8Array(width * HASH_BYTES + right.length);
      all.set(hashes.subarray(0, width * HASH_BYTES));
      all.set(right, width * HASH_BYTES);
      if (all.length > 0) right = rootOf(all);
    }
    return right.length > 0 ? right : rootOf(right);
  }

  async #finish(): Promise<void> {
    for (const [level, { hashes, width, tiles }] of this.#edges.entries()) {
      if (level > 0 && width > 0) await this.#compareTile(level, tiles, hashes.subarray(0, width * HASH_BYTES));
    }
    if (this.#problems.length >= MOST_PROBLEMS) return;
    if (!sameBytes(this.#rootOfEdges(new Uint8Array(0)), this.#checkpoint.root)) {
      this.#problem('checkpoint', 'its root is not that of the entries');
    }
    if (this.#since === undefined) return;
    if (this.#since.size > this.#checkpoint.size) {
      this.#problem('checkpoint', `it is older than the one of ${this.#since.size} entries that was given as "since"`);
    } else if (this.#sinceHolds !== true) {
      this.#problem('checkpoint', 'the log is not a continuation of the one that was given as "since"');
    }
  }

  #problem(where: string, why: string): void {
    this.#problems.push({ where, why });
  }

  report(): LogReport {
    const { origin, size, root, witnesses } = this.#checkpoint;
    const notChecked = [
      ...(this.#since === undefined
        ? ['whether the log was replaced by another one of the same key: pass "since"']
        : []),
      ...(witnesses.length === 0 ? ['whether others are shown the same log: no witness was asked for'] : []),
      ...(this.#pruned > 0 ? [`what ${this.#pruned} pruned entries said: only their hashes are there`] : []),
      ...(this.#problems.length >= MOST_PROBLEMS ? ['what comes after so many problems'] : []),
    ];
    return {
      ok: this.#problems.length === 0,
      problems: this.#problems,
      origin,
      size,
      root: toHex(root),
      witnesses,
      checked: { entries: this.#entries, tiles: this.#tiles, since: this.#sinceHolds === true },
      notChecked,
    };
  }
}
