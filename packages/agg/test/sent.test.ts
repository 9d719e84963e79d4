/** R4: values that were sent are never sent again: another round, another task, another process, two at once. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, rejection } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';
import { type Client, createClient } from '../src/client.js';
import { directorySentStorage } from '../src/node.js';
import { geometry } from '../src/protocol/geometry.js';
import type { Task } from '../src/protocol/task.js';
import { memorySentStorage, Sent, type SentStorage, sentKeyOf } from '../src/sent.js';
import { clientKeys, fileTask, options } from './support/file.js';
import { proverOf } from './support/prover.js';
import { key, setting } from './support/round.js';

const folders = folderOf();
let folder = 0;

const task = fileTask();
const [signingKey = new Uint8Array(), otherKey = new Uint8Array()] = clientKeys.map(({ privateKey }) => privateKey);
const client = (
  sent: SentStorage,
  of: Task = task,
  more: { sentKey?: Uint8Array; signingKey?: Uint8Array } = {},
): Client => createClient(of, { prover: proverOf(key, geometry(of)), signingKey, sent, ...more });
const values = Int8Array.of(1, 2, 3);

/** `done`, or the code of the refusal. */
const report = (by: Client, round: number, of: Int8Array = values): Promise<string> =>
  by.report('client_001', round, of).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe.each([
  ['memory', memorySentStorage],
  ['folder', () => directorySentStorage(join(folders, String(folder++), 'sent'))],
])('in %s', (_, storage) => {
  it('the same values are sent once, whatever the round, task and process', async () => {
    const sent = storage();
    const mine = client(sent);
    expect(await report(mine, 1)).toBe('done');
    expect(await report(mine, 1)).toBe('done'); // the same bytes, for a retry
    expect(await report(mine, 2)).toBe('already-reported');
    expect(await report(mine, 2, Int8Array.of(3, 2, 1))).toBe('done');
    expect(await report(mine, 3, Int8Array.of(1, 2, 3, 0))).toBe('already-reported');
    // Anew, as after a restart: also the very round, whose report may have arrived.
    expect(await report(client(sent), 1)).toBe('already-reported');
    expect(await report(client(sent, fileTask({ supersedes: task.file.hash })), 9)).toBe('already-reported');
    expect(await report(client(storage()), 1)).toBe('done');
  });

  it('two at once: one is sent', async () => {
    const sent = storage();
    const outcomes = await Promise.all([report(client(sent), 1), report(client(sent), 2)]);
    expect(outcomes.sort()).toEqual(['already-reported', 'done']);
  });

  it('a report that was not made is not remembered', async () => {
    const sent = storage();
    const failing = createClient(task, {
      prover: { vkeyId: key.verifier.id, prove: () => Promise.reject(new RangeError('no')) },
      signingKey,
      sent,
    });
    await expect(failing.report('client_001', 1, values)).rejects.toThrow(RangeError);
    expect(await report(client(sent), 1)).toBe('done');
  });

  it('a client that gets another signing key keeps its digests by the first', async () => {
    const sent = storage();
    expect(await report(client(sent), 1)).toBe('done');
    const clients = (options.clients ?? [])
      .slice(1)
      .map(({ publicKey }, i) => ({ id: `client_00${i + 1}`, publicKey }));
    const renewed = fileTask({ clients, maxColluding: 2 });
    expect(await report(client(sent, renewed, { signingKey: otherKey, sentKey: signingKey }), 1)).toBe(
      'already-reported',
    );
    expect(await report(client(sent, renewed, { signingKey: otherKey }), 1)).toBe('done');
  });
});

describe('a storage that fails', () => {
  const digests: Uint8Array[] = [];
  const failing = (method: 'has' | 'add', how: () => Promise<boolean>): SentStorage => ({
    ...memorySentStorage(),
    [method]: (digest: Uint8Array) => {
      digests.push(digest);
      return how();
    },
  });

  it.each(['has', 'add'] as const)('%s: no report leaves, and it can be made again', async (method) => {
    for (const how of [() => Promise.reject(new Error('disk')), async () => 1 as unknown as boolean]) {
      const error = await rejection(client(failing(method, how)).report('client_001', 1, values));
      expect(error.code).toBe('storage');
    }
    let fails = true;
    const once = client(failing(method, async () => (fails ? Promise.reject(new Error('disk')) : method === 'add')));
    expect(await report(once, 1)).toBe('storage');
    fails = false;
    expect(await report(once, 1)).toBe('done');
  });

  it('is given digests that say nothing of the values without the key', () => {
    const by = (one: Uint8Array): string =>
      new Sent(memorySentStorage(), sentKeyOf(new Uint8Array(one))).digestOf(values).join();
    expect(digests.every((digest) => digest.join() === by(signingKey))).toBe(true);
    expect(by(otherKey)).not.toBe(by(signingKey));
  });
});

describe('the folder', () => {
  it('is readable only by its owner, and holds only digests', async () => {
    const path = join(folders, 'deep', 'own');
    const sent = directorySentStorage(path);
    const digest = new Uint8Array(32).fill(7);
    expect(await sent.has(digest)).toBe(false);
    expect([await sent.add(digest), await sent.add(digest), await sent.has(digest)]).toEqual([true, false, true]);
    expect(readdirSync(path)).toEqual(['07'.repeat(32)]);
    const modes = [path, join(path, '07'.repeat(32))].map((each) => statSync(each).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
    expect(statSync(join(path, '07'.repeat(32))).size).toBe(0);
  });

  it('that is a file fails, and so does a report', async () => {
    const path = join(folders, 'file');
    writeFileSync(path, '');
    expect(await report(client(directorySentStorage(path)), 1)).toBe('storage');
  });

  it('refuses invalid paths and digests', async () => {
    for (const path of ['', undefined, 5, 'a\0b', {}]) {
      expect(code(() => directorySentStorage(path as string))).toBe('invalid-argument');
    }
    const sent = directorySentStorage(join(folders, 'none'));
    for (const digest of ['../x', undefined, new Uint8Array(31)]) {
      expect((await rejection(sent.has(digest as Uint8Array))).code).toBe('invalid-argument');
      expect((await rejection(sent.add(digest as Uint8Array))).code).toBe('invalid-argument');
    }
  });
});

describe('createClient', () => {
  const prover = proverOf(key, geometry(task));
  const made = (of: Task, more: object): string => code(() => createClient(of, { prover, signingKey, ...more }));

  it('needs it for a task with a file, and takes it for others', () => {
    expect(made(task, {})).toBe('invalid-argument');
    expect(made(task, { sent: memorySentStorage() })).toBe('done');
    const plain = setting();
    const own = { signingKey: plain.signingKeys.client_001?.privateKey };
    expect([made(plain.task, own), made(plain.task, { ...own, sent: memorySentStorage() })]).toEqual(['done', 'done']);
  });

  it('needs a key for an open task', () => {
    const { task: open } = setting({ open: true });
    const without = { signingKey: undefined, sent: memorySentStorage() };
    expect(made(open, without)).toBe('invalid-argument');
    expect(made(open, { ...without, sentKey: new Uint8Array(32) })).toBe('done');
  });

  it('refuses invalid storages and keys', () => {
    for (const sent of [null, 'x', {}, { has: () => true }, { add: 1, has: 1 }]) {
      expect(made(task, { sent })).toBe('invalid-argument');
    }
    for (const sentKey of [null, 'x', new Uint8Array(31)]) {
      expect(made(task, { sent: memorySentStorage(), sentKey })).toBe('invalid-argument');
    }
    expect(made(task, { sentKey: new Uint8Array(32) })).toBe('invalid-argument');
  });
});
