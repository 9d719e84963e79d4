// Verifies a whole log, from its entries up to its root.

import { callbackOf, FedzkError, fieldsOf, requireKnown, signalOf, toHex, unexpected } from '@fedzk/core';
import { requireReader, requireWhole } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { checkCheckpoint, inWords, type VerifiedCheckpoint } from '../note/checkpoint.js';
import { policyOf, TRUST, type Trust } from '../note/policy.js';
import type { LogReader } from '../storage/storage.js';
import { readPart } from '../tree/tiles.js';
import { HASH_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';
import { NO_LOG } from '../words.js';
import { SIGNED } from '../writer/signed.js';
import { bundlesOf, type CheckedBundle, checkedBundles, compareTile, type LogProblem, type Plan } from './bundles.js';
import { Edges } from './edges.js';
import { type NewestCheckpoint, newestCheckpoint } from './newest.js';
import { plainReader } from './plain.js';

/** What {@link verifyLog} takes beside the reader. */
export type VerifyLogOptions = Trust & {
  /** An earlier signed checkpoint, of which the log must be a continuation. */
  readonly since?: string;
  /** Entries before this index may have been pruned; for those, tiles are read instead of bundles. A multiple of 256. */
  readonly minimum?: number;
  /** Called after each bundle. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
  /** How many bundles are fetched at a time, each with its tile; default 16. */
  readonly concurrency?: number;
};

/** What was checked of a log, and the result. */
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
  /** What was not checked, in words. */
  readonly notChecked: readonly string[];
}

const MOST_PROBLEMS = 100;
/** Beside those that say whom to trust. */
const OPTIONS = ['since', 'minimum', 'onProgress', 'signal', 'concurrency'] as const;

/**
 * Verifies a whole log: hashes each entry, compares each tile with its entries, and compares the root with the signed one.
 * Memory does not grow with the log.
 *
 * @returns a report, which names the problems of the log
 * @throws {FedzkError} `invalid-argument`; what the reader throws; the reason of `signal`
 */
export function verifyLog(reader: LogReader, options: VerifyLogOptions): Promise<LogReport> {
  return verifyLogBy(checkedBundles, reader, options);
}

/** Does the same with another function to check the bundles, which reads the options in `others`. */
export async function verifyLogBy(
  checkBundles: CheckBundles,
  reader: LogReader,
  options: VerifyLogOptions,
  others: readonly string[] = [],
): Promise<LogReport> {
  requireReader(reader);
  const policy = policyOf(options);
  requireKnown(options, [...TRUST, ...OPTIONS, ...others]);
  const given = fieldsOf(options, OPTIONS, 'options');
  const { minimum = 0 } = given;
  if (!Number.isSafeInteger(minimum) || minimum < 0 || minimum % TILE_WIDTH !== 0) {
    throw unexpected('minimum', 'a multiple of 256 from 0', minimum);
  }
  const since = given.since === undefined ? undefined : checkCheckpoint(given.since, policy);
  if (typeof since === 'string') {
    throw new FedzkError(
      'invalid-argument',
      `"since" expected a signed checkpoint of this log; it ${inWords(since, given.since, policy.log.name)}.`,
    );
  }
  requireWhole(given.concurrency ?? 16, 'concurrency', 1);
  callbackOf(given.onProgress, 'onProgress');
  const plain = plainReader(reader, signalOf(given.signal));
  const newest = await newestCheckpoint(plain, policy);
  const { checkpoint } = newest;
  if (typeof checkpoint === 'string') return noCheckpoint(policy.log.name, newest);
  const pass = new Pass(plain, checkpoint, minimum, since, newest);
  // Inherits nothing: how bundles are divided among threads are options too, and none of the caller's.
  await pass.run(Object.assign(Object.create(null), given), checkBundles);
  return pass.report();
}

