/** What an aggregator tells an audit log: after the change, before its call resolves, one event at a time. */
import type { AuditEvent, AuditSink } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { type AggregatorOptions, createAggregator, createTask, type Helper, type Leader } from '../src/index.js';
import { memoryStorage } from '../src/storage/memory.js';
import { deliver, key, setting } from './support/round.js';
import { storeOf } from './support/storage.js';

const set = setting();

function leaderWith(options: Partial<AggregatorOptions>): Leader {
  const { privateKey } = set.keys.leader;
  const storage = memoryStorage();
  return createAggregator(set.task, { role: 'leader', privateKey, verifier: key.verifier, storage, ...options });
}

/** A log that takes an event when it is told to, and one that is full. */
function slowLog(): { readonly sink: AuditSink; readonly waiting: AuditEvent[]; take(): void } {
  const waiting: AuditEvent[] = [];
  let takes: (() => void)[] = [];
  return {
    waiting,
    sink: { append: (event) => new Promise<void>((resolve) => takes.push(resolve) && waiting.push(event)) },
    take() {
      for (const each of takes) each();
      takes = [];
    },
  };
}

const full: AuditSink = { append: () => Promise.reject(new Error('no space left')) };

const turns = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('an event', () => {
  it('is told after the change, and before the call resolves', async () => {
    const [log, storage] = [slowLog(), memoryStorage()];
    const leader = leaderWith({ audit: log.sink, storage });
    let opened = false;
    const opening = leader.openRound(1).then(() => {
      opened = true;
    });
    await turns();
    const row = await (await storeOf(storage, set, 'leader')).round();
    expect([log.waiting.length, opened, row?.state]).toEqual([1, false, 'open']);
    log.take();
    await opening;
  });

  it('waits for the one before it', async () => {
    const log = slowLog();
    const leader = leaderWith({ audit: log.sink });
    const opened = Promise.all([leader.openRound(1), leader.openRound(2)]);
    for (const told of ['open_round 1', 'close_round 1', 'open_round 2']) {
      await turns();
      expect(log.waiting.map(({ operation, details }) => `${operation} ${details?.round}`).at(-1)).toBe(told);
      log.take();
    }
    await opened;
    expect(log.waiting.length).toBe(3);
  });

  it('that the log refuses rejects the call, and the change stands', async () => {
    const storage = memoryStorage();
    const leader = leaderWith({ audit: full, storage });
    await expect(leader.openRound(1)).rejects.toMatchObject({
      code: 'not-logged',
      cause: { message: 'no space left' },
    });
    await leader.openRound(1); // it is open, so there is nothing to do and to tell
    const report = await set.client('client_001').report('client_001', 1, new Int8Array(set.task.n));
    await expect(leader.submit(report)).rejects.toMatchObject({ code: 'not-logged' });
    expect(await leader.submit(report)).toMatchObject({ verdict: 'pending' });
  });

  it('of a refusal that is not taken rejects the call too', async () => {
    const report = await set.client('client_001').report('client_001', 1, new Int8Array(set.task.n));
    await expect(leaderWith({ audit: full }).submit(report)).rejects.toMatchObject({ code: 'not-logged' });
  });

  it('writes ids with line ends in hexadecimal', async () => {
    const ids = ['line\nend', 'a'.repeat(64), 'plain'];
    const own = setting({ clients: ids, id: 'task\u0000' });
    const [leader, helper] = [own.leader(), own.helper()];
    for (const each of [leader, helper]) await each.openRound(1);
    for (const id of ids) {
      const report = await own.client(id).report(id, 1, new Int8Array(own.task.n));
      expect(await deliver(leader, helper, report)).toBe('accepted');
    }
    const told = own.events.filter(({ operation }) => operation === 'verify_report');
    expect(new Set(told.map(({ user_id }) => user_id))).toEqual(
      new Set(['utf8:6c696e650a656e64', `utf8:${'61'.repeat(64)}`, 'plain']),
    );
    expect(new Set(told.map(({ details }) => details.task))).toEqual(new Set(['utf8:7461736b00']));
  });
});

describe('close', () => {
  it('waits for what has begun, and refuses later calls', async () => {
    const log = slowLog();
    const leader = leaderWith({ audit: log.sink });
    const opening = leader.openRound(1);
    let closed = false;
    const closing = leader.close().then(() => {
      closed = true;
    });
    await turns();
    expect(closed).toBe(false);
    log.take();
    await Promise.all([opening, closing, leader.close()]);
    const later: (() => Promise<unknown>)[] = [
      () => leader.openRound(2),
      () => leader.closeRound(1),
      () => leader.submit(new Uint8Array()),
      () => leader.conclude(new Uint8Array(), new Uint8Array()),
      () => leader.pending(1),
      () => leader.collect(1),
      () => leader.share(1),
      () => leader.combine(1, new Uint8Array()),
    ];
    for (const call of later) await expect(call()).rejects.toMatchObject({ code: 'disposed' });
  });

  it('also ends a helper, and one that `await using` declares', async () => {
    let kept: Helper | undefined;
    {
      await using helper = set.helper();
      kept = helper;
    }
    await expect(kept.prepare(new Uint8Array())).rejects.toMatchObject({ code: 'disposed' });
    await expect(kept.collect(new Uint8Array())).rejects.toMatchObject({ code: 'disposed' });
  });
});

it('createTask refuses an option that it does not have, and another curve', () => {
  const { task } = set;
  expect(() => createTask({ ...task, minbatch: 3 } as never)).toThrow('"options" has no "minbatch"');
  expect(() => createTask({ ...task, curve: 'bls12-381' })).toThrow('"curve" expected bn254');
});
