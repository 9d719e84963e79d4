// The round record: a round's model and times. Both aggregators sign one per round, so that all clients
// get the same model. agg-service.md, §4.

import { FedzkError, optionsOf } from '@fedzk/core';
import { checkInteger, readRound } from './argument.js';
import {
  integerTextOf,
  type Kind,
  orNull,
  readDocument,
  timeOf,
  timeText,
  WrongTask,
  writeDocument,
} from './canonical.js';
import { roundTimes } from './schedule.js';
import type { Task } from './task.js';
import { fileOf, type Model, readModel } from './task-file.js';

/** A round as both aggregators announce it. */
export interface RoundRecord {
  readonly round: bigint;
  /** In milliseconds since 1970, whole seconds. */
  readonly opens: number;
  /** When uploads end, in milliseconds since 1970, if known; with a schedule it always is. */
  readonly closes?: number | undefined;
  /** The model that clients start from. */
  readonly model?: Model | undefined;
}

/** The fields of a round record. If the task has a schedule, the times are the schedule's. */
export interface RecordOptions {
  readonly round: number | bigint;
  readonly opens?: number;
  readonly closes?: number;
  readonly model?: Model;
}

const KIND: Kind<'task' | 'round' | 'opens' | 'closes' | 'model'> = {
  type: 'fedzk-agg/round',
  fields: ['task', 'round', 'opens', 'closes', 'model'],
  most: 4096,
};

/**
 * Writes a round record, canonical JSON, for both aggregators to sign.
 *
 * @throws {FedzkError} `invalid-argument`, also for times that are not the schedule's
 *
 * @example
 * ```ts
 * const record = writeRecord(task, { round: 7, model: { id: 'mlp-1', sha256 } });
 * const { signature } = await signDocument(task, 'record', record, signingKey);
 * ```
 */
export function writeRecord(task: Task, options: RecordOptions): Uint8Array {
  const { hash, schedule } = fileOf(task);
  const { round, model, ...given } = optionsOf(options, ['round', 'opens', 'closes', 'model']);
  const number = readRound(round);
  const times = schedule && roundTimes(schedule, number);
  const { opens = times?.opens, closes = times?.uploadsEnd } = given;
  const bytes = writeDocument(KIND, {
    task: hash,
    round: String(number),
    opens: written('opens', opens),
    closes: closes === undefined ? null : written('closes', closes),
    model: model === undefined ? null : readModel('model', model),
  });
  readRecord(task, bytes);
  return bytes;
}

function written(name: string, time: unknown): string | undefined {
  const [least, most] = [0, Number.MAX_SAFE_INTEGER];
  checkInteger(name, time, least, most);
  return timeText(time as number);
}

/**
 * Reads a round record of the task.
 *
 * @throws {WrongTask} the record is of another task
 * @throws {FedzkError} `invalid-argument`, also for times that are not the schedule's
 */
export function readRecord(task: Task, bytes: Uint8Array): RoundRecord {
  const { hash, schedule } = fileOf(task);
  const { fields } = readDocument('record', bytes, KIND);
  if (fields.task !== hash) throw new WrongTask('record', fields.task, hash);
  const record = {
    round: readRound(integerTextOf('record.round', fields.round)),
    opens: timeOf('record.opens', fields.opens),
    closes: orNull(fields.closes, (closes) => timeOf('record.closes', closes)),
    model: orNull(fields.model, (model) => readModel('record.model', model)),
  };
  const times = schedule && roundTimes(schedule, record.round);
  if (times !== undefined && (times.opens !== record.opens || times.uploadsEnd !== record.closes)) {
    const expected = [times.opens, times.uploadsEnd].map(timeText).join(' and ');
    throw new FedzkError('invalid-argument', `"record" expected the times of the task's schedule, ${expected}.`);
  }
  if (record.closes !== undefined && record.closes <= record.opens) {
    throw new FedzkError('invalid-argument', '"record.closes" expected a moment after "record.opens".');
  }
  return record;
}
