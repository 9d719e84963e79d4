/** What a caller may do meanwhile, what it may pass, and what it is told: nothing of it changes a verdict. */
import { describe, expect, it, vi } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { createClient } from '../src/client.js';
import { memoryStorage } from '../src/storage/memory.js';
import type { AggregatorStorage } from '../src/storage/storage.js';
import { collect, deliver, key, refusals, setting } from './support/round.js';

const values = Int8Array.of(1, 2, 3);

async function opened(set = setting(), storage?: AggregatorStorage) {
  const [leader, helper] = [set.leader(storage), set.helper(storage)];
  await leader.openRound(1);
  await helper.openRound(1);
  const report = await set.client('client_001').report('client_001', 1, values);
  const other = await set.client('client_002').report('client_002', 1, values);
  return { set, leader, helper, report, other };
}

/** Starts, and then overwrites what was passed. */
async function overwritten<T>(bytes: Uint8Array, start: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  const copy = Uint8Array.from(bytes);
  const answer = start(copy);
  copy.fill(0);
  return answer;
}

it('a caller may use its bytes for something else at once', async () => {
  const { leader, helper, report, other } = await opened();
  await deliver(leader, helper, other);
  const submission = await overwritten(report, (bytes) => leader.submit(bytes));
  if (submission.verdict !== 'pending') throw new Error(submission.verdict);
  const { prepare } = submission;
  const answer = await overwritten(prepare, (bytes) => helper.prepare(bytes));
  expect(await overwritten(prepare, (bytes) => leader.conclude(bytes, answer))).toBe('accepted');
  const asked = await leader.collect(1);
  const answered = 'request' in asked ? await overwritten(asked.request, (bytes) => helper.collect(bytes)) : asked;
  if (!('share' in answered)) throw new Error(answered.refused);
  const sum = await overwritten(answered.share, (bytes) => leader.combine(1, bytes));
  expect(sum).toEqual({ count: 2, sums: Int32Array.of(2, 4, 6, 0, 0) });
});

it('prepare of another task is no argument of conclude, whatever the answer', async () => {
  const [here, elsewhere] = [await opened(), await opened()];
  const submission = await elsewhere.leader.submit(elsewhere.report);
  if (submission.verdict !== 'pending') throw new Error(submission.verdict);
  const answer = await elsewhere.helper.prepare(submission.prepare);
  await expect(here.leader.conclude(submission.prepare, answer)).rejects.toMatchObject({ code: 'invalid-argument' });
  expect(await elsewhere.leader.conclude(submission.prepare, answer)).toBe('accepted');
});

it('keys, also the task’s, may be overwritten once their user is made', async () => {
  const set = setting();
  const own = (bytes: Uint8Array | undefined): Uint8Array => Uint8Array.from(bytes ?? []);
  const keys = { leader: own(set.keys.leader.privateKey), helper: own(set.keys.helper.privateKey) };
  const { aggregatorKeys: given, clients = [] } = set.task;
  const aggregatorKeys = { leader: own(given.leader), helper: own(given.helper) };
  const task = { ...set.task, aggregatorKeys, clients: clients.map((client) => ({ ...client })) };
  const common = { verifier: key.verifier, storage: memoryStorage() };
  const leader = createAggregator(task, { role: 'leader', privateKey: keys.leader, ...common });
  const helper = createAggregator(task, { role: 'helper', privateKey: keys.helper, ...common });
  const reporters = ['client_001', 'client_002'].map((id) => {
    const signingKey = own(set.signingKeys[id]?.privateKey);
    return { id, signingKey, client: createClient(task, { prover: set.prover, signingKey }) };
  });
  for (const bound of [leader, helper]) {
    for (const { publicKey } of bound.task.clients ?? []) publicKey.fill(0);
    for (const publicKey of Object.values(bound.task.aggregatorKeys)) publicKey.fill(0);
  }
  const used = [...Object.values(keys), ...reporters.map(({ signingKey }) => signingKey)];
  for (const bytes of [...used, ...Object.values(aggregatorKeys)]) bytes.fill(0);

  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { id, client } of reporters) {
    expect(await deliver(leader, helper, await client.report(id, 1, values))).toBe('accepted');
  }
  expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 4, 6, 0, 0]);
});

it('both aggregators may keep their records in one storage', async () => {
  const { leader, helper, report, other } = await opened(setting(), memoryStorage());
  for (const each of [report, other]) expect(await deliver(leader, helper, each)).toBe('accepted');
  expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 4, 6, 0, 0]);
});

