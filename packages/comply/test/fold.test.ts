/** The fold: pure, total, and the same in one piece or in several. */

import type { AuditEntry } from '@fedzk/audit';
import { type ControlEntry, emptyState, fold, RESERVED } from '@fedzk/comply';
import { cases, Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';

const TYPES = ['federated_learning', 'research'];

const SOX = { compliance_framework: 'SOX' };
const RISK = { ...SOX, risk_id: 'R', description: 'a', mitigation: 'b', active: true };

/** Details that some operations take, and values that none does. */
const INCIDENT = { incident_id: 'INC-0', type: 'drill', severity: 'low', description: 'a' } as const;
const DETAILS = [
  undefined,
  {},
  { consent_type: 'federated_learning', purposes: ['model_training'] },
  { consent_type: 'research', purposes: ['model_training', 'x'] },
  { consent_type: 'research' },
  { consent_type: '__proto__', purposes: ['model_training'] },
  { consent_type: 7, purposes: 'all' },
  { days: { proofs: 10 }, erases: true },
  { days: { proofs: -1 }, erases: true },
  { refused: 3 },
  { refused: null },
  { ...SOX, control_id: 'A', description: 'a', active: true },
  { ...SOX, control_id: '__proto__', description: 'a', active: false },
  { ...SOX, control_id: 'A', test_id: 'T', result: 'effective', evidence: 'ab'.repeat(32) },
  { ...SOX, control_id: 'A', test_id: 'constructor', result: 'deficient', evidence: 'ab'.repeat(32), note: 'a' },
  {
    ...SOX,
    control_id: 'A',
    description: 'b',
    active: true,
    test_id: 'T',
    result: 'deficient',
    evidence: '0'.repeat(64),
  },
  { ...RISK, impact: 'moderate', likelihood: 'possible', score: 9, level: 'medium' },
  { ...RISK, impact: 'moderate', likelihood: 'possible', score: 10, level: 'high' },
  { ...INCIDENT, steps: [{ name: 'S', phase: 'contain' }], deadline: { step: 'S', hours: 72 } },
  { ...INCIDENT, step: 'S', state: 'started', attempt: 1 },
  { ...INCIDENT, step: 'S', state: 'done', attempt: 1, to: 'investigating', result: 'a' },
  { ...INCIDENT, to: 'contained', cause: 'a', lessons: 'a', false_alarm: true },
] as const;

function rowAt(index: number, below: (n: number) => number): ControlEntry {
  const operations = [...RESERVED, 'proof_generation', 'gdpr.unknown'];
  const details = DETAILS[below(DETAILS.length)];
  const entry = {
    v: 1,
    id: '018f0000-0000-7000-8000-000000000000',
    time: new Date(1_760_000_000_000 + 1000 * index).toISOString(),
    user_id: ['s:aaaaaaaaaaaaaaaaaaaaaa', 's:bbbbbbbbbbbbbbbbbbbbbb', '__proto__', 'constructor'][below(4)] ?? '',
    operation: operations[below(operations.length)] ?? '',
    resource: `consent:${TYPES[below(2)]}`,
    result: 'success',
    ...(details && { details }),
  };
  return { index, entry: entry as AuditEntry };
}

describe('the fold', () => {
  it(`is the same at each cut of a log, ${cases(20)} times`, () => {
    for (let i = 0; i < cases(20); i++) cutAnywhere(new Dice(i));
  });

  function cutAnywhere(random: Dice): void {
    const below = (n: number): number => random.below(n);
    const rows = Array.from({ length: 60 }, (__, index) => rowAt(index, below));
    const all = fold(emptyState(), rows);
    expect(all.size).toBe(60);
    for (let cut = 0; cut <= rows.length; cut++) {
      const first = fold(emptyState(), rows.slice(0, cut));
      const before = structuredClone(first);
      expect(fold(first, rows.slice(cut))).toEqual(all);
      expect(first).toEqual(before);
    }
  }

  it('has such logs in which each area changes', () => {
    const random = new Dice(0);
    const state = fold(
      emptyState(),
      Array.from({ length: 12_000 }, (__, index) => rowAt(index, (n) => random.below(n))),
    );
    const [control] = state.sox.controls.values();
    expect([...(control?.tests.values() ?? [])].some(({ signedOff }) => signedOff !== undefined)).toBe(true);
    const [incident] = state.incidents.incidents.values();
    expect([incident?.timeline.length, state.incidents.refused.length > 0]).toEqual([expect.any(Number), true]);
    expect([state.sox.risks.size, state.sox.refused.length > 0, state.gdpr.consents.size > 0]).toEqual([1, true, true]);
  });

  it('counts what it cannot read, and is changed by nothing of it', () => {
    const entry = (details?: unknown) => ({
      ...rowAt(0, () => 0).entry,
      operation: 'gdpr_consent_recorded',
      details,
    });
    const hostile = [
      undefined,
      {},
      { consent_type: 'A' },
      { consent_type: 'a', purposes: [] },
      { purposes: ['a'] },
      null,
      7,
    ];
    const rows = hostile.map((details, index) => ({ index, entry: entry(details) as AuditEntry }));
    const state = fold(emptyState(), rows);
    expect(state.unread).toEqual(rows.map(({ index }) => index));
    expect(state.gdpr.consents.size).toBe(0);
  });
});
