// The task, which all parties have agreed on. Its hash is in every report, so a report of another task is
// refused.

import { optionsOf } from '@fedzk/core';
import { type Curve, constraints, largestCount, largestNormSq } from '@fedzk/statement';
import { type Level, SECURITY_LEVELS } from '@fedzk/verify/levels';
import { check, checkId, checkInteger, checkVkeyId } from './argument.js';
import { LEAST_BATCH, readAggregatorKeys, readClients } from './parties.js';
import type { TaskFile } from './task-file.js';

export type { Level };

/** A client whose reports are signed. */
export interface TaskClient {
  /** 1 to 64 bytes of UTF-8, compared as bytes. */
  readonly id: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** The numbers, ids and keys of a task. */
export interface TaskOptions {
  /** 1 to 64 bytes of UTF-8. */
  readonly id: string;
  /** `standard` or `enhanced`, both on BN254, or `maximum`, on BLS12-381. */
  readonly level: Level;
  /** The curve of the level, which is the default. */
  readonly curve?: Curve;
  /**
   * Values per proof, up to the capacity of the level's key. With 8 bits and a headroom of 10 that is 64
   * for `standard`, 800 for `enhanced` and 8,192 for `maximum`.
   */
  readonly n: number;
  /** b: values are integers −2^(b−1) … 2^(b−1) − 1. */
  readonly bits: 4 | 8 | 16;
  /** h, 1 to 16: a round takes up to 2^h reports. bits + headroom must not exceed 32. */
  readonly headroom: number;
  /** T, proofs per report, 1 (the default) to 64. The norm bound is per proof, so it is T times as high in total. */
  readonly parts?: number;
  /** The largest Σ x² of a proof's values. */
  readonly maxNormSq: bigint;
  /** The fewest reports of a round's sum, 2 or more. */
  readonly minBatch: number;
  /** X25519 public keys, 32 bytes each, different. */
  readonly aggregatorKeys: { readonly leader: Uint8Array; readonly helper: Uint8Array };
  /**
   * The clients that may report. Without them the task is open: everyone whom the leader's caller has
   * authenticated may report. A dishonest leader can then fill a batch with invented clients and learn
   * the update of a real one, so name the clients in production.
   */
  readonly clients?: readonly TaskClient[];
  /** `Verifier.id` of the circuit's key. By default each party uses the id of its own key. */
  readonly vkeyId?: string;
}

/** A task that {@link createTask} or `readTaskFile` has checked. It is immutable. */
export interface Task extends TaskOptions {
  readonly parts: number;
  readonly curve: Curve;
  /** The contents of the file that the task was read from. */
  readonly file?: TaskFile;
}

const LEVELS = Object.keys(SECURITY_LEVELS) as readonly Level[];
const MOST_PARTS = 64;
const MOST_HEADROOM = 16;
const MOST_SLOT_BITS = 32;
/** The names of a task's options. */
export const OPTIONS: readonly (keyof TaskOptions)[] = [
  'id',
  'level',
  'curve',
  'n',
  'bits',
  'headroom',
  'parts',
  'maxNormSq',
  'minBatch',
  'aggregatorKeys',
  'clients',
  'vkeyId',
];
/** Tasks that this package has made. */
const checked = new WeakSet<Task>();

/** Tells whether this package has made, and so checked, a task. */
export function isChecked(task: Task): boolean {
  return checked.has(task);
}

/** Adds a file's contents to a task. */
export function withFile(task: Task, file: TaskFile): Task {
  const whole: Task = Object.freeze({ ...task, file });
  checked.add(whole);
  return whole;
}

/**
 * Checks the numbers, ids and keys of a task.
 *
 * @throws {FedzkError} `invalid-argument`, which names the wrong field
 *
 * @example
 * ```ts
 * const task = createTask({
 *   id: 'digits', level: 'enhanced', n: 650, bits: 8, headroom: 10, maxNormSq: 1_000_000n, minBatch: 3,
 *   aggregatorKeys: { leader: leaderKeys.publicKey, helper: helperKeys.publicKey },
 *   clients: [{ id: 'client_001', publicKey }, …],
 * });
 * ```
 */
export function createTask(options: TaskOptions): Task {
  const {
    id,
    level,
    n,
    bits,
    headroom,
    parts = 1,
    maxNormSq,
    minBatch,
    vkeyId,
    ...others
  } = optionsOf(options, OPTIONS);
  checkId('id', id);
  check('level', level, LEVELS.join(' or '), LEVELS.includes(level));
  const { curve } = SECURITY_LEVELS[level];
  check('curve', others.curve, `${curve}, the level's`, others.curve === undefined || others.curve === curve);
  checkInteger('n', n, 1, 2 ** 32 - 1);
  check('bits', bits, '4, 8 or 16', bits === 4 || bits === 8 || bits === 16);
  checkInteger('headroom', headroom, 1, Math.min(MOST_HEADROOM, MOST_SLOT_BITS - bits));
  const room = capacityOf(level, { bits, headroom });
  check('n', n, `${room} at most, for which the key of the level ${level} has room`, n <= room);
  checkInteger('parts', parts, 1, MOST_PARTS);
  const most = largestNormSq({ n, bits, headroom });
  const isNorm = typeof maxNormSq === 'bigint' && maxNormSq >= 1n && maxNormSq <= most;
  check('maxNormSq', maxNormSq, `a bigint from 1 to ${most}, which n values of so many bits can reach`, isNorm);
  checkInteger('minBatch', minBatch, LEAST_BATCH, 2 ** headroom);
  if (vkeyId !== undefined) checkVkeyId(vkeyId);
  const clients = others.clients === undefined ? undefined : readClients(others.clients, minBatch);
  const task: Task = Object.freeze({
    id,
    level,
    curve,
    n,
    bits,
    headroom,
    parts,
    maxNormSq,
    minBatch,
    aggregatorKeys: readAggregatorKeys(others.aggregatorKeys),
    ...(clients && { clients }),
    ...(vkeyId !== undefined && { vkeyId }),
  });
  checked.add(task);
  return task;
}

/** Returns the most values of a proof, which the circuit of the level's key has room for. */
export function capacityOf(level: Level, slot: Pick<TaskOptions, 'bits' | 'headroom'>): number {
  return largestCount(constraints({ n: SECURITY_LEVELS[level].capacity, bits: 8, headroom: 10 }), slot);
}
