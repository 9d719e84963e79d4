/**
 * A replica with older state: what an honest other side refuses, and the documented limit, that an aggregator which goes on
 * with a round after it lost something can be made to tell one update. Hence new keys after a failover, and a new task.
 */
import { unpack } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { RELEASE_HEADER_BYTES, readAnswer, sorted, writeCollect } from '../src/protocol/collect.js';
import type { Bytes } from '../src/protocol/encoding.js';
import { createSealingKey } from '../src/protocol/keys.js';
import { createTask } from '../src/protocol/task.js';
import { ShareSeal } from '../src/storage/sealed.js';
import { readElements, reduce } from './support/field.js';
import { forge } from './support/forge.js';
import { collect, deliver, key, refusals, setting } from './support/round.js';
import { copyOf, Disk, storeOf } from './support/storage.js';

const set = setting();
const { hash } = set.bound;
const SECRET = [17, -4, 99, 0, -28];
const [one, two, three] = [
  await forge(set, 'client_001', 1n, [1, 2, 3]),
  await forge(set, 'client_002', 1n, [4, 5, 6]),
  await forge(set, 'client_003', 1n, SECRET),
];
const ids = (...reports: { readonly reportId: Bytes }[]): Bytes[] => sorted(reports.map(({ reportId }) => reportId));

/** Three accepted reports, and both disks as they were before the third. */
async function world() {
  const [atLeader, atHelper] = [new Disk(), new Disk()];
  const [leader, helper] = [set.leader(atLeader), set.helper(atHelper)];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { report } of [one, two]) await deliver(leader, helper, report);
  const older = { leader: await copyOf(atLeader), helper: await copyOf(atHelper) };
  await deliver(leader, helper, three.report);
  set.events.length = 0;
  return { leader, helper, atLeader, atHelper, older };
}

describe('a helper that has forgotten a report', () => {
  it('releases nothing to an honest leader, whose set is another', async () => {
    const { leader, older } = await world();
    const asked = await leader.collect(1);
    const request = 'request' in asked ? asked.request : new Uint8Array();
    expect(await set.helper(older.helper).collect(request)).toEqual({ refused: 'set-mismatch' });
    expect(refusals(set.events)).toEqual(['helper set-mismatch']);
  });

  it('gives the update away to a leader that asks it and its predecessor: the documented limit', async () => {
    const { helper, atLeader, older } = await world();
    const slot = await (await storeOf(atLeader, set, 'leader')).slot(1n, 'client_003');
    if (slot === undefined) throw new Error('the slot is free');
    const seal = new ShareSeal('leader', hash, set.keys.leader.privateKey);
    const leaderShare = readElements(await seal.open(1n, slot)) ?? [];
    const sumOf = async (from: typeof helper, ...reports: { readonly reportId: Bytes }[]): Promise<bigint[]> => {
      const answer = await from.collect(writeCollect(hash, 1n, ids(...reports)));
      if ('refused' in answer) throw new Error(answer.refused);
      return readElements(answer.share.subarray(RELEASE_HEADER_BYTES)) ?? [];
    };
    const [with3, without3] = [await sumOf(helper, one, two, three), await sumOf(set.helper(older.helper), one, two)];
    const packed = with3.map((sum, j) => reduce(sum - (without3[j] ?? 0n) + (leaderShare[j] ?? 0n)));
    expect(Array.from(unpack(packed, { count: 1, maxNormSq: set.task.maxNormSq }, set.bound.circuit) ?? [])).toEqual(
      SECRET,
    );
  });

  it('with new keys, which make another task, knows nothing of the old round', async () => {
    const { leader, older } = await world();
    const [fresh, { leader: leaderKey }] = [createSealingKey(), set.task.aggregatorKeys];
    const task = createTask({ ...set.task, aggregatorKeys: { leader: leaderKey, helper: fresh.publicKey } });
    const options = {
      role: 'helper',
      privateKey: fresh.privateKey,
      verifier: key.verifier,
      storage: older.helper,
    } as const;
    const successor = createAggregator(task, options);
    await successor.openRound(1);
    expect(readAnswer(await successor.prepare(three.prepare))?.verdict).toBe('refused');
    const asked = await leader.collect(1);
    const request = 'request' in asked ? asked.request : new Uint8Array();
    expect(await successor.collect(request)).toEqual({ refused: 'wrong-task' });
    expect(await successor.collect(writeCollect(hash, 1n, ids(one, two)))).toEqual({ refused: 'wrong-task' });
    // The old key does not fit the new task, nor the new one the old.
    const old = { ...options, privateKey: set.keys.helper.privateKey };
    expect(() => createAggregator(task, old)).toThrow('"privateKey" is not that of');
    expect(() => createAggregator(set.task, options)).toThrow('"privateKey"');
  });
});

describe('a leader that has forgotten a report', () => {
  it('is released nothing for the rest of them', async () => {
    const { helper, older } = await world();
    await expect(collect(set.leader(older.leader), helper, 1)).rejects.toThrow('the helper refuses: set-mismatch');
  });

  it('collects all of them once the client has sent it again', async () => {
    const { helper, older } = await world();
    const replica = set.leader(older.leader);
    expect(await deliver(replica, helper, three.report)).toBe('accepted');
    expect(Array.from(await collect(replica, helper, 1))).toEqual([22, 3, 108, 0, -28]);
  });

  it('of which it only forgot the verdict asks again, and collects all', async () => {
    const [atLeader, helper] = [new Disk(), set.helper()];
    const leader = set.leader(atLeader);
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    for (const { report } of [one, two]) await deliver(leader, helper, report);
    await leader.submit(three.report);
    const older = await copyOf(atLeader);
    await leader.conclude(three.prepare, await helper.prepare(three.prepare));
    const replica = set.leader(older);
    for (const prepare of await replica.pending(1)) await replica.conclude(prepare, await helper.prepare(prepare));
    expect(Array.from(await collect(replica, helper, 1))).toEqual([22, 3, 108, 0, -28]);
  });
});
