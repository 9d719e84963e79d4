/** Keys of persons for an audit log: one for all who ask at once, found without a list, gone from everywhere. */
import { AuditLog, memoryStorage as memoryLog, openSealed, subjectOf } from '@fedzk/audit';
import type { AuditEvent, PersonKeys } from '@fedzk/core';
import { KeyStore, memoryStorage, signerOf, subjectKeys } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import { Lines, program } from '@fedzk/testkit/processes';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporary } from './support/folder.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, contents, UNLOCK } from './support/stores.js';
import { unlock } from './support/unlock.js';
import { hex } from './support/vectors.js';
import { Watched } from './support/watched.js';

const random = new Random('subject keys');
const any = <T>(value: unknown): T => value as T;

let objects: Objects;
let store: KeyStore;
let events: AuditEvent[];
let keys: PersonKeys;
beforeEach(async () => {
  [objects, events] = [new Map(), []];
  const audit = { append: async (event: AuditEvent) => events.push(event) };
  store = await KeyStore.create(storageOn(objects), UNLOCK, { audit });
  keys = subjectKeys(store);
});
afterEach(() => store.lock());

describe('keyOf', () => {
  it('gives all who ask at once for a first key the same', async () => {
    const asked = await Promise.all(Array.from({ length: 3 }, () => keys.keyOf('alice')));
    expect(new Set(asked.map(hex)).size).toBe(1);
    expect(asked[0]).toHaveLength(32);
    expect(await keys.keyOf('alice')).toEqual(asked[0]);
    expect(await subjectKeys(store).keyOf('alice')).toEqual(asked[0]);
    expect(await keys.keyOf('bob')).not.toEqual(asked[0]);
  });

  it('gives the same by stores that are open on one folder', async () => {
    const { dir } = temporary();
    const first = await KeyStore.create(directoryStorage(dir), UNLOCK);
    const others = await Promise.all([1, 2].map(() => KeyStore.open(directoryStorage(dir), UNLOCK)));
    const all = [first, ...others].map(subjectKeys);
    const asked = await Promise.all(all.flatMap((one) => [one.keyOf('alice'), one.keyOf('alice')]));
    expect(new Set(asked.map(hex)).size).toBe(1);
    for (const one of [first, ...others]) one.lock();
  });

  it('gives the same in two processes that ask at once', async () => {
    const { dir } = temporary();
    (await KeyStore.create(directoryStorage(dir), unlock)).lock();
    const script = await program(new URL('support/asker.ts', import.meta.url));
    const go = Date.now() + 1_500;
    const said: string[] = [];
    const processes = [1, 2].map(() => new Lines([script, dir, 'alice', String(go)], (line) => said.push(line)));
    await Promise.all(processes.map(({ ended }) => ended));
    expect(said).toHaveLength(4);
    expect(new Set(said).size).toBe(1);
  });

  it('gives each caller bytes of its own, and keeps the key when the store is opened again', async () => {
    const key = await keys.keyOf('alice');
    const copy = key.slice();
    key.fill(0);
    expect(await keys.keyOf('alice')).toEqual(copy);
    store.lock();
    store = await KeyStore.open(storageOn(objects), UNLOCK);
    expect(await subjectKeys(store).keyOf('alice')).toEqual(copy);
  });

  it('takes ids of any length and letters, and no two as one', async () => {
    const ids = ['a', 'A', 'a ', '\u00e9', 'e\u0301', 'x'.repeat(256), 'x'.repeat(257), 'names', '../b'];
    const all = await Promise.all(ids.map((id) => keys.keyOf(id)));
    expect(new Set(all.map(hex)).size).toBe(ids.length);
  });

  it.each([[''], ['\ud800'], [undefined], [7], [null], [{}]])('refuses %j', async (id) => {
    expect(await codeOf(keys.keyOf(any(id)))).toBe('invalid-argument');
    expect(await codeOf(keys.destroy(any(id)))).toBe('invalid-argument');
  });

  it('rejects with what the store does', async () => {
    store.lock();
    expect(await codeOf(keys.keyOf('alice'))).toBe('disposed');
    expect(await codeOf(keys.find('s:0123456789abcdefghijkl'))).toBe('disposed');
  });
});

describe('lookUp', () => {
  it('gives the key that a person has, and makes none', async () => {
    await keys.keyOf('bob');
    const before = Object.keys(await contents(objects)).length;
    expect(await keys.lookUp('alice')).toBe(undefined);
    expect(Object.keys(await contents(objects))).toHaveLength(before);
    const key = await keys.keyOf('alice');
    expect(await keys.lookUp('alice')).toEqual(key);
    await keys.destroy('alice');
    expect(await keys.lookUp('alice')).toBe(undefined);
    expect(await codeOf(keys.lookUp(any('')))).toBe('invalid-argument');
  });
});

