/** What lasts: a key that was seen to be revoked, a rotation without overlap, a pepper that is removed; and keys that nobody got. */
import { KeyStore, memoryStorage } from '@fedzk/keys';
import { ApiKeys, type ApiKeysOptions, apiKeysReader } from '@fedzk/keys/api-keys';
import { directoryStorage } from '@fedzk/keys/node';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporary } from './support/folder.js';
import { type Objects, storageOn } from './support/objects.js';
import { storeKeyOf } from './support/pepper-key.js';
import { codeOf } from './support/stores.js';

const random = new Random('api keys that last');
const PEPPER = random.bytes(32);
const CLIENT = { owner: 'client_001', role: 'client' } as const;
const HOUR = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

const open = (storage = memoryStorage(), options: Partial<ApiKeysOptions> = {}): Promise<ApiKeys> =>
  ApiKeys.open(storage, { pepper: PEPPER, maxStaleSeconds: 0, ...options });

/** The answer to a key, or the code of the error. */
async function answer(keys: ApiKeys, key: string): Promise<string> {
  try {
    const said = await keys.validate(key);
    return said.valid ? 'valid' : said.reason;
  } catch (error) {
    return codeOf(Promise.reject(error));
  }
}

type Ending = (keys: ApiKeys, id: string) => Promise<unknown>;
const ENDINGS: Readonly<Record<string, Ending>> = {
  revoke: (keys, id) => keys.revoke(id),
  delete: (keys, id) => keys.delete(id),
  rotate: (keys, id) => keys.rotate(id),
};

describe.each(Object.entries(ENDINGS))('an old copy in the place of a store, after %s', (_, end) => {
  it.each([
    [1, 'rolled-back'],
    [2, 'rolled-back'],
    [3, 'rolled-back'],
    [4, 'rolled-back'],
    [6, 'revoked'],
    [9, 'revoked'],
  ])('and %i commits on it: the key is not taken back by programs that run', async (commits, said) => {
    const objects: Objects = new Map();
    const [doer, seer] = [await open(storageOn(objects)), await open(storageOn(objects))];
    const { id, key } = await doer.issue(CLIENT);
    expect(await answer(seer, key)).toBe('valid');
    const old = new Map(objects);
    await end(doer, id);
    expect(await answer(seer, key)).not.toBe('valid');
    objects.clear();
    for (const [name, bytes] of old) objects.set(name, bytes);
    const fresh = await open(storageOn(objects));
    for (let i = 0; i < commits; i++) await fresh.issue({ ...CLIENT, owner: `other_${i}` });
    // Nothing tells a new program.
    expect(await answer(fresh, key)).toBe('valid');
    expect([await answer(doer, key), await answer(seer, key)]).toEqual([said, said]);
    if (said === 'revoked') {
      const reader = await apiKeysReader(await seer.snapshot(), { pepper: PEPPER });
      expect(reader.validate(key)).toEqual({ valid: false, reason: 'revoked' });
      expect((await seer.list()).find((record) => record.id === id)?.status).toBe('revoked');
      // It can be revoked there as well.
      await seer.revoke(id);
      expect(await answer(fresh, key)).toBe('revoked');
    }
    await Promise.allSettled([doer.close(), seer.close(), fresh.close()]);
  });
});

it('a program that was behind by many commits of its own store goes on', async () => {
  for (const storage of [memoryStorage(), directoryStorage(temporary().dir)]) {
    const [a, b] = [await open(storage), await open(storage)];
    for (const commits of [1, 2, 3, 4, 7]) {
      let key = '';
      for (let i = 0; i < commits; i++) ({ key } = await a.issue(CLIENT));
      expect(await answer(b, key)).toBe('valid');
    }
    await Promise.all([a.close(), b.close()]);
  }
});

it('a head that was left in the place of an older one does not make a store another one', async () => {
  const objects: Objects = new Map();
  const [a, b] = [await open(storageOn(objects)), await open(storageOn(objects))];
  await a.issue(CLIENT);
  await answer(b, '');
  const heads = [...objects.keys()].filter((name) => name.startsWith('h/')).sort();
  const { key } = await a.issue(CLIENT).then(() => a.issue(CLIENT));
  objects.set(heads.at(-1) ?? '', objects.get(heads[0] ?? '') ?? new Uint8Array());
  expect(await answer(b, key)).toBe('valid');
  await Promise.all([a.close(), b.close()]);
});

