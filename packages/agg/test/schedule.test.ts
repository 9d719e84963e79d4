/** A schedule's rounds, at their edges. */
import { code } from '@fedzk/testkit/errors';
import { expect, it } from 'vitest';
import { roundAt, roundTimes, type Schedule } from '../src/protocol/schedule.js';

const first = Date.UTC(2027, 0, 4);
const schedule: Schedule = { first, every: 86_400, uploads: 82_800, settle: 600 };
const at = (seconds: number): string | undefined => {
  const found = roundAt(schedule, first + 1000 * seconds);
  return found && `${found.round} ${found.phase}`;
};

it('opens, ends uploads and settles at the second', () => {
  expect([-1, -0.001].map(at)).toEqual([undefined, undefined]);
  expect([0, 82_799.999, 82_800, 83_399.999, 83_400, 86_399.999, 86_400].map(at)).toEqual([
    '1 uploads',
    '1 uploads',
    '1 settle',
    '1 settle',
    '1 over',
    '1 over',
    '2 uploads',
  ]);
});

it('has the same times for a moment and for its round', () => {
  for (const days of [0, 1, 365, 36_500]) {
    const { phase, ...times } = roundAt(schedule, first + 86_400_000 * days) ?? { phase: undefined };
    expect(phase).toBe('uploads');
    expect(times).toEqual(roundTimes(schedule, days + 1));
    expect(times).toEqual({
      round: BigInt(days + 1),
      opens: first + 86_400_000 * days,
      uploadsEnd: first + 86_400_000 * days + 82_800_000,
      settleEnd: first + 86_400_000 * days + 83_400_000,
    });
  }
});

it('a round without a pause is followed by the next', () => {
  const dense = { first: 0, every: 10, uploads: 10, settle: 0 };
  expect(roundAt(dense, 9_999)?.phase).toBe('uploads');
  expect(roundAt(dense, 10_000)).toMatchObject({ round: 2n, phase: 'uploads' });
});

it('refuses invalid moments and rounds', () => {
  for (const now of [Number.NaN, Number.POSITIVE_INFINITY, 9e15, '0', 0n, undefined, new Date()]) {
    expect(code(() => roundAt(schedule, now as number))).toBe('invalid-argument');
  }
  for (const round of [0, -1, 1.5, '1', 2n ** 64n]) {
    expect(code(() => roundTimes(schedule, round as number))).toBe('invalid-argument');
  }
});
