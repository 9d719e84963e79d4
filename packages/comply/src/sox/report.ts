// A report on controls and risks, as JSON.

import { callbackOf, optionsOf, toBase64, unexpected } from '@fedzk/core';
import { copyOf } from '../fold/fold.js';
import type { Ledger } from '../ledger/ledger.js';
import { lineOf } from './arguments.js';
import { FRAMEWORK, type SoxState } from './state.js';
import { type SoxStatus, statusOf, timeOf } from './status.js';

/** What a report is made of, beside the log. */
export interface ReportOptions {
  /** The time that it is about, in milliseconds since 1970; the clock's unless given. */
  readonly now?: number;
  /** The name of the system; by default `FEDzk`. */
  readonly system?: string;
  /** Says the name of a pseudonym. By default persons stand under their pseudonyms alone. */
  readonly nameOf?: (subject: string) => string | undefined;
}

/** A person in a report. */
export interface ReportPerson {
  /** The pseudonym in the log. */
  readonly subject: string;
  readonly name?: string;
}

/** A report on controls and risks. */
export interface SoxReport extends SoxStatus {
  readonly framework: typeof FRAMEWORK;
  readonly system: string;
  /** The entries that it is made of: how many, and their root as a checkpoint has it, in base64. */
  readonly log: { readonly size: number; readonly root: string };
  /** Entries that break a rule, by index. They count for nothing. */
  readonly refused: readonly number[];
  /** Entries that this version can't read, by index. */
  readonly unread: readonly number[];
  readonly people: readonly ReportPerson[];
}

/** The options of a report, checked. */
export interface Checked {
  readonly now: number;
  readonly system: string;
  readonly nameOf: (subject: string) => ReportPerson;
}

/** @throws {FedzkError} `invalid-argument` */
export function checked(options: ReportOptions = {}): Checked {
  const { now, system = 'FEDzk', nameOf } = optionsOf(options, ['now', 'system', 'nameOf'], 'options');
  const ask = callbackOf(nameOf, 'options.nameOf');
  return {
    now: timeOf(now),
    system: lineOf(system, 'options.system'),
    nameOf: (subject) => {
      const name: unknown = ask?.(subject);
      if (name === undefined) return { subject };
      if (typeof name === 'string') return { subject, name };
      throw unexpected('options.nameOf', 'a function that returns a name or undefined', name);
    },
  };
}

/** Makes the report of a control log. */
export async function reportOf(ledger: Ledger, options: ReportOptions | undefined): Promise<SoxReport> {
  const { now, system, nameOf } = checked(options);
  const { sox, size, unread } = copyOf(await ledger.current());
  return {
    framework: FRAMEWORK,
    system,
    log: { size, root: toBase64(await ledger.log.rootAt(size)) },
    ...statusOf(sox, now),
    refused: sox.refused,
    unread,
    people: subjectsIn(sox).map(nameOf),
  };
}

/** Lists the pseudonyms in a state, each once. */
export function subjectsIn({ controls, risks }: SoxState): string[] {
  const all = new Set<string>();
  for (const { owner, tests } of controls.values()) {
    all.add(owner);
    for (const test of tests.values()) {
      for (const subject of [test.owner, test.tester, test.signedOff?.by]) if (subject !== undefined) all.add(subject);
    }
  }
  for (const { assessor } of risks.values()) all.add(assessor);
  return [...all].sort();
}
