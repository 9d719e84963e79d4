/** A folder that has objects of a store and no head, as while a copy is put back: nothing makes a new store there, or removes them. */
import { cpSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyStorage, KeyStore, memoryStorage } from '@fedzk/keys';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { directoryStorage } from '@fedzk/keys/node';
import { describe, expect, it } from 'vitest';
import { temporary } from './support/folder.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf } from './support/stores.js';
import { unlock } from './support/unlock.js';

const pepper = new Uint8Array(32).fill(9);
const CLIENT = { owner: 'client_001', role: 'client' } as const;
const OPENINGS: Readonly<Record<string, (storage: KeyStorage) => Promise<unknown>>> = {
  'ApiKeys.open': (storage) => ApiKeys.open(storage, { pepper }),
  'ApiKeys.open without create': (storage) => ApiKeys.open(storage, { pepper, create: false }),
  'KeyStore.create': (storage) => KeyStore.create(storage, unlock),
  'KeyStore.open': (storage) => KeyStore.open(storage, unlock),
};

/** A store of one API key in a folder. */
async function oldStore(): Promise<{ readonly old: string; readonly dir: string; readonly key: string }> {
  const { root, dir } = temporary();
  const old = join(root, 'old');
  const keys = await ApiKeys.open(directoryStorage(old), { pepper });
  const { key } = await keys.issue(CLIENT);
  await keys.close();
  mkdirSync(dir, { mode: 0o700 });
  return { old, dir, key };
}

const everything = (dir: string): string[] => readdirSync(dir, { recursive: true }).map(String).sort();

describe.each(Object.entries(OPENINGS))('%s', (_, opens) => {
  it.each([[[]], [['h']]])('refuses buckets without a head, and changes nothing (beside them: %j)', async (beside) => {
    const { old, dir, key } = await oldStore();
    cpSync(join(old, 'b'), join(dir, 'b'), { recursive: true });
    for (const name of beside) mkdirSync(join(dir, name), { mode: 0o700 });
    const before = everything(dir);
    await expect(opens(directoryStorage(dir))).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/^There are objects of a key store here and no head: .*nothing was changed/i),
    });
    expect(everything(dir)).toEqual(before);
    // The rest of the copy comes, and it is the old store.
    cpSync(join(old, 'h'), join(dir, 'h'), { recursive: true });
    const keys = await ApiKeys.open(directoryStorage(dir), { pepper, create: false });
    expect(await keys.validate(key)).toMatchObject({ valid: true });
    await keys.close();
  });

  it('refuses them in any storage', async () => {
    const objects: Objects = new Map();
    const keys = await ApiKeys.open(storageOn(objects), { pepper });
    await keys.close();
    for (const name of objects.keys()) if (name.startsWith('h/')) objects.delete(name);
    const before = [...objects];
    expect(await codeOf(opens(storageOn(objects)))).toBe('damaged');
    expect([...objects]).toEqual(before);
  });
});

it('a creation that was cut off before its first head can be done again', async () => {
  const { root, dir } = temporary();
  // What a writer leaves that is killed while it writes the first head.
  for (const name of [dir, join(dir, 'h'), join(dir, 'b')]) mkdirSync(name, { mode: 0o700 });
  writeFileSync(join(dir, `h/.new-${crypto.randomUUID()}`), new Uint8Array(100), { mode: 0o600 });
  const keys = await ApiKeys.open(directoryStorage(dir), { pepper });
  const { key } = await keys.issue(CLIENT);
  expect(await keys.validate(key)).toMatchObject({ valid: true });
  await keys.close();
  for (const empty of [join(root, 'missing'), root]) {
    const store = await KeyStore.create(directoryStorage(empty), unlock);
    store.lock();
  }
  (await KeyStore.create(memoryStorage(), unlock)).lock();
});

it('a store that is made between two looks of another is opened', async () => {
  const objects: Objects = new Map();
  const storage = storageOn(objects);
  let looks = 0;
  let made = '';
  const second = await ApiKeys.open(
    {
      ...storage,
      readHead: async () => {
        const head = await storage.readHead();
        if (looks++ > 0) return head;
        const first = await ApiKeys.open(storage, { pepper });
        made = first.storeId;
        await first.close();
        return head;
      },
    },
    { pepper },
  );
  expect(second.storeId).toBe(made);
  await second.close();
});

it('opening a store removes no old objects of another store', async () => {
  const { old, dir } = await oldStore();
  const store = await KeyStore.create(directoryStorage(dir), unlock);
  await store.put(new Uint8Array(32), { id: 'a' });
  store.lock();
  cpSync(join(old, 'b'), join(dir, 'b'), { recursive: true });
  const own = `b/00-${'a'.repeat(32)}`;
  const [named = ''] = readdirSync(join(dir, 'b')).filter((name) => !readdirSync(join(old, 'b')).includes(name));
  cpSync(join(dir, 'b', named), join(dir, own));
  for (const name of readdirSync(join(dir, 'b'))) utimesSync(join(dir, 'b', name), 1, 1);
  (await KeyStore.open(directoryStorage(dir), unlock)).lock();
  const left = readdirSync(join(dir, 'b'));
  expect(left).toEqual(expect.arrayContaining([...readdirSync(join(old, 'b')), named]));
  expect(left).not.toContain(own.slice(2));
});
