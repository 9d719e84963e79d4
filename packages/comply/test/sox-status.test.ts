/** What the evidence says at a time, of entries made by hand. */

import { describe, expect, it } from 'vitest';
import { statusOf } from '../src/sox/status.js';
import {
  type Act,
  ADMIN,
  control,
  EVIDENCE,
  noon,
  OWNER,
  risk,
  SAMPLE,
  signOff,
  stateOf,
  TESTER,
  test,
} from './support/sox.js';

/** The status of the one control of a log. */
function statusAt(day: string, acts: readonly Act[]): string | undefined {
  const { sox, unread } = stateOf(acts);
  expect(unread).toEqual([]);
  return statusOf(sox, noon(day)).controls[0]?.status;
}

const FILED = control('A', '2026-01-01');

describe('a control', () => {
  it.each([
    ['without a test', []],
    ['with a test that nobody signed off', [test('A', 'T', '2026-02-01')]],
    ['with a test that its owner signed off', [test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-02', OWNER)]],
    ['with a test that its tester signed off', [test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-02', TESTER)]],
    ['with a test of a later day', [test('A', 'T', '2026-02-11'), signOff('A', 'T', '2026-02-12')]],
    ['with a sign-off of a later day', [test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-11')]],
    ['whose sign-off names another test', [test('A', 'T', '2026-02-01'), signOff('A', 'U', '2026-02-02')]],
  ] as const)('%s is not assessed', (_, acts) => {
    expect(statusAt('2026-02-10', [FILED, ...acts])).toBe('not-assessed');
  });

  it.each([
    ['2026-02-10', 'effective'],
    ['2026-05-01', 'effective'],
    ['2026-05-02', 'overdue'],
    ['2030-01-01', 'overdue'],
  ])('with a test of 2026-02-01 is on %s %s', (day, status) => {
    expect(statusAt(day, [FILED, test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-02')])).toBe(status);
  });

  it('has a quarter that ends with the last day of a shorter month', () => {
    const acts = [FILED, test('A', 'T', '2026-01-31'), signOff('A', 'T', '2026-01-31')];
    expect([statusAt('2026-04-30', acts), statusAt('2026-05-01', acts)]).toEqual(['effective', 'overdue']);
    const leap = [control('A', '2023-01-01'), test('A', 'T', '2023-11-30'), signOff('A', 'T', '2023-12-01')];
    expect([statusAt('2024-02-29', leap), statusAt('2024-03-01', leap)]).toEqual(['effective', 'overdue']);
  });

  it('is deficient at once, until a newer test is signed off', () => {
    const deficient = test('A', 'U', '2026-02-05', { result: 'deficient' });
    const acts = [FILED, test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-02'), deficient];
    expect(statusAt('2026-02-04', acts)).toBe('effective');
    expect(statusAt('2026-02-05', acts)).toBe('deficient');
    expect(statusAt('2030-01-01', acts)).toBe('deficient');
    const again = [...acts, test('A', 'V', '2026-02-06')];
    expect(statusAt('2026-02-07', again)).toBe('deficient');
    expect(statusAt('2026-02-07', [...again, signOff('A', 'V', '2026-02-07')])).toBe('effective');
  });

  it('stays deficient where an older test is signed off afterwards', () => {
    const acts = [FILED, test('A', 'T', '2026-02-01'), test('A', 'U', '2026-02-05', { result: 'deficient' })];
    expect(statusAt('2026-02-07', [...acts, signOff('A', 'T', '2026-02-06')])).toBe('deficient');
  });

  it('is inactive by its newest entry', () => {
    const off = control('A', '2026-03-01', { active: false });
    const acts = [FILED, test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-02'), off];
    expect(statusAt('2026-03-01', acts)).toBe('inactive');
    expect(statusAt('2026-03-02', [...acts, control('A', '2026-03-02')])).toBe('effective');
  });
});

describe('all controls', () => {
  it('have the worst status of the active ones', () => {
    const acts: Act[] = [];
    const overall = (): string => statusOf(stateOf(acts).sox, noon('2026-06-01')).status;
    expect(overall()).toBe('not-assessed');
    acts.push(control('OFF', '2026-01-01', { active: false }));
    expect(overall()).toBe('not-assessed');
    acts.push(control('A', '2026-01-01'), test('A', 'T', '2026-05-01'), signOff('A', 'T', '2026-05-02'));
    expect(overall()).toBe('effective');
    acts.push(control('B', '2026-01-01'));
    expect(overall()).toBe('not-assessed');
    acts.push(test('B', 'T', '2026-02-01'), signOff('B', 'T', '2026-02-02'));
    expect(overall()).toBe('overdue');
    acts.push(control('C', '2026-01-01'), test('C', 'T', '2026-02-01', { result: 'deficient' }));
    expect(overall()).toBe('deficient');
  });

  it('have no status that says compliant', () => {
    for (const day of ['1970-01-01', '2026-01-01', '2026-03-01', '2026-06-01', '2100-01-01']) {
      expect(JSON.stringify(statusOf(stateOf(SAMPLE).sox, noon(day)))).not.toContain('compliant');
    }
  });

  it('are counted, and what is due stands by age', () => {
    const { status, summary, due, controls } = statusOf(stateOf(SAMPLE).sox, noon('2026-06-01'));
    expect([status, summary]).toEqual([
      'deficient',
      { effective: 1, deficient: 1, overdue: 1, 'not-assessed': 1, inactive: 1 },
    ]);
    expect(due.map(({ what, of, test: id, since }) => [what, of, id, since.slice(0, 10)])).toEqual([
      ['test', 'ITGC-04', undefined, '2026-01-06'],
      ['review', 'KEY-LOSS', undefined, '2026-04-01'],
      ['sign-off', 'ITGC-02', 'Q2', '2026-04-02'],
      ['test', 'ITGC-03', undefined, '2026-04-30'],
      ['sign-off', 'ITGC-04', 'Q2', '2026-05-20'],
    ]);
    expect(controls.map(({ id, nextTest }) => [id, nextTest?.slice(0, 10)])).toEqual([
      ['ITGC-01', '2026-07-20'],
      ['ITGC-02', '2026-07-02'],
      ['ITGC-03', '2026-04-30'],
      ['ITGC-04', '2026-01-06'],
      ['ITGC-05', undefined],
    ]);
  });
});

describe('an entry that breaks a rule', () => {
  it.each([
    ['a sign-off by the owner', signOff('A', 'T', '2026-02-02', OWNER)],
    ['a sign-off by the tester', signOff('A', 'T', '2026-02-02', TESTER)],
    ['a sign-off of an unknown test', signOff('A', 'U', '2026-02-02')],
    ['a sign-off of an unknown control', signOff('B', 'T', '2026-02-02')],
    ['a test of an unknown control', test('B', 'T', '2026-02-02')],
    ['a test of an inactive control', test('OFF', 'T', '2026-02-02')],
    ['a test with an id that was used', test('A', 'T', '2026-02-02', { result: 'deficient' }, ADMIN)],
  ])('counts for nothing, and is named: %s', (_, act) => {
    const before = [FILED, control('OFF', '2026-01-01', { active: false }), test('A', 'T', '2026-02-01')];
    const [first, second] = [stateOf(before), stateOf([...before, act])];
    expect(second.sox).toEqual({ ...first.sox, refused: [3] });
  });

  it('counts for nothing if it signs off a second time', () => {
    const before = [FILED, test('A', 'T', '2026-02-01'), signOff('A', 'T', '2026-02-02')];
    const [first, second] = [stateOf(before), stateOf([...before, signOff('A', 'T', '2026-02-03', ADMIN)])];
    expect(second.sox).toEqual({ ...first.sox, refused: [3] });
  });
});

describe('an entry that is not of a shape that is folded', () => {
  it.each([
    ['another framework', control('A', '2026-02-01', { compliance_framework: 'ISO' })],
    ['a description of two lines', control('A', '2026-02-01', { description: 'a\nb' })],
    ['an id of markup', control('<b>', '2026-02-01')],
    ['evidence that is no hash', test('A', 'T', '2026-02-01', { evidence: 'see the folder' })],
    ['evidence that is longer', test('A', 'T', '2026-02-01', { evidence: `${EVIDENCE}0` })],
    ['another result', test('A', 'T', '2026-02-01', { result: 'compliant' })],
    ['a day that there is not', test('A', 'T', '2026-02-31x')],
    ['a score that is not the product', risk('R', '2026-02-01', { score: 1 })],
    ['a level that is not of the score', risk('R', '2026-02-01', { level: 'low' })],
    ['an impact by another word', risk('R', '2026-02-01', { impact: 'huge' })],
  ])('changes nothing: %s', (_, act) => {
    const state = stateOf([FILED, act]);
    expect(state.unread).toEqual([1]);
    expect(state.sox).toEqual(stateOf([FILED]).sox);
  });
});

describe('the matrix', () => {
  it.each([
    ['insignificant', 'rare', 1, 'low'],
    ['minor', 'unlikely', 4, 'low'],
    ['insignificant', 'almost-certain', 5, 'medium'],
    ['moderate', 'possible', 9, 'medium'],
    ['minor', 'almost-certain', 10, 'high'],
    ['major', 'likely', 16, 'high'],
    ['major', 'almost-certain', 20, 'critical'],
    ['severe', 'almost-certain', 25, 'critical'],
  ])('has for %s and %s the score %i: %s', (impact, likelihood, score, level) => {
    const { sox, unread } = stateOf([risk('R', '2026-01-01', { impact, likelihood, score, level })]);
    expect([unread, sox.risks.get('R')]).toEqual([[], expect.objectContaining({ score, level })]);
  });
});
