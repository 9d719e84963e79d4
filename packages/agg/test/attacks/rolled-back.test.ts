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
import { copyOf, Disk, withMethods } from '../support/storage.js';

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

describe('a store that is put back while its aggregator runs', () => {
  /** A storage whose disk can be put back, as a volume is under a pool that connects anew. */
  function volume(disk: Disk) {
    let now = disk;
    const storage = {
      /** Holds up what the next read of a round has found. */
      held: undefined as Promise<void> | undefined,
      putBack(older: Disk) {
        now = older;
      },
      close: async () => {},
      async task(...of: Parameters<AggregatorStorage['task']>) {
        const names = ['apply', 'move', 'page', 'events', 'delivered', 'wipe', 'forget', 'unwiped'] as const;
        const methods = names.map((name) => {
          const method = async (...args: unknown[]): Promise<unknown> => {
            const store = await now.task(...of);
            return Reflect.apply(store[name], store, args);
          };
          return [name, method] as const;
        });
        const round = async (number?: bigint): Promise<unknown> => {
          const row = await (await now.task(...of)).round(number);
          const { held } = storage;
          storage.held = undefined;
          await held;
          return row;
        };
        return withMethods(await now.task(...of), { ...Object.fromEntries(methods), round });
      },
    };
    return storage;
  }

  /** Both aggregators in round 1 with three accepted reports, on volumes, and copies that have two. */
  async function running(own: 'leader' | 'helper') {
    const { older } = await world();
    const victim = await forge(set, 'client_003', 1n, SECRET);
    const told: AuditEvent[] = [];
    const storage = volume(await copyOf(older[own]));
    const audit = listener((event) => void told.push(event));
    const options = { privateKey: set.keys[own].privateKey, verifier: key.verifier, storage, audit };
    const other = own === 'leader' ? 'helper' : 'leader';
    const disk = await copyOf(older[other]);
    const leader = own === 'leader' ? createAggregator(set.task, { role: 'leader', ...options }) : set.leader(disk);
    const helper = own === 'helper' ? createAggregator(set.task, { role: 'helper', ...options }) : set.helper(disk);
    expect(await deliver(leader, helper, victim.report)).toBe('accepted');
    return { leader, helper, storage, told, older };
  }

  const suspects = (told: readonly AuditEvent[]) => told.filter(({ operation }) => operation === 'state_suspect');
  const refused = { code: 'rolled-back' };

  it('releases no second set of a round, has that in the log once, and does nothing any more', async () => {
    const { leader, helper, storage, told, older } = await running('helper');
    const fewer = await set.leader(older.leader).collect(1);
    await collect(leader, helper, 1);
    storage.putBack(older.helper);
    const asked = 'request' in fewer ? fewer.request : new Uint8Array();
    await expect(helper.collect(asked)).rejects.toMatchObject(refused);
    const row = await (await older.helper.task(set.bound.hash, 'helper')).round(1n);
    expect(row?.setHash).toBeUndefined();
    await expect(helper.collect(asked)).rejects.toMatchObject(refused);
    await expect(helper.openRound(2)).rejects.toMatchObject(refused);
    expect(suspects(told)).toMatchObject([{ severity: 'critical', details: { role: 'helper', round: '1', count: 3 } }]);
  });

  it('a leader does not either: it notices when its round or the newest is read', async () => {
    const { leader, helper, storage, told, older } = await running('leader');
    await collect(leader, helper, 1);
    storage.putBack(older.leader);
    await expect(leader.round()).rejects.toMatchObject(refused);
    await expect(leader.collect(1)).rejects.toMatchObject(refused);
    expect(suspects(told)).toMatchObject([{ severity: 'critical', details: { role: 'leader', round: '1', count: 3 } }]);
  });

  it('to before the round was opened, which a later call would open anew', async () => {
    const { leader, helper, storage } = await running('helper');
    await collect(leader, helper, 1);
    storage.putBack(new Disk());
    await expect(helper.openRound(1)).rejects.toMatchObject(refused);
  });

  it('and opens no later round, with which the newest would look right', async () => {
    const { leader, helper, storage, older } = await running('helper');
    await collect(leader, helper, 1);
    storage.putBack(older.helper);
    await expect(helper.openRound(2)).rejects.toMatchObject(refused);
    expect(await (await older.helper.task(set.bound.hash, 'helper')).round()).toMatchObject({ round: 1n });
  });

  it('also where another process fixed the set, which is known by the log', async () => {
    const { leader, helper, older } = await world();
    await collect(leader, helper, 1);
    const { privateKey } = set.keys.leader;
    const now = await copyOf(older.leader);
    const fewer = set.leader(now);
    await fewer.collect(1);
    const storage = volume(now);
    const logged = set.events.filter(({ details }) => details.count === 2);
    const own = { privateKey, verifier: key.verifier, storage, history: historyOf(logged) };
    const second = createAggregator(set.task, { role: 'leader', ...own });
    await second.round();
    storage.putBack(older.leader);
    await expect(second.round(1)).rejects.toMatchObject(refused);
  });

  it('a row that was read before its set was fixed does not count as an older state', async () => {
    const { leader, helper, storage, told } = await running('helper');
    const asked = await leader.collect(1);
    await helper.drain();
    let go = (): void => {};
    storage.held = new Promise((resolve) => {
      go = resolve;
    });
    const read = helper.round(1);
    await helper.collect('request' in asked ? asked.request : new Uint8Array());
    go();
    expect(await read).toMatchObject({ state: 'open' });
    expect(suspects(told)).toEqual([]);
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
