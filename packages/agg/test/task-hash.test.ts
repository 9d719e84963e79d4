/** What the task's hash is of, and that a task does not change under it. */
import { createHash } from 'node:crypto';
import { FedzkError } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { bindTask } from '../src/protocol/bound-task.js';
import { createSealingKey } from '../src/protocol/keys.js';
import { taskHash } from '../src/protocol/task-hash.js';
import { aggregatorKeys, type Changes, clients, make, publicKeys } from './support/options.js';
import { key } from './support/round.js';

describe('the hash of a task', () => {
  const hashOf = (changes: Changes): string =>
    Buffer.from(bindTask(make(changes), key.verifier.id).hash).toString('hex');

  it('changes with each field', () => {
    const [leader, helper] = [createSealingKey().publicKey, createSealingKey().publicKey];
    const changes = [
      {},
      { id: 'task ' },
      { level: 'maximum' },
      { n: 6 },
      { bits: 16 },
      { headroom: 4 },
      { parts: 2 },
      { maxNormSq: 20_001n },
      { minBatch: 3 },
      { aggregatorKeys: { ...aggregatorKeys, leader } },
      { aggregatorKeys: { ...aggregatorKeys, helper } },
      { aggregatorKeys: { leader: aggregatorKeys.helper, helper: aggregatorKeys.leader } },
      { clients: undefined },
      { clients: clients.slice(1) },
      { clients: clients.map((client, i) => (i === 0 ? { ...client, id: 'client_000' } : client)) },
      { clients: clients.map((client, i) => ({ ...client, publicKey: publicKeys[(i + 1) % 4] })) },
    ];
    const hashes = changes.map(hashOf);
    expect(new Set(hashes).size).toBe(changes.length);
    expect(Buffer.from(taskHash(make({}), 'f'.repeat(64))).toString('hex')).not.toBe(hashes[0]);
  });

  it('does not change with the order of clients, the level on one curve, or what is said by leaving it out', () => {
    const same = [
      { clients: [...clients].reverse() },
      { level: 'enhanced' },
      { parts: 1 },
      { vkeyId: key.verifier.id },
    ];
    for (const changes of same) expect(hashOf(changes)).toBe(hashOf({}));
  });

  it('does not change with the order of clients whose ids begin alike: the shorter is first', () => {
    const ids = ['client', 'client_0', 'client_00', 'clienu'];
    const named = ids.map((id, i) => ({ id, publicKey: publicKeys[i] }));
    const [first, ...others] = named;
    const orders = [named, [...named].reverse(), [...others, first]];
    expect(new Set(orders.map((order) => hashOf({ clients: order }))).size).toBe(1);
    // H("clients", …) as aggregation.md has it, by hand.
    const entries = named.map(({ id, publicKey }) =>
      Buffer.concat([Buffer.of(0, id.length), Buffer.from(id), publicKey ?? Buffer.of()]),
    );
    const clientsHash = createHash('sha256').update('fedzk-agg/1 clients\0').update(Buffer.concat(entries)).digest();
    const { leader, helper } = aggregatorKeys;
    // Version, curve, id, n, bits, headroom, parts; and then the norm, the smallest batch and the verification key.
    const numbers = ['01', '01', '0004', '7461736b', '00000005', '08', '03', '0001'];
    const rest = [(20_000).toString(16).padStart(64, '0'), '00000002', key.verifier.id];
    const fixed = Buffer.from([...numbers, ...rest].join(''), 'hex');
    const task = createHash('sha256').update('fedzk-agg/1 task\0');
    for (const part of [fixed, leader, helper, clientsHash]) task.update(part);
    expect(hashOf({ clients: named })).toBe(task.digest('hex'));
  });

  it('is bound to a key, and to no other than the task names', () => {
    expect(() => bindTask(make({ vkeyId: 'a'.repeat(64) }), key.verifier.id)).toThrow(
      /"task" is for the verification key a/,
    );
    for (const id of ['', 'ab', key.verifier.id.toUpperCase(), `${key.verifier.id}00`, undefined, null]) {
      expect(() => bindTask(make({}), id as string)).toThrow(FedzkError);
    }
  });
});

it('a task does not change, whatever becomes of the options', () => {
  const [mine, list] = [publicKeys.map((bytes) => bytes.slice()), clients.map((client) => ({ ...client }))];
  for (const [i, client] of list.entries()) client.publicKey = mine[i] ?? client.publicKey;
  const leader = aggregatorKeys.leader.slice();
  const task = make({ clients: list, aggregatorKeys: { ...aggregatorKeys, leader } });
  const before = taskHash(task, key.verifier.id);
  for (const bytes of [...mine, leader]) bytes.fill(0);
  list.length = 1;
  expect(taskHash(task, key.verifier.id)).toEqual(before);
  for (const part of [task, task.clients, ...(task.clients ?? []), task.aggregatorKeys]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});
