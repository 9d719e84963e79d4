// The times of a task's rounds, by the caller's clock: agg-service.md, §4 and R3.

import { fieldsOf, unexpected } from '@fedzk/core';
import { checkInteger, readRound } from './argument.js';
import { objectOf, timeOf } from './canonical.js';

/** A task's schedule. Round 1 is the first. */
export interface Schedule {
  /** When round 1 opens, in milliseconds since 1970. */
  readonly first: number;
  /** Seconds from one round's opening to the next. */
  readonly every: number;
  /** Seconds for which a round takes reports and announcements. */
  readonly uploads: number;
  /** Seconds after that in which the helper still takes prepares of the leader. */
  readonly settle: number;
}

/** A round's times, in milliseconds since 1970. */
export interface RoundTimes {
  readonly round: bigint;
  /** From this time on, reports and announcements are taken. */
  readonly opens: number;
  /** From this time on, they are refused. */
  readonly uploadsEnd: number;
  /** From this time on, the helper refuses prepares of the leader: it closes the round. */
  readonly settleEnd: number;
}

/** The phase of a round at a time; `over` lasts until the next round opens. */
export type Phase = 'uploads' | 'settle' | 'over';

const MOST_SECONDS = 2 ** 31 - 1;
/** The greatest time of a Date, ECMA-262 §21.4.1.1. */
const MOST_TIME = 8.64e15;

/**
 * Reads a schedule.
 *
 * @throws {FedzkError} `invalid-argument`, also if a round would still be settling when the next opens
 */
export function readSchedule(value: unknown): Schedule {
  const { first, every, uploads, settle } = objectOf('schedule', value, ['first', 'every', 'uploads', 'settle']);
  const time = timeOf('schedule.first', first);
  checkSeconds({ every, uploads, settle });
  return Object.freeze({
    first: time,
    every: every as number,
    uploads: uploads as number,
    settle: settle as number,
  });
}

function numbersOf(schedule: Schedule): Schedule {
  const given = fieldsOf(schedule, ['first', 'every', 'uploads', 'settle'], 'schedule');
  checkInteger('schedule.first', given.first, 0, MOST_TIME);
  checkSeconds(given);
  return given;
}

/** Checks that a round has settled before the next opens. */
function checkSeconds({ every, uploads, settle }: { every: unknown; uploads: unknown; settle: unknown }): void {
  checkInteger('schedule.every', every, 1, MOST_SECONDS);
  checkInteger('schedule.uploads', uploads, 1, every as number);
  checkInteger('schedule.settle', settle, 0, (every as number) - (uploads as number));
}

/**
 * Returns a round's times.
 *
 * @throws {FedzkError} `invalid-argument`: a round before the first
 */
export function roundTimes(schedule: Schedule, round: number | bigint): RoundTimes {
  const { first, every, uploads, settle } = numbersOf(schedule);
  const number = readRound(round);
  if (number === 0n) throw unexpected('round', 'a round of the schedule, from 1', number);
  const opens = first + 1000 * every * (Number(number) - 1);
  const uploadsEnd = opens + 1000 * uploads;
  return { round: number, opens, uploadsEnd, settleEnd: uploadsEnd + 1000 * settle };
}

/**
 * Returns the round at a time, and its phase.
 *
 * @param now in milliseconds since 1970, such as `Date.now()`
 * @returns `undefined` before the first round opens
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const now = roundAt(task.file.schedule, Date.now());
 * if (now?.phase === 'uploads') await client.report('client_001', now.round, values);
 * ```
 */
export function roundAt(schedule: Schedule, now: number): (RoundTimes & { readonly phase: Phase }) | undefined {
  if (typeof now !== 'number' || !(Math.abs(now) <= MOST_TIME)) throw unexpected('now', 'milliseconds since 1970', now);
  const { first, every } = numbersOf(schedule);
  if (now < first) return undefined;
  const times = roundTimes(schedule, BigInt(Math.floor((now - first) / (1000 * every))) + 1n);
  const phase = now < times.uploadsEnd ? 'uploads' : now < times.settleEnd ? 'settle' : 'over';
  return { ...times, phase };
}
