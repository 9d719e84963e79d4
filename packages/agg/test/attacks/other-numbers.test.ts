/**
 * A client that proves by other numbers than the task's: a looser norm, more bits, another length or headroom, another
 * circuit's key. It knows how to say the task's hash, so the hash alone stops only who says its own.
 */
import { describe, expect, it, vi } from 'vitest';
import { compose } from '../../src/compose.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { createSealingKey } from '../../src/protocol/keys.js';
import type { TaskOptions } from '../../src/protocol/task.js';
import { play } from '../support/play.js';
import { proverOf, type TrapdoorKey, trapdoorKey } from '../support/prover.js';
import { retask } from '../support/retask.js';
import { key, refusals, type Setting, setting } from '../support/round.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/aggregator/checks.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const otherKey = trapdoorKey('gradient_update of other numbers');

/** A report of client_002 by `other`, under the hash of `set`'s task or its own. */
async function report(
  set: Setting,
  other: Setting,
  values: readonly number[],
  says: 'its own task' | 'the task',
  circuitKey: TrapdoorKey = key,
): Promise<Bytes> {
  const bound = says === 'the task' ? { ...other.bound, hash: set.bound.hash } : other.bound;
  const signingKey = set.signingKeys.client_002?.privateKey;
  const prover = proverOf(circuitKey, other.layout);
  return compose({ bound, prover, signingKey, clientId: 'client_002', round: 1n, parts: [values] });
}

interface Case {
  readonly name: string;
  readonly changes: Partial<TaskOptions>;
  readonly values: readonly number[];
  readonly circuitKey?: TrapdoorKey;
}

const LOOSE: Case = { name: 'maxNormSq', changes: { maxNormSq: 80_000n }, values: [0, 120, 120, 0, 0] };

describe.each([
  LOOSE,
  { name: 'n', changes: { n: 6 }, values: [1, 2, 3, 4, 5, 6], circuitKey: otherKey },
  { name: 'b', changes: { bits: 16 }, values: [100], circuitKey: otherKey },
  { name: 'h', changes: { headroom: 4 }, values: [1], circuitKey: otherKey },
  { name: 'vkey', changes: {}, values: [1], circuitKey: otherKey },
] as Case[])('a report by another $name', ({ changes, values, circuitKey = key }) => {
  it('is of the wrong task, and has no proof of the right one', async () => {
    const set = setting();
    const other = retask(set, changes, circuitKey);
    expect(other.layout.elements).toBe(set.layout.elements); // or the length would tell
    expect(other.bound.hash).not.toEqual(set.bound.hash);
    const reports = [
      await report(set, other, values, 'its own task', circuitKey),
      await report(set, other, values, 'the task', circuitKey),
    ];
    expect((await play(set, { reports })).refused).toEqual(['leader wrong-task', 'leader proof equation']);
  });
});

describe('a report for another aggregator key', () => {
  it.each([
    ['leader', ['leader undecryptable']],
    ['helper', ['helper undecryptable', 'leader helper-refused']],
  ] as const)('is of the wrong task, and does not open in the right one: that of the %s', async (role, codes) => {
    const set = setting();
    const aggregatorKeys = { ...set.task.aggregatorKeys, [role]: createSealingKey().publicKey };
    const other = retask(set, { aggregatorKeys });
    const reports = [await report(set, other, [1], 'its own task'), await report(set, other, [1], 'the task')];
    expect((await play(set, { reports })).refused).toEqual(['leader wrong-task', ...codes]);
  });
});

describe('where an aggregator takes the client’s word for the numbers', () => {
  it('a norm above the task’s gets into the sum', async () => {
    const set = setting();
    const loose = retask(set, LOOSE.changes);
    const sums = await without(
      {
        checkProofs: (original) => async (head, bound, verifier) =>
          (await original(head, bound, verifier)) && original(head, loose.bound, verifier),
      },
      async () => (await play(set, { reports: [await report(set, loose, LOOSE.values, 'the task')] })).sums,
    );
    expect(sums).toEqual([1, 122, 123, 4, 5]);
  });

  /** Slots of 12 bits read as slots of 11: value i counts 2^i times, and 2·(36 + 128) is 200 + 128. */
  it('a value out of range gets into the sum, if one key stands for the circuits of two headrooms', async () => {
    const set = setting({ maxNormSq: 80_000n });
    const skewed = await report(set, retask(set, { headroom: 4 }), [0, 36, -96, -112, -120], 'the task');
    expect((await play(set, { reports: [skewed] })).sums).toEqual([1, 202, 3, 4, 5]);
  });

  it('one value more makes the sum unreadable, if one key stands for the circuits of two lengths', async () => {
    const set = setting();
    const longer = await report(set, retask(set, { n: 6 }), [0, 0, 0, 0, 0, 1], 'the task');
    await expect(play(set, { reports: [longer] })).rejects.toThrow('the shares are refused');
    expect(refusals(set.events)).toContain('leader aggregate-malformed');
  });
});

describe('a report of another length', () => {
  it.each([
    ['T', { parts: 2 }],
    ['L', { n: 50 }],
  ] as [string, Partial<TaskOptions>][])('is malformed: another %s', async (_, changes) => {
    const set = setting();
    const other = retask(set, changes);
    const own = await other.client('client_002').report('client_002', 1, Int8Array.of(1));
    expect((await play(set, { reports: [own] })).refused).toEqual(['leader malformed']);
    const right = await set.client('client_002').report('client_002', 1, Int8Array.of(1));
    await play(other, { reports: [right] });
    expect(refusals(other.events)).toEqual(['leader malformed']);
  });
});
