/** Events are stored with what they tell of, told in order at least once under one id, and deleted once they are taken. */
import { type AuditEvent, type AuditSink, toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { join } from '../src/protocol/encoding.js';
import { hash } from '../src/protocol/hashes.js';
import type { AggregatorStorage } from '../src/storage/storage.js';
import { forge } from './support/forge.js';
import { deliver, key, setting } from './support/round.js';
import { Crash, crashing, Disk, storeOf } from './support/storage.js';

const set = setting();
const [one, two] = [await forge(set, 'client_001', 1n, [1]), await forge(set, 'client_002', 1n, [2])];

/** A log that takes events unless it is full. */
function log() {
  const taken: AuditEvent[] = [];
  const state = { full: false, tries: 0 };
  const sink: AuditSink = {
    async append(event) {
      state.tries++;
      if (state.full) throw new Error('no space left');
      taken.push(event);
    },
  };
  return { taken, sink, state, names: () => taken.map(({ operation, result }) => `${operation} ${result}`) };
}

function leaderWith(storage: AggregatorStorage, audit?: AuditSink) {
  const { privateKey } = set.keys.leader;
  return createAggregator(set.task, {
    role: 'leader',
    privateKey,
    verifier: key.verifier,
    storage,
    ...(audit && { audit }),
  });
}

const waiting = async (disk: Disk) => (await (await storeOf(disk, set, 'leader')).events(100)).length;

it('events that the log refuses wait, in order, and are sent by the next drain', async () => {
  const [disk, { taken, sink, state, names }] = [new Disk(), log()];
  const leader = leaderWith(disk, sink);
  state.full = true;
  const refused = { code: 'not-logged', cause: { message: 'no space left' } };
  await expect(leader.openRound(1)).rejects.toMatchObject(refused);
  await expect(leader.submit(one.report)).rejects.toMatchObject(refused);
  await expect(leader.drain()).rejects.toMatchObject(refused);
  expect([taken.length, await waiting(disk)]).toEqual([0, 2]);
  state.full = false;
  expect((await leader.submit(two.report)).verdict).toBe('pending'); // its drain tells of all
  expect(names()).toEqual(['open_round success', 'verify_report logged', 'verify_report logged']);
  expect(taken.map(({ user_id }) => user_id)).toEqual(['leader', 'client_001', 'client_002']);
  expect([await waiting(disk), await leader.drain()]).toEqual([0, 0]);
});

it('a crash between a change and its event loses no event: another process tells it', async () => {
  for (let at = 1; ; at++) {
    const [disk, { taken, sink }] = [new Disk(), log()];
    const leader = leaderWith(disk, sink);
    await leader.openRound(1);
    const process = crashing(disk, at, 'after');
    const outcome = await leaderWith(process.storage, sink)
      .submit(one.report)
      .catch((reason: unknown) => reason);
    await leaderWith(disk, sink).drain();
    const held = await (await storeOf(disk, set, 'leader')).slot(1n, 'client_001');
    const told = taken.filter(({ user_id }) => user_id === 'client_001');
    expect(told.length > 0).toBe(held !== undefined);
    expect(new Set(told.map(({ id }) => id)).size).toBe(held === undefined ? 0 : 1);
    if (!(outcome instanceof Error)) break;
    expect(outcome.cause).toBeInstanceOf(Crash);
  }
});

it('many calls at once are told in the order in which they were stored, once each by one process', async () => {
  const [disk, { taken, sink }] = [new Disk(), log()];
  const leader = leaderWith(disk, sink);
  await leader.openRound(1);
  await Promise.all([one, two, one, two].map(({ report }) => leader.submit(report)));
  expect(taken.map(({ user_id }) => user_id).sort()).toEqual(['client_001', 'client_002', 'leader']);
  expect(await waiting(disk)).toBe(0);
});

it('without a log nothing is stored', async () => {
  const disk = new Disk();
  const leader = leaderWith(disk);
  await leader.openRound(1);
  await leader.submit(one.report);
  expect([await waiting(disk), await leader.drain()]).toEqual([0, 0]);
});

it('nothing of a round is released before the log has its set', async () => {
  const [disk, { taken, sink, state }] = [new Disk(), log()];
  const leader = leaderWith(disk, sink);
  const helper = set.helper();
  for (const each of [leader, helper]) await each.openRound(1);
  for (const { report } of [one, two]) await deliver(leader, helper, report);
  await leader.closeRound(1);
  state.full = true;
  const store = await storeOf(disk, set, 'leader');
  for (let i = 0; i < 2; i++) {
    await expect(leader.collect(1)).rejects.toMatchObject({ code: 'not-logged' });
    expect(await store.round(1n)).toMatchObject({ state: 'collecting', accepted: 2 });
    await expect(leader.share(1)).rejects.toMatchObject({ code: 'invalid-state' });
  }
  state.full = false;
  expect(await leader.collect(1)).toHaveProperty('request');
  const { setHash } = (await store.round(1n)) ?? {};
  const [fixed, collected] = taken.slice(-2);
  expect(fixed).toMatchObject({ operation: 'fix_set', details: { count: 2, set: toHex(setHash ?? new Uint8Array()) } });
  expect(collected).toMatchObject({ operation: 'collect_round', result: 'success' });
});

describe('an id', () => {
  it('is UUIDv8 of H("event", reportId ‖ role ‖ step), the same each time', async () => {
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 2; i++) {
      const { taken, sink } = log();
      const leader = leaderWith(new Disk(), sink);
      await leader.openRound(1);
      await leader.submit(one.report);
      ids.push(taken.map(({ id }) => id).join());
    }
    expect(ids[0]).toBe(ids[1]);
    const round = hash('event', join(set.bound.hash, Uint8Array.of(0), new TextEncoder().encode('open_round 1 ')));
    const hex = Buffer.from(round).toString('hex');
    const variant = ((Number.parseInt(hex[16] ?? '', 16) & 3) | 8).toString(16);
    const expected = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
    expect(ids[0]?.split(',')[0]).toBe(expected);
  });
});

