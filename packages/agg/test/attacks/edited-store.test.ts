/**
 * A helper's store that somebody edits who cannot read its shares: rows are taken away from a round whose set is fixed, so
 * that the sum of the set is that of one report. agg-service.md, §2: an aggregator sums the reports of the set and no others.
 */
import { describe, expect, it } from 'vitest';
import { sorted, writeCollect } from '../../src/protocol/collect.js';
import { join } from '../../src/protocol/encoding.js';
import { hash as hashOf } from '../../src/protocol/hashes.js';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';
import { forge } from '../support/forge.js';
import { deliver, setting } from '../support/round.js';
import { Disk, withMethods } from '../support/storage.js';

const CLIENTS = ['client_001', 'client_002', 'client_003'] as const;
const VICTIM = CLIENTS[2];

/** A closed round of three reports, whose helper was stopped; its rows are those that `edit` leaves. */
async function edited(edit: (task: TaskStore) => Partial<TaskStore>, minBatch = 2) {
  const set = setting({ minBatch });
  const reports = await Promise.all(CLIENTS.map((client, i) => forge(set, client, 1n, [i + 1])));
  const disks = { leader: new Disk(), helper: new Disk() };
  const [leader, helper] = [set.leader(disks.leader), set.helper(disks.helper)];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { report } of reports) await deliver(leader, helper, report);
  await helper.closeRound(1);
  const ids = sorted(reports.map(({ reportId }) => reportId));
  const { hash } = set.bound;
  const task = await disks.helper.task(hash, 'helper');
  const fixed = { kind: 'collecting', round: 1n, accepted: ids.length, set: hashOf('set', join(...ids)) } as const;
  await task.move({ ...fixed, events: [] });
  const storage: AggregatorStorage = {
    task: async () => withMethods(task, edit(task)),
    close: async () => {},
  };
  return { helper: set.helper(storage), request: writeCollect(hash, 1n, ids), task };
}

const alone = (task: TaskStore): Partial<TaskStore> => ({
  page: async (round, state, after, limit) =>
    (await task.page(round, state, after, limit)).filter(({ client }) => client === VICTIM),
});

describe('a round whose set is fixed', () => {
  it('is summed where its rows are those of the set', async () => {
    const { helper, request } = await edited(() => ({}));
    expect(await helper.collect(request)).toHaveProperty('share');
  });

  it('is not if its store has only one report', async () => {
    const { helper, request, task } = await edited(alone);
    await expect(helper.collect(request)).rejects.toMatchObject({ code: 'damaged' });
    expect((await task.round(1n))?.state).toBe('collecting');
  });

  it('is not where it is smaller than the smallest batch', async () => {
    const { helper, request } = await edited(() => ({}), 4);
    await expect(helper.collect(request)).rejects.toMatchObject({ code: 'damaged' });
  });
});
