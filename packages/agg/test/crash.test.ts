/**
 * A crash before or after each operation on the disk, in a whole round, at each aggregator: after a restart over what is on
 * the disk, a loop that only tries again ends with the right sum. "Collect", step 2: durable, deleted, and only then released.
 */
import { toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import type { Helper } from '../src/aggregator/helper.js';
import type { Leader } from '../src/aggregator/leader.js';
import type { Bytes } from '../src/protocol/encoding.js';
import type { Role } from '../src/protocol/hpke.js';
import { forge } from './support/forge.js';
import { type End, Machine } from './support/machine.js';
import { setting } from './support/round.js';
import { Crash, type Disk, releasedBy, slotsOf, storeOf } from './support/storage.js';

const set = setting({ minBatch: 3 });
const reports = [
  (await forge(set, 'client_001', 1n, [1, -2, 3])).report,
  (await forge(set, 'client_002', 1n, [10, 20, -30])).report,
  (await forge(set, 'client_003', 1n, [100, 0, 27])).report,
];
const SUM = [111, 18, 0, 0, 0];

interface Machines {
  readonly leader: Machine<Leader>;
  readonly helper: Machine<Helper>;
}

/** What both have released so far, in hexadecimal. */
type Released = Record<Role, Set<string>>;

/** Opens the round, once; gives each report to the leader, what is pending to the helper; collects; combines. */
async function attempt(machines: Machines, opened: Set<Role>, released: Released): Promise<number[]> {
  const [leader, helper] = [machines.leader.now, machines.helper.now];
  const release = async (role: Role, share: Bytes): Promise<void> => {
    const durable = await (await storeOf(machines[role].disk, set, role)).round(1n);
    const kept = await releasedBy(role, set, durable);
    expect([durable?.state, kept, durable?.wiped]).toEqual(['collected', share, true]);
    released[role].add(toHex(share));
  };
  for (const aggregator of [leader, helper]) {
    if (!opened.has(aggregator.role)) await aggregator.openRound(1);
    opened.add(aggregator.role);
  }
  const deliver = async (prepare: Uint8Array): Promise<void> => {
    expect(await leader.conclude(prepare, await helper.prepare(prepare))).toBe('accepted');
  };
  for (const report of reports) {
    const submission = await leader.submit(report);
    expect(submission.verdict).not.toBe('refused');
    if (submission.verdict === 'pending') await deliver(submission.prepare);
  }
  for (const prepare of await leader.pending(1)) await deliver(prepare);
  const asked = await leader.collect(1);
  const answer = 'request' in asked ? await helper.collect(asked.request) : asked;
  if ('refused' in answer) throw new Error(`refused: ${answer.refused}`);
  await release('helper', answer.share);
  const own = await leader.share(1);
  await release('leader', own);
  const [atLeader, atHelper] = [await leader.combine(1, answer.share), await helper.combine(1, own)];
  expect(atHelper).toEqual(atLeader);
  return 'sums' in atLeader && atLeader.count === reports.length ? Array.from(atLeader.sums) : [];
}

/** No share is left where a round is wiped, and none is missing where it is not collected. */
async function expectSharesUntilCollected(role: Role, disk: Disk): Promise<void> {
  const store = await storeOf(disk, set, role);
  const [round, slots] = [await store.round(1n), await slotsOf(store, 1n)];
  const collected = round?.state === 'collected';
  if (round?.wiped) expect(slots.filter(({ share }) => share !== undefined)).toEqual([]);
  if (!collected) expect(slots.filter(({ share }) => share === undefined)).toEqual([]);
  expect(round?.held ?? 0).toBe(slots.length);
  expect(round?.release !== undefined).toBe(collected);
}

/** A round over machines whose processes end so; gives them as they are when it is collected and read again. */
async function playRound(ends: Partial<Record<Role, Iterable<End>>>) {
  const leader = new Machine((storage) => set.leader(storage), ends.leader);
  const helper = new Machine((storage) => set.helper(storage), ends.helper);
  const opened = new Set<Role>();
  const released: Released = { leader: new Set(), helper: new Set() };
  let sums: number[] | undefined;
  while (sums === undefined) {
    for (const machine of [leader, helper]) if (machine.crashed) machine.restart();
    expect(Math.max(leader.starts, helper.starts)).toBeLessThan(200); // each has to come further than the one before
    sums = await attempt({ leader, helper }, opened, released).catch((reason: unknown) => {
      if (!((reason as Error).cause instanceof Crash)) throw reason;
      return undefined;
    });
    await expectSharesUntilCollected('leader', leader.disk);
    await expectSharesUntilCollected('helper', helper.disk);
  }
  expect(sums).toEqual(SUM);
  const result = { leader: facts(leader), helper: facts(helper) };

  // All of it again, by processes that have nothing but the disk: the same sum, from the same bytes.
  for (const machine of [leader, helper]) machine.restart();
  expect(await attempt({ leader, helper }, opened, released)).toEqual(SUM);
  expect([released.leader.size, released.helper.size]).toEqual([1, 1]);
  return result;
}

const facts = ({ starts, begun }: { readonly starts: number; readonly begun: number }) => ({ starts, begun });

/** Every process ends in the operation with this number, one before and one after it takes effect. */
function* always(at: number): Generator<End, undefined> {
  for (;;) {
    yield { at, when: 'before' };
    yield { at, when: 'after' };
  }
}

const undisturbed = await playRound({});

describe.each(['leader', 'helper'] as const)('the %s', { timeout: 60_000 }, (role) => {
  const operations = undisturbed[role].begun;

  it('does in a round what these tests go through', () => {
    expect(operations).toBeGreaterThan(20);
  });

  it.each(['before', 'after'] as const)('may crash %s any operation on its disk', async (when) => {
    for (let at = 1; at <= operations; at++) {
      const { [role]: machine } = await playRound({ [role]: [{ at, when }] });
      expect(machine.starts).toBe(2);
    }
  });
});

// The loop begins at the first report each time, so a process has to live long enough to come to the first open step.
const LEAST = { leader: 22, helper: 10 };

it.each([0, 1, 2, 3])(
  'both may crash all the time, %i operations later than is just enough',
  { timeout: 60_000 },
  async (more) => {
    const { leader, helper } = await playRound({
      leader: always(LEAST.leader + more),
      helper: always(LEAST.helper + more),
    });
    expect(leader.starts).toBeGreaterThan(3);
    expect(helper.starts).toBeGreaterThan(2);
  },
);