describe('find', () => {
  it("gives the key of a pseudonym, which is the log's", async () => {
    const all = await Promise.all(['alice', 'bob'].map((id) => keys.keyOf(id)));
    for (const key of all) expect(await keys.find(await subjectOf(key))).toEqual(key);
  });

  it('gives nothing for another one', async () => {
    await keys.keyOf('alice');
    for (const other of ['s:0123456789abcdefghijkl', 'names', 's:', '', 'alice', `s:${'é'.repeat(22)}`]) {
      expect(await keys.find(other)).toBe(undefined);
    }
    expect(await codeOf(keys.find(any(7)))).toBe('invalid-argument');
  });

  it('reads as little in a large store as in a small one, and lists nothing', async () => {
    const readsOf = async (persons: number): Promise<number> => {
      const storage = new Watched(memoryStorage());
      const large = await KeyStore.create(storage, UNLOCK);
      const some = subjectKeys(large);
      await large.putMany(Array.from({ length: persons }, (_, i) => ({ id: `other ${i}`, key: random.bytes(32) })));
      const subject = await subjectOf(await some.keyOf('alice'));
      const before = storage.calls.length;
      expect(await some.find(subject)).toBeDefined();
      large.lock();
      return storage.calls.length - before;
    };
    expect(await readsOf(60)).toBe(await readsOf(2));
    await keys.find(await subjectOf(await keys.keyOf('alice')));
    expect(events.map(({ operation }) => operation)).not.toContain('key_list');
  });
});

describe('destroy', () => {
  it('erases a person, and nobody else', async () => {
    const [alice, bob] = [await keys.keyOf('alice'), await keys.keyOf('bob')];
    const subject = await subjectOf(alice);
    await keys.destroy('alice');
    expect(await keys.find(subject)).toBe(undefined);
    expect(await keys.find(await subjectOf(bob))).toEqual(bob);
    expect(events.map(({ operation }) => operation)).toContain('key_erase');
    expect(Object.values(await contents(objects)).join()).not.toContain(hex(alice));
    await keys.destroy('alice');
    await keys.destroy('nobody');
  });

  it('lets a person have another key later, which the pseudonym of before does not find', async () => {
    const before = await keys.keyOf('alice');
    await keys.destroy('alice');
    const after = await keys.keyOf('alice');
    expect(after).not.toEqual(before);
    expect(await keys.find(await subjectOf(before))).toBe(undefined);
    expect(await keys.find(await subjectOf(after))).toEqual(after);
  });

  it('that was interrupted is finished by another call', async () => {
    const key = await keys.keyOf('alice');
    const subject = await subjectOf(key);
    await store.delete(`subject/${subject}`);
    expect(await keys.find(subject)).toBe(undefined);
    await keys.destroy('alice');
    expect(Object.keys(await contents(objects))).toEqual(['subject/names']);
  });

  it('refuses a key on hold, which is still found', async () => {
    const key = await keys.keyOf('alice');
    const [one] = await store.list(({ id, kind }) => kind === 'opaque' && !id.startsWith('subject/s:'));
    await store.update(one?.id ?? '', { hold: true });
    expect(await codeOf(keys.destroy('alice'))).toBe('invalid-state');
    expect(await keys.find(await subjectOf(key))).toEqual(key);
  });
});

it('says of no person who it is, in names and events of the store', async () => {
  await keys.keyOf('alice@example.com');
  await keys.destroy('alice@example.com');
  await keys.keyOf('alice@example.com');
  const told = JSON.stringify([events, await store.list()]);
  expect(told).not.toContain('alice');
});

it('is what an audit log takes: concurrent first events, and an erasure', async () => {
  const signer = signerOf(await store.get(await store.generate('ed25519')), 'example.com/audit');
  const log = await AuditLog.open(memoryLog(), { origin: signer.name, signer, privacy: { keys } });
  const event = (user_id: string): AuditEvent => ({ user_id, operation: 'login', resource: 'x', result: 'success' });
  await Promise.all([1, 2, 3].map(() => log.append(event('alice'))));
  await log.append(event('bob'));
  const statuses = async (): Promise<string[]> => {
    const all: string[] = [];
    for await (const { origin, entry } of log.entries()) all.push((await openSealed(entry, origin, keys)).status);
    return all;
  };
  expect(await statuses()).toEqual(['opened', 'opened', 'opened', 'opened']);
  await log.erase('alice', 'request 17');
  expect(await statuses()).toEqual(['erased', 'erased', 'erased', 'opened', 'clear', 'clear']);
  await log.close();
});