describe('a rotation without overlap', () => {
  it.each([HOUR, -HOUR])('holds whatever the clock of who rotates: %i ms off', async (off) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1) });
    const storage = memoryStorage();
    const [here, ahead] = [await open(storage), await open(storage)];
    const [one, two, three] = [await here.issue(CLIENT), await here.issue(CLIENT), await here.issue(CLIENT)];
    const now = Date.now();
    vi.setSystemTime(now + off);
    await ahead.rotate(one.id);
    await ahead.rotate(three.id, { overlapSeconds: 60 });
    await ahead.rotateOwner(CLIENT.owner);
    vi.setSystemTime(now);
    expect([await answer(here, one.key), await answer(here, two.key)]).toEqual(['expired', 'expired']);
    const edge = await apiKeysReader(await here.snapshot(), { pepper: PEPPER });
    expect(edge.validate(two.key)).toEqual({ valid: false, reason: 'expired' });
    // A clock that is set back changes nothing.
    vi.setSystemTime(0);
    expect(await answer(here, two.key)).toBe('expired');
    const ended = (await here.list()).flatMap(({ id, ended }) => (ended ? id : []));
    expect(ended).toEqual(expect.arrayContaining([one.id, two.id]));
    expect(ended).not.toContain(three.id);
    await Promise.all([here.close(), ahead.close()]);
  });
});

describe('peppers', () => {
  const slotsOf = async (storage: ReturnType<typeof memoryStorage>): Promise<number> => {
    const head = await storage.readHead();
    return head?.bytes[112] ?? 0; // FORMAT.md, "Head"
  };

  it('one that is added again adds nothing, and is gone when it is removed', async () => {
    const storage = memoryStorage();
    const operations: string[] = [];
    const audit = { append: async ({ operation }: { operation: string }) => void operations.push(operation) };
    const keys = await open(storage, { audit });
    const second = random.bytes(32);
    await Promise.all([keys.addPepper(second), keys.addPepper(second), keys.addPepper(PEPPER)]);
    for (let i = 0; i < 20; i++) await keys.addPepper(PEPPER);
    expect(await slotsOf(storage)).toBe(2);
    expect(operations.filter((operation) => operation === 'key_slot_add')).toHaveLength(1);
    await keys.removePepper(PEPPER);
    expect(await codeOf(open(storage))).toBe('wrong-key');
    expect(await codeOf(keys.removePepper(second))).toBe('invalid-state');
    await keys.close();
  });

  it('one that has several slots is gone from all when it is removed', async () => {
    const storage = memoryStorage();
    const [second, key] = [random.bytes(32), random.bytes(32)];
    const keys = await open(storage);
    await keys.addPepper(second);
    await keys.close();
    // Two slots of one pepper, as an earlier version made them.
    const store = await KeyStore.open(storage, { key: storeKeyOf(second) });
    await store.addSlot({ key: storeKeyOf(PEPPER) });
    await store.addSlot({ key });
    store.lock();
    const other = await open(storage, { pepper: second });
    const before = await slotsOf(storage);
    await other.removePepper(PEPPER);
    expect([before, await slotsOf(storage)]).toEqual([4, 2]);
    expect(await codeOf(open(storage))).toBe('wrong-key');
    await other.close();
  });

  it('one that opens nothing is not removed, and the error says so', async () => {
    const keys = await open();
    const error = await rejection(keys.removePepper(random.bytes(32)));
    expect([error.code, error.message]).toEqual(['wrong-key', expect.stringContaining('nothing to remove')]);
    expect(error.message).not.toContain('backup');
    await keys.close();
  });
});

describe('keys that nobody got, since the log did not take their events', () => {
  it('are named in the error', async () => {
    let refuses = false;
    const audit = {
      append: async () => {
        if (refuses) throw new Error('full');
      },
    };
    const keys = await open(memoryStorage(), { audit });
    const { id } = await keys.issue(CLIENT);
    await keys.issue(CLIENT);
    refuses = true;
    const thrown = [
      await rejection(keys.issue({ ...CLIENT, owner: 'client_002' })),
      await rejection(keys.rotate(id)),
      await rejection(keys.rotateOwner(CLIENT.owner)),
    ];
    refuses = false;
    const records = await keys.list();
    const [issued] = records.filter(({ owner }) => owner === 'client_002');
    const rotated = records.find((record) => record.id === id)?.replacedBy;
    const all = records.filter(({ owner, status }) => owner === CLIENT.owner && status === 'active');
    expect(thrown.map(({ code, message }) => [code, message])).toEqual([
      ['not-logged', expect.stringMatching(new RegExp(`nobody got the key ${issued?.id}, to be revoked`))],
      ['not-logged', expect.stringMatching(new RegExp(`nobody got the new key ${rotated}, to be rotated`))],
      ['not-logged', expect.stringContaining('nobody got the new keys ')],
    ]);
    expect(all).toHaveLength(2);
    for (const one of all) expect(thrown[2]?.message).toContain(one.id);
    for (const { cause } of thrown) expect(cause).toEqual(new Error('full'));
    await keys.close();
  });
});
