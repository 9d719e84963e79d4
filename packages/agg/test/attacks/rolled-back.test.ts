/**
 * A helper's store that is put back to an earlier state: the old one releases the sum of fewer reports, and the difference is one
 * update. agg-service.md, §2: a start compares the server with the one that the task began on, and the log has each set before
 * anything of it is released.
 */
import { AuditLog, memoryStorage as auditMemory, createSigner } from '@fedzk/audit';
import { type AuditEvent, FedzkError, listener, toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../../src/aggregator/create.js';
import { AggregatorEvents } from '../../src/aggregator/events.js';
import type { Helper } from '../../src/aggregator/helper.js';
import type { AuditHistory } from '../../src/aggregator/history.js';
import { checkOrigin } from '../../src/postgres/origin.js';
import { sorted } from '../../src/protocol/collect.js';
import { join } from '../../src/protocol/encoding.js';
import { hash as hashOf } from '../../src/protocol/hashes.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { forge } from '../support/forge.js';
import { collect, deliver, key, setting } from '../support/round.js';
import { copyOf, Disk } from '../support/storage.js';

const SECRET = [17, -4, 99, 0, -28];
const set = setting();

/** Both aggregators in round 1 with three accepted reports, and their disks as they were with two. */
async function world() {
  set.events.length = 0;
  const [first, second, victim] = [
    await forge(set, 'client_001', 1n, [1, 2, 3]),
    await forge(set, 'client_002', 1n, [4, 5, 6]),
    await forge(set, 'client_003', 1n, SECRET),
  ];
  const disks = { leader: new Disk(), helper: new Disk() };
  const [leader, helper] = [set.leader(disks.leader), set.helper(disks.helper)];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { report } of [first, second]) await deliver(leader, helper, report);
  const older = { leader: await copyOf(disks.leader), helper: await copyOf(disks.helper) };
  await deliver(leader, helper, victim.report);
  return { leader, helper, older, ids: sorted([first, second, victim].map(({ reportId }) => reportId)) };
}

/** A log that is read. */
function historyOf(events: readonly AuditEvent[]): AuditHistory {
  return {
    async *entries() {
      for (const entry of events) yield { entry };
    },
  };
}

