// The result of a round, which both aggregators sign: the sums, the reports in them, and the reports left
// out. agg-service.md, §4 and §5.

import { listOf, optionsOf, plainView, toHex, unexpected } from '@fedzk/core';
import { check, checkInteger, readRound } from './argument.js';
import {
  hashOf,
  integerTextOf,
  type Kind,
  objectOf,
  orNull,
  readDocument,
  WrongTask,
  writeDocument,
} from './canonical.js';
import { setHash, sorted } from './collect.js';
import type { Bytes } from './encoding.js';
import { HASH_BYTES, plainHash } from './hashes.js';
import type { Task } from './task.js';
import { fileOf } from './task-file.js';

/** The number of report ids, and H("set", ids) of them in ascending order, 64 lower-case hex digits. */
export interface IdSet {
  readonly count: number;
  readonly hash: string;
}

/** The result of a round. */
export interface RoundResult {
  readonly round: bigint;
  /** The number of reports in the sums. */
  readonly count: number;
  /** H("set", …) of their ids, 64 lower-case hex digits. */
  readonly set: string;
  /** SHA-256 of the sums as {@link sumsBytes} writes them, 64 lower-case hex digits. */
  readonly sums: string;
  /** The reports that the helper gave receipts for, if the task has announcements. */
  readonly announced?: IdSet | undefined;
  /** The announced reports whose client has no report in the sums. */
  readonly omitted?: IdSet | undefined;
}

/** The fields of a result. Report ids have 32 bytes, in any order. */
export interface ResultOptions {
  readonly round: number | bigint;
  /** Ids of the reports in the sums. */
  readonly ids: readonly Uint8Array[];
  readonly sums: Int32Array;
  readonly announced?: readonly Uint8Array[];
  readonly omitted?: readonly Uint8Array[];
}

type Field = 'task' | 'round' | 'count' | 'set' | 'sums' | 'announced' | 'omitted';
const FIELDS: readonly Field[] = ['task', 'round', 'count', 'set', 'sums', 'announced', 'omitted'];
const KIND: Kind<Field> = { type: 'fedzk-agg/result', fields: FIELDS, most: 4096 };

/**
 * Writes the result of a round, canonical JSON, for both aggregators to sign.
 *
 * @throws {FedzkError} `invalid-argument`, also for a result that {@link readResult} would refuse
 */
export function writeResult(task: Task, options: ResultOptions): Uint8Array {
  const { hash } = fileOf(task);
  const { round, ids, sums, announced, omitted } = optionsOf(options, ['round', 'ids', 'sums', 'announced', 'omitted']);
  const set = idSet('ids', ids);
  const bytes = writeDocument(KIND, {
    task: hash,
    round: String(readRound(round)),
    count: set.count,
    set: set.hash,
    sums: toHex(plainHash(sumsBytes(sums))),
    announced: announced === undefined ? null : idSet('announced', announced),
    omitted: omitted === undefined ? null : idSet('omitted', omitted),
  });
  readResult(task, bytes);
  return bytes;
}

function idSet(name: string, ids: readonly Uint8Array[]): IdSet {
  const read = listOf(ids, name, 'an array of report ids', (id, i) => {
    const bytes = plainView(id, ['Uint8Array']);
    if (bytes?.length !== HASH_BYTES) throw unexpected(`${name}[${i}]`, `${HASH_BYTES} bytes`, id);
    return new Uint8Array(bytes);
  });
  return { count: read.length, hash: toHex(setHash(sorted(read))) };
}

/**
 * Writes sums as they are published: four bytes each, big-endian.
 *
 * @throws {FedzkError} `invalid-argument`: no Int32Array
 */
export function sumsBytes(sums: Int32Array): Bytes {
  const plain = plainView(sums, ['Int32Array']);
  if (plain === undefined) throw unexpected('sums', 'an Int32Array', sums);
  const view = new DataView(new ArrayBuffer(4 * plain.length));
  for (const [i, sum] of plain.entries()) view.setInt32(4 * i, sum);
  return new Uint8Array(view.buffer);
}

/** Reads sums that {@link sumsBytes} wrote. */
export function readSums(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getInt32(4 * i));
}

/**
 * Reads a result of the task.
 *
 * @throws {WrongTask} the result is of another task
 * @throws {FedzkError} `invalid-argument`, also for a count that the task does not allow, or more reports
 *   left out than it allows
 */
export function readResult(task: Task, bytes: Uint8Array): RoundResult {
  const { hash, omit } = fileOf(task);
  const { fields } = readDocument('result', bytes, KIND);
  if (fields.task !== hash) throw new WrongTask('result', fields.task, hash);
  const most = task.clients?.length ?? 2 ** task.headroom;
  checkInteger('result.count', fields.count, task.minBatch, most);
  const read = (name: 'announced' | 'omitted'): IdSet | undefined =>
    orNull(fields[name], (set) => readSet(`result.${name}`, set, most));
  const [announced, omitted] = [read('announced'), read('omitted')];
  for (const [name, set] of [['announced', announced] as const, ['omitted', omitted] as const]) {
    const expected = omit === undefined ? 'null: the task has no announcements' : 'a count and a hash';
    check(`result.${name}`, fields[name], expected, (set === undefined) === (omit === undefined));
  }
  if (omit !== undefined && announced !== undefined && omitted !== undefined) {
    const allowed = mostOmitted(announced.count, omit);
    checkInteger('result.omitted.count', omitted.count, 0, Math.min(allowed, announced.count));
  }
  return {
    round: readRound(integerTextOf('result.round', fields.round)),
    count: fields.count as number,
    set: hashOf('result.set', fields.set),
    sums: hashOf('result.sums', fields.sums),
    announced,
    omitted,
  };
}

/** Returns how many of the announced clients a sum may leave out (R2). */
export function mostOmitted(announced: number, omit: number): number {
  return Math.max(1, Math.floor(announced / omit));
}

function readSet(place: string, value: unknown, most: number): IdSet {
  const { count, hash } = objectOf(place, value, ['count', 'hash']);
  checkInteger(`${place}.count`, count, 0, most);
  return { count: count as number, hash: hashOf(`${place}.hash`, hash) };
}
