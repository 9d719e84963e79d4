// Entries about controls and risks, made by hand.

import type { AuditEntry, JsonObject } from '@fedzk/audit';
import { type ComplyState, type ControlEntry, emptyState, fold } from '@fedzk/comply';

/** Makes the pseudonym of a person for tests: of a letter. */
function subject(letter: string): string {
  return `s:${letter.repeat(22)}`;
}

/** What an entry is made of: who, when, which operation, and its details. */
export type Act = readonly [person: string, day: string, operation: string, details: JsonObject];

/** Makes the entries of a log. The framework is put in unless it is given. */
function rowsOf(acts: readonly Act[]): ControlEntry[] {
  return acts.map(([person, day, operation, details], index) => {
    const entry: AuditEntry = {
      v: 1,
      id: `018f0000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      time: `${day}T12:00:00.000Z`,
      user_id: person,
      operation,
      resource: 'control:x',
      result: 'success',
      details: { compliance_framework: 'SOX', ...details },
    };
    return { index, entry };
  });
}

/** Folds entries. */
export function stateOf(acts: readonly Act[]): ComplyState {
  return fold(emptyState(), rowsOf(acts));
}

export const EVIDENCE = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const OWNER: string = subject('o');
export const TESTER: string = subject('t');
export const ADMIN: string = subject('a');

export function control(id: string, day: string, more: JsonObject = {}, owner: string = OWNER): Act {
  return [owner, day, 'sox.control', { control_id: id, description: `Does ${id}`, active: true, ...more }];
}

export function test(of: string, id: string, day: string, more: JsonObject = {}, tester: string = TESTER): Act {
  return [tester, day, 'sox.test', { control_id: of, test_id: id, result: 'effective', evidence: EVIDENCE, ...more }];
}

export function signOff(of: string, id: string, day: string, by: string = subject('s')): Act {
  return [by, day, 'sox.sign_off', { control_id: of, test_id: id }];
}

export function risk(id: string, day: string, more: JsonObject = {}): Act {
  return [
    ADMIN,
    day,
    'sox_risk_assessment',
    {
      risk_id: id,
      description: `${id} may happen`,
      impact: 'moderate',
      likelihood: 'possible',
      score: 9,
      level: 'medium',
      mitigation: 'Something is done',
      active: true,
      ...more,
    },
  ];
}

/** Reads a day as a time at its noon. */
export function noon(day: string): number {
  return Date.parse(`${day}T12:00:00.000Z`);
}

/** A log with a control of each status on 2026-06-01, risks, and what breaks rules. */
export const SAMPLE: readonly Act[] = [
  control('ITGC-01', '2026-01-05', { description: 'Two people approve each change of the proving keys' }),
  control('ITGC-02', '2026-01-05', { description: 'Accounts of people who left are closed within a day' }),
  control(
    'ITGC-03',
    '2026-01-05',
    { description: 'Backups of the key store are restored once a quarter, as a drill' },
    ADMIN,
  ),
  control('ITGC-04', '2026-01-06', { description: 'The audit log is verified against its witnesses every day' }),
  control('ITGC-05', '2026-01-06', { description: 'Paper forms of consent are kept in a safe', active: false }),
  test('ITGC-01', 'Q1', '2026-01-20'),
  signOff('ITGC-01', 'Q1', '2026-01-22', OWNER),
  signOff('ITGC-01', 'Q1', '2026-01-23'),
  test('ITGC-01', 'Q2', '2026-04-20', { note: 'All 14 changes had two approvals' }),
  signOff('ITGC-01', 'Q2', '2026-04-21'),
  test('ITGC-02', 'Q1', '2026-02-01'),
  signOff('ITGC-02', 'Q1', '2026-02-03'),
  test('ITGC-02', 'Q2', '2026-04-02', { result: 'deficient', note: 'Two of nine accounts were open for a week' }),
  test('ITGC-03', 'Q1', '2026-01-30'),
  signOff('ITGC-03', 'Q1', '2026-02-02', OWNER),
  test('ITGC-04', 'Q2', '2026-05-20'),
  risk('KEY-LOSS', '2025-04-01', {
    description: 'The key store and its backups are lost at once',
    impact: 'severe',
    likelihood: 'rare',
    score: 5,
    level: 'medium',
    mitigation: 'Backups at two places; a drill each quarter',
  }),
  risk('FORGERY', '2026-02-01', {
    description: 'A client sends proofs of a circuit with a flaw',
    impact: 'major',
    likelihood: 'possible',
    score: 12,
    level: 'high',
    mitigation: 'Circuits are reviewed, and the manifest of each is compared',
  }),
  risk('TURNOVER', '2026-03-01', { description: 'The only administrator leaves' }),
];