describe('a helper’s store that was put back', () => {
  it('gives one update away where the helper goes on, to a leader that does as well', async () => {
    const { leader, helper, older } = await world();
    const all = await collect(leader, helper, 1);
    const fewer = await collect(set.leader(older.leader), set.helper(older.helper), 1);
    expect(Array.from(all, (sum, i) => sum - (fewer[i] ?? 0))).toEqual(SECRET);
  });

  it('shows by the log, which has a set that the store has not', async () => {
    const { leader, helper, older, ids } = await world();
    await collect(leader, helper, 1);
    const logged = set.events
      .filter(({ operation, details }) => operation === 'fix_set' && details.role === 'helper')
      .map(({ details }) => details);
    expect(logged).toMatchObject([{ round: '1', count: 3, set: toHex(hashOf('set', join(...ids))) }]);
    /** What an operator compares at a start: whether the store is as far as the log. */
    const lost = async (aggregator: Helper): Promise<string[]> => {
      const rounds: string[] = [];
      for (const { round = '', count = 0 } of logged) {
        const row = await aggregator.round(BigInt(round));
        const isThere = row?.state === 'collecting' || row?.state === 'collected';
        if (!isThere || row.accepted !== count) rounds.push(round);
      }
      return rounds;
    };
    expect([await lost(helper), await lost(set.helper(older.helper))]).toEqual([[], ['1']]);
  });

  describe('is refused where the aggregator is given the log at its start', () => {
    function started(storage: AggregatorStorage, logged: readonly AuditEvent[] = set.events) {
      const told: AuditEvent[] = [];
      const { privateKey } = set.keys.helper;
      const audit = listener((event) => void told.push(event));
      const own = { privateKey, verifier: key.verifier, storage, audit, history: historyOf(logged) };
      return { aggregator: createAggregator(set.task, { role: 'helper', ...own }), told };
    }

    it.each([
      ['before its set was fixed', (older: Disk) => older],
      ['before its round was opened', () => new Disk()],
    ])('%s', async (_, earlier) => {
      const { leader, helper, older, ids } = await world();
      await collect(leader, helper, 1);
      const { aggregator, told } = started(earlier(older.helper));
      for (let call = 0; call < 2; call++) {
        await expect(aggregator.openRound(2)).rejects.toMatchObject({ code: 'rolled-back' });
      }
      expect(told).toMatchObject([
        {
          operation: 'state_suspect',
          result: 'failure',
          severity: 'critical',
          details: { role: 'helper', round: '1', count: 3, set: toHex(hashOf('set', join(...ids))) },
        },
      ]);
    });

    it('and has another set', async () => {
      const { leader, helper, older } = await world();
      await collect(leader, helper, 1);
      const logged = [...set.events];
      await collect(set.leader(older.leader), set.helper(older.helper), 1);
      const { aggregator, told } = started(older.helper, logged);
      await expect(aggregator.round()).rejects.toMatchObject({ code: 'rolled-back' });
      expect(told).toMatchObject([{ operation: 'state_suspect', details: { count: 3 } }]);
    });

    it('by an event that the log may not take', async () => {
      const { leader, helper, older } = await world();
      await collect(leader, helper, 1);
      const { privateKey } = set.keys.helper;
      const full = { append: () => Promise.reject(new Error('no space left')) };
      const own = { privateKey, verifier: key.verifier, storage: older.helper, audit: full };
      const aggregator = createAggregator(set.task, { role: 'helper', ...own, history: historyOf(set.events) });
      await expect(aggregator.round()).rejects.toMatchObject({ code: 'rolled-back' });
    });

    it.each([
      ['fails', () => Promise.reject(new Error('no such bucket'))],
      ['gives no events', () => Promise.resolve({ value: {}, done: false })],
    ])('or the log %s, and then the next call reads it again', async (_, next) => {
      let reads = 0;
      const own = { privateKey: set.keys.helper.privateKey, verifier: key.verifier, storage: new Disk() };
      const entries = (): AsyncIterable<never> => {
        reads++;
        return { [Symbol.asyncIterator]: () => ({ next: next as () => Promise<IteratorResult<never>> }) };
      };
      const aggregator = createAggregator(set.task, { role: 'helper', ...own, history: { entries } });
      for (let call = 0; call < 2; call++) {
        await expect(aggregator.round()).rejects.toMatchObject({ code: 'storage', cause: expect.any(Error) });
      }
      expect(reads).toBe(2);
    });

    it('and goes on where it has all sets, collected or abandoned, whatever another task’s log says', async () => {
      const { leader, helper, older } = await world();
      await collect(leader, helper, 1);
      const foreign = set.events.map((event) => ({ ...event, id: '00000000-0000-8000-8000-000000000000' }));
      const disk = older.helper;
      expect(await started(disk, foreign).aggregator.round()).toMatchObject({ accepted: 2 });
      const store = await disk.task(set.bound.hash, 'helper');
      await store.move({ kind: 'close', round: 1n, events: [] });
      const fixed = { round: 1n, count: 2, setHash: hashOf('set', Uint8Array.of(1)) };
      await store.move({ kind: 'collecting', round: 1n, accepted: fixed.count, set: fixed.setHash, events: [] });
      const loggedAs = (setHash: typeof fixed.setHash): AuditEvent[] => {
        const { id, body } = new AggregatorEvents('helper', set.bound).collecting({ ...fixed, setHash });
        return [{ ...(JSON.parse(body) as AuditEvent), id }];
      };
      const logged = loggedAs(fixed.setHash);
      const other = started(disk, loggedAs(hashOf('set', Uint8Array.of(2))));
      await expect(other.aggregator.round()).rejects.toMatchObject({ code: 'rolled-back' });
      await started(disk, logged).aggregator.abandonRound(1);
      expect(await started(disk, logged).aggregator.round()).toMatchObject({ state: 'abandoned' });
    });

    it('by an AuditLog of @fedzk/audit, at a leader too', async () => {
      const signer = await createSigner('example.com/leader');
      const log = await AuditLog.open(auditMemory(), { origin: signer.name, signer });
      const { older } = await world();
      const disk = await copyOf(older.leader);
      const { privateKey } = set.keys.leader;
      const start = (storage: AggregatorStorage) => {
        const own = { privateKey, verifier: key.verifier, storage, audit: log, history: log };
        return createAggregator(set.task, { role: 'leader', ...own });
      };
      expect(await start(disk).collect(1)).toHaveProperty('request');
      expect(await start(disk).round()).toMatchObject({ state: 'collected' });
      await expect(start(older.leader).round()).rejects.toMatchObject({ code: 'rolled-back' });
      const operations: string[] = [];
      for await (const { entry } of log.entries()) operations.push(entry.operation);
      expect(operations.slice(-1)).toEqual(['state_suspect']);
      await log.close();
    });
  });

  it('has every set in the log: nothing is released while that does not take it', async () => {
    const { older } = await world();
    const asked = await set.leader(older.leader).collect(1);
    const full = { append: () => Promise.reject(new Error('no space left')) };
    const { privateKey } = set.keys.helper;
    const own = { role: 'helper', privateKey, verifier: key.verifier, storage: older.helper, audit: full } as const;
    const request = 'request' in asked ? asked.request : new Uint8Array();
    await expect(createAggregator(set.task, own).collect(request)).rejects.toMatchObject({ code: 'not-logged' });
  });
});

it('a store that refuses a start has that in the log, once', async () => {
  const told: AuditEvent[] = [];
  const refused = () => Promise.reject(new FedzkError('rolled-back', 'Another server.'));
  const aggregator = createAggregator(set.task, {
    ...{ role: 'leader', privateKey: set.keys.leader.privateKey, verifier: key.verifier },
    storage: { task: refused, close: async () => {} },
    audit: listener((event) => void told.push(event)),
  });
  for (let call = 0; call < 2; call++) {
    await expect(aggregator.tick()).rejects.toMatchObject({ code: 'rolled-back' });
  }
  expect(told).toMatchObject([{ operation: 'state_suspect', severity: 'critical', reason: 'Another server.' }]);
});

describe('PostgreSQL', () => {
  const NOW = { standby: false, fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', standbys: '' };

  /** Starts on a server of this system and timeline, with what is stored of the one that the task began on. */
  function start(began: object, now: object): Promise<void> {
    const query = async (sql: string): Promise<Record<string, unknown>[]> => {
      if (sql.startsWith('SELECT pg_is_in_recovery')) return [{ ...NOW, ...now }];
      return sql.startsWith('SELECT system') ? [{ synchronous: false, ...began }] : [];
    };
    return checkOrigin(query, set.bound.hash, 1);
  }

  it.each([
    ['another server', { system: '2', timeline: '00000001' }],
    ['a backup or a standby that was promoted', { system: '1', timeline: '00000002' }],
  ])('on %s is refused', async (_, now) => {
    const began = { system: '1', timeline: '00000001' };
    await expect(start(began, began)).resolves.toBeUndefined();
    await expect(start(began, now)).rejects.toMatchObject({ code: 'rolled-back' });
    // Each commit had waited for a standby.
    await expect(start({ ...began, synchronous: true }, now)).resolves.toBeUndefined();
  });
});