describe.each([
  ['undefined', undefined],
  ['an array', [1, 2, 3]],
  ['a string', 'report'],
  ['an ArrayBuffer', new ArrayBuffer(600)],
  ['a Uint16Array', new Uint16Array(600)],
  ['shared memory', new Uint8Array(new SharedArrayBuffer(600))],
])('%s instead of bytes', (_, nothing) => {
  const bytes = nothing as unknown as Uint8Array;

  it('are the caller’s mistake, and nobody else is told of a refusal', async () => {
    const { set, leader, helper, report, other } = await opened();
    const [mistaken, prepares] = [expect.objectContaining({ code: 'invalid-argument' }), [] as Uint8Array[]];
    for (const each of [report, other]) {
      const submission = await leader.submit(each);
      if (submission.verdict !== 'pending') throw new Error(submission.verdict);
      prepares.push(submission.prepare);
    }
    const [prepare = new Uint8Array()] = prepares;
    for (const call of [
      () => leader.submit(bytes),
      () => helper.prepare(bytes),
      () => leader.conclude(bytes, new Uint8Array(33)),
      () => leader.conclude(prepare, bytes),
      () => helper.collect(bytes),
      () => helper.combine(1, bytes),
    ]) {
      await expect(call()).rejects.toEqual(mistaken);
    }
    expect(refusals(set.events)).toEqual([]);
    for (const each of prepares) expect(await leader.conclude(each, await helper.prepare(each))).toBe('accepted');
    await leader.collect(1);
    await expect(leader.combine(1, bytes)).rejects.toEqual(mistaken);
  });
});

describe('events', () => {
  it('tell of rounds that were opened and closed, once each', async () => {
    const set = setting();
    const leader = set.leader();
    for (const round of [1, 1, 2, 4]) await leader.openRound(round);
    for (const round of [2, 4, 4, 99]) await leader.closeRound(round);
    expect(set.events.map(({ operation, details }) => `${operation} ${details.round}`)).toEqual([
      'open_round 1',
      'close_round 1',
      'open_round 2',
      'close_round 2',
      'open_round 4',
      'close_round 4',
    ]);
  });

  it('tell of a round that collecting has closed', async () => {
    const { set, leader, helper, report, other } = await opened();
    for (const each of [report, other]) await deliver(leader, helper, each);
    const told = set.events.length;
    await collect(leader, helper, 1);
    const closed = set.events.slice(told).filter(({ operation }) => operation === 'close_round');
    expect(closed.map(({ user_id }) => user_id)).toEqual(['leader', 'helper']);
  });

  it('of the helper’s refusal name the report at both', async () => {
    const { set, leader, helper, report } = await opened();
    await helper.closeRound(1);
    expect(await deliver(leader, helper, report)).toBe('refused');
    const [pending, atHelper, atLeader] = set.events.slice(-3).map(({ details }) => details);
    expect([atHelper?.code, atLeader?.code]).toEqual(['round-closed', 'helper-refused']);
    expect(pending?.report_id).toMatch(/^[0-9a-f]{64}$/);
    expect([atHelper?.report_id, atLeader?.report_id]).toEqual([pending?.report_id, pending?.report_id]);
  });

  it('name the authenticated sender, also of unreadable messages', async () => {
    const { set, leader } = await opened(setting({ open: true }));
    await leader.submit(new Uint8Array(3), { sender: 'client_009' });
    expect(set.events.at(-1)).toMatchObject({ user_id: 'client_009', details: { code: 'malformed' } });
  });
});

it('a callback that throws changes no verdict, and is heard of', async () => {
  const later: (() => void)[] = [];
  const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((call) => later.push(call));
  const { set, leader, helper, report, other } = await opened();
  set.events.push = () => {
    throw new Error('disk full');
  };
  for (const each of [report, other]) expect(await deliver(leader, helper, each)).toBe('accepted');
  expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 4, 6, 0, 0]);
  queue.mockRestore();
  const told = later.filter((call) => String(call).includes('throw'));
  expect(told.length).toBeGreaterThan(5);
  for (const call of told) expect(call).toThrow('disk full');
});

it('a report that waits for the helper holds the round up, until the helper refuses it', async () => {
  const { set, leader, helper, report, other } = await opened();
  for (const each of [report, other]) await deliver(leader, helper, each);
  const third = await set.client('client_003').report('client_003', 1, values);
  const submission = await leader.submit(third);
  if (submission.verdict !== 'pending') throw new Error(submission.verdict);
  await expect(leader.collect(1)).rejects.toMatchObject({ code: 'invalid-state' });
  await helper.closeRound(1);
  expect(await leader.conclude(submission.prepare, await helper.prepare(submission.prepare))).toBe('refused');
  expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 4, 6, 0, 0]);
});
