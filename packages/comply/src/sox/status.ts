// What the evidence says at a given time, and what is due then.

import { unexpected } from '@fedzk/core';
import type { Control, ControlTest, Risk, SoxState } from './state.js';

/**
 * What the evidence says of a control:
 * - `not-assessed`: no test counts;
 * - `effective`: the last test that counts says so, and is at most three months old;
 * - `deficient`: the last test that counts says so, whatever its age;
 * - `overdue`: the last test that counts says `effective`, and is older;
 * - `inactive`: the control is switched off.
 *
 * A result `effective` counts once another has signed it off. A result `deficient` counts at once.
 */
export type ControlStatus = 'not-assessed' | 'effective' | 'deficient' | 'overdue' | 'inactive';

/** A control with what the evidence says of it. */
export interface ControlReport extends Omit<Control, 'tests'> {
  readonly status: ControlStatus;
  /** The last test that counts. */
  readonly last?: ControlTest;
  /** When the next test is due: RFC 3339. A control that was never tested is due since it was filed. */
  readonly nextTest?: string;
  /** All tests, in the order of the log. */
  readonly tests: readonly ControlTest[];
}

/** A risk with the date of its next review. */
export interface RiskReport extends Risk {
  /** A year after the last assessment: RFC 3339. */
  readonly nextReview?: string;
}

/** What has to be done. */
export interface Duty {
  readonly what: 'test' | 'sign-off' | 'review';
  /** The id of the control, or of the risk. */
  readonly of: string;
  /** The id of the test to be signed off. */
  readonly test?: string;
  /** Since when it is due: RFC 3339. */
  readonly since: string;
}

/** What the evidence says of all controls and risks. */
export interface SoxStatus {
  /** The time that it is about: RFC 3339. */
  readonly at: string;
  /**
   * The worst status of an active control: `deficient`, `overdue`, `not-assessed`, `effective`. Without an active control it is
   * `not-assessed`.
   */
  readonly status: Exclude<ControlStatus, 'inactive'>;
  /** How many controls have which status. */
  readonly summary: Readonly<Record<ControlStatus, number>>;
  readonly controls: readonly ControlReport[];
  readonly risks: readonly RiskReport[];
  /** What is due, the oldest first. */
  readonly due: readonly Duty[];
}

const QUARTER = 3;
const YEAR = 12;
const WORST = ['deficient', 'overdue', 'not-assessed', 'effective'] as const;

/** Milliseconds of the year 9990: until then, a time and the dates after it have four digits for the year. */
const MOST_TIME = Date.UTC(9990, 0);

/**
 * Reads a time.
 *
 * @param now milliseconds since 1970; the clock's unless given
 * @throws {FedzkError} `invalid-argument`
 */
export function timeOf(now: number = Date.now()): number {
  if (Number.isSafeInteger(now) && now >= 0 && now < MOST_TIME) return now;
  throw unexpected('now', 'whole milliseconds since 1970', now);
}

/** Says what the evidence says at a time. Entries that are later count for nothing. */
export function statusOf({ controls, risks }: SoxState, now: number): SoxStatus {
  const reports = sorted(controls).map((control) => controlReport(control, now));
  const open = sorted(risks).map(riskReport);
  const summary = { effective: 0, deficient: 0, overdue: 0, 'not-assessed': 0, inactive: 0 };
  for (const { status } of reports) summary[status]++;
  return {
    at: new Date(now).toISOString(),
    status: WORST.find((status) => summary[status] > 0) ?? 'not-assessed',
    summary,
    controls: reports,
    risks: open,
    due: dutiesOf(reports, open, now),
  };
}

function sorted<T extends { readonly id: string }>(all: ReadonlyMap<string, T>): T[] {
  return [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function controlReport({ tests, ...control }: Control, now: number): ControlReport {
  const all = [...tests.values()].filter(({ time }) => Date.parse(time) <= now).map((test) => asOf(test, now));
  const last = all.filter(counts).at(-1);
  const due = last === undefined ? control.since : monthsLater(last.time, QUARTER);
  return {
    ...control,
    status: control.active ? statusBy(last, due, now) : 'inactive',
    ...(last && { last }),
    ...(control.active && { nextTest: due }),
    tests: all,
  };
}

/** Leaves out a sign-off that is later. */
function asOf(test: ControlTest, now: number): ControlTest {
  const { signedOff, ...rest } = test;
  return signedOff !== undefined && Date.parse(signedOff.time) <= now ? test : rest;
}

/** Whether a result counts. One alone can report a deficiency, but can't make a control effective. */
export function counts({ result, signedOff }: ControlTest): boolean {
  return result === 'deficient' || signedOff !== undefined;
}

function statusBy(last: ControlTest | undefined, due: string, now: number): ControlStatus {
  if (last === undefined) return 'not-assessed';
  if (last.result === 'deficient') return 'deficient';
  return Date.parse(due) < now ? 'overdue' : 'effective';
}

function riskReport(risk: Risk): RiskReport {
  return risk.active ? { ...risk, nextReview: monthsLater(risk.assessed, YEAR) } : risk;
}

function dutiesOf(controls: readonly ControlReport[], risks: readonly RiskReport[], now: number): Duty[] {
  const duties: Duty[] = [];
  for (const { id, nextTest, last, tests } of controls) {
    if (nextTest === undefined) continue;
    duties.push({ what: 'test', of: id, since: nextTest });
    for (const test of tests) {
      // One that is older than the last that counts would change nothing.
      if (test.signedOff === undefined && test.index >= (last?.index ?? 0))
        duties.push({ what: 'sign-off', of: id, test: test.id, since: test.time });
    }
  }
  for (const { id, nextReview } of risks) {
    if (nextReview !== undefined) duties.push({ what: 'review', of: id, since: nextReview });
  }
  const due = duties.filter(({ since }) => Date.parse(since) <= now);
  return due.sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
}

/** Adds months to a time. In a shorter month the day is the last one. */
function monthsLater(time: string, months: number): string {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString();
}