describe('refusals', () => {
  it('before a right signature are only counted, and not stored', async () => {
    const [disk, { taken, sink }] = [new Disk(), log()];
    const leader = leaderWith(disk, sink);
    await leader.openRound(1);
    const told = taken.length;
    const unsigned = one.report.map((byte, i) => (i === one.report.length - 1 ? byte ^ 1 : byte));
    const foreign = one.report.map((byte, i) => (i === 1 ? byte ^ 1 : byte));
    const sent = { malformed: new Uint8Array(3), 'bad-signature': unsigned, 'wrong-task': foreign };
    for (const [why, report] of [...Object.entries(sent), ['bad-signature', unsigned] as const]) {
      expect(await leader.submit(report)).toEqual({ verdict: 'refused', why });
    }
    expect([...leader.refused()].sort()).toEqual([
      ['bad-signature', 2],
      ['malformed', 1],
      ['wrong-task', 1],
    ]);
    expect([taken.length - told, await waiting(disk)]).toEqual([0, 0]);
  });

  it('of one client in a round are logged 8 times, and those of another client still are', async () => {
    const { taken, sink } = log();
    const leader = leaderWith(new Disk(), sink);
    await leader.openRound(1);
    await leader.submit(one.report);
    const flip = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
    const told = () => taken.filter(({ result }) => result === 'failure').map(({ user_id }) => user_id);
    for (let i = 0; i < 10; i++) {
      const wrong = await forge(set, 'client_001', 1n, [1], { aad: { leader: flip } });
      expect(await leader.submit(wrong.report)).toEqual({ verdict: 'refused', why: 'duplicate' });
    }
    expect(told()).toEqual(new Array(8).fill('client_001'));
    expect(leader.refused().get('duplicate')).toBe(10);
    await leader.submit((await forge(set, 'client_002', 1n, [1], { aad: { leader: flip } })).report);
    expect(told().at(-1)).toBe('client_002');
    // Rounds that were never opened are one, whatever number a client names.
    for (let round = 100n; round < 110n; round++) {
      await leader.submit((await forge(set, 'client_003', round, [1])).report);
    }
    expect(told().filter((id) => id === 'client_003')).toHaveLength(8);
  });
});