function noCheckpoint(origin: string, { note, checkpoint, signed }: NewestCheckpoint): LogReport {
  const beside = signed === undefined ? `: ${NO_LOG}` : `, and by ${SIGNED} a tree of size ${signed.size} was signed`;
  const why =
    typeof checkpoint === 'object' || note === undefined
      ? `it is missing${beside}`
      : `it ${inWords(checkpoint, note, origin)}`;
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

type PassOptions = Pick<VerifyLogOptions, 'onProgress' | 'signal' | 'concurrency'>;

/** Who checks the bundles of a log, from the first to the last. */
export type CheckBundles = (reader: LogReader, plan: Plan, options: PassOptions) => AsyncIterable<CheckedBundle>;

/** One reading. */
class Pass {
  readonly #reader: LogReader;
  readonly #checkpoint: VerifiedCheckpoint;
  readonly #since: VerifiedCheckpoint | undefined;
  readonly #plan: Plan;
  readonly #problems: LogProblem[] = [];
  /** Why nobody could look whether the checkpoint is the newest one. */
  readonly #unchecked: string | undefined;
  readonly #edges = new Edges((level, index, hashes) => this.#compareTile(level, index, hashes));
  #sinceHolds: boolean | undefined;
  #entries = 0;
  #pruned = 0;
  #tiles = 0;

  constructor(
    reader: LogReader,
    checkpoint: VerifiedCheckpoint,
    minimum: number,
    since: VerifiedCheckpoint | undefined,
    { problem, unchecked }: NewestCheckpoint,
  ) {
    if (problem !== undefined) this.#problem(problem.where, problem.why);
    this.#unchecked = unchecked;
    this.#reader = reader;
    this.#checkpoint = checkpoint;
    this.#since = since;
    this.#plan = {
      size: checkpoint.size,
      minimum,
      ...(since !== undefined && since.size > 0 && { within: Math.floor((since.size - 1) / TILE_WIDTH) }),
    };
    if (since?.size === 0) this.#sinceHolds = sameBytes(since.root, rootOf(new Uint8Array(0)));
  }

  async run(options: PassOptions, checkBundles: CheckBundles): Promise<void> {
    const { onProgress, signal } = options;
    const bundles = bundlesOf(this.#plan);
    let index = 0;
    for await (const checked of checkBundles(this.#reader, this.#plan, options)) {
      signal?.throwIfAborted();
      this.#entries += checked.entries;
      this.#pruned += checked.pruned;
      this.#tiles += checked.tiles;
      this.#problems.push(...checked.problems);
      if (checked.root === undefined && checked.leaves === undefined) return;
      await this.#add(index++, checked);
      onProgress?.(index / bundles);
      if (this.#problems.length >= MOST_PROBLEMS) return;
    }
    await this.#finish();
  }

  async #add(index: number, { root, leaves }: CheckedBundle): Promise<void> {
    if (leaves !== undefined && index === this.#plan.within && this.#since !== undefined) {
      const before = leaves.subarray(0, (this.#since.size - index * TILE_WIDTH) * HASH_BYTES);
      this.#sinceHolds = sameBytes(this.#edges.rootWith(before), this.#since.root);
    }
    if (root !== undefined) await this.#edges.push(1, root);
    else if (leaves !== undefined) await this.#edges.push(0, leaves);
  }

  async #compareTile(level: number, index: number, hashes: Uint8Array): Promise<void> {
    const tile = await readPart(this.#reader, level, index, hashes.length / HASH_BYTES);
    const compared = compareTile(tile, hashes);
    this.#tiles += compared.tiles;
    this.#problems.push(...compared.problems);
  }

  async #finish(): Promise<void> {
    await this.#edges.finish();
    if (this.#problems.length >= MOST_PROBLEMS) return;
    if (!sameBytes(this.#edges.root(), this.#checkpoint.root)) {
      this.#problem('checkpoint', 'its root is not that of the entries');
    }
    if (this.#since === undefined) return;
    if (this.#since.size > this.#checkpoint.size) {
      this.#problem('checkpoint', `it is older than the one of size ${this.#since.size} that was given as "since"`);
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
      ...(this.#unchecked === undefined ? [] : [this.#unchecked]),
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
