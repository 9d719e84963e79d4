/** What no longer opens a store doesn't open its older heads either, when the change resolves; nor after a crash, once the store is opened. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError, KeyStore, type Unlock } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/storage/directory.js';
import { generationOf } from '../src/storage/storage.js';
import { temporary } from './support/folder.js';
import { type Objects, storageOn } from './support/objects.js';
import { cheap, headBytes, last } from './support/stores.js';
import { Injected, Watched } from './support/watched.js';

const random = new Random('old heads');
const [RAW, OTHER] = [{ key: random.bytes(32) }, { key: random.bytes(32) }];
const SECRET = random.bytes(32);
const OLD = cheap('leaked');

/** Whether any of the heads opens by it, each taken for the newest. */
async function opensAny(objects: Objects, unlock: Unlock): Promise<boolean> {
  const heads = [...objects.keys()].filter((name) => generationOf(name) !== undefined);
  for (const newest of heads) {
    const left = new Map([...objects].filter(([name]) => !heads.includes(name) || name <= newest));
    try {
      (await KeyStore.open(storageOn(left), unlock)).lock();
      return true;
    } catch (error) {
      if (!(error instanceof FedzkError && error.code === 'wrong-key')) throw error;
    }
  }
  return false;
}

const changes: readonly { readonly name: string; readonly run: (store: KeyStore) => Promise<unknown> }[] = [
  { name: 'changePassphrase', run: (store) => store.changePassphrase('leaked', cheap('new')) },
  {
    name: 'removeSlot',
    run: async (store) => {
      const slot = (await store.slots()).find(({ type }) => type === 'pbkdf2');
      if (slot !== undefined) await store.removeSlot(slot.id);
    },
  },
  { name: 'rotateRoot', run: (store) => store.rotateRoot([RAW]) },
];

/** A store with some heads that the passphrase opens. */
async function storeOn(objects: Objects): Promise<void> {
  const store = await KeyStore.create(storageOn(objects), RAW);
  await store.addSlot(OLD);
  for (let i = 0; i < 3; i++) await store.put(SECRET, { id: `key-${i}`, exportable: true });
  store.lock();
}

describe.each(changes)('$name', ({ run }) => {
  it('leaves one head in a folder, which the old passphrase does not open', { timeout: 60_000 }, async () => {
    const { dir } = temporary();
    const store = await KeyStore.create(directoryStorage(dir), RAW);
    await store.addSlot(OLD);
    await store.put(SECRET, { id: 'a' });
    expect(readdirSync(join(dir, 'h')).length).toBe(3);
    await run(store);
    expect(readdirSync(join(dir, 'h'))).toHaveLength(1);
    expect((await rejection(KeyStore.open(directoryStorage(dir), { passphrase: 'leaked' }))).code).toBe('wrong-key');
    // Commits go on from there, and heads stay that have nothing that was dropped.
    for (let i = 0; i < 3; i++) await store.put(SECRET, { id: 'b', replace: true });
    expect(readdirSync(join(dir, 'h'))).toHaveLength(3);
    expect((await store.verify()).ok).toBe(true);
    store.lock();
    const names = readdirSync(join(dir, 'h'));
    const objects: Objects = new Map(names.map((name) => [`h/${name}`, readFileSync(join(dir, 'h', name))]));
    expect(await opensAny(objects, { passphrase: 'leaked' })).toBe(false);
  });

  it.each(['before', 'after'] as const)(
    'where an operation fails %s it is done, the same store sweeps with its next commit, and another one when it opens',
    { timeout: 60_000 },
    async (failure) => {
      const prepared: Objects = new Map();
      await storeOn(prepared);
      const whole = new Watched(storageOn(new Map(prepared)));
      const counting = await KeyStore.open(whole, RAW);
      whole.calls.length = 0;
      await run(counting);
      let interrupted = 0;
      for (let call = 0; call < whole.calls.length; call++) {
        const objects = new Map(prepared);
        const storage = new Watched(storageOn(objects));
        const store = await KeyStore.open(storage, RAW);
        storage.failAt(call, failure);
        await expect(run(store), `operation ${call}`).rejects.toBeInstanceOf(Injected);
        const newest = new Map([headBytes(objects)].map(({ name, bytes }) => [name, bytes]));
        if (await opensAny(newest, { passphrase: 'leaked' })) continue; // it was not made
        if (await opensAny(objects, { passphrase: 'leaked' })) interrupted++;
        const copy = new Map(objects);
        (await KeyStore.open(storageOn(copy), RAW)).lock();
        expect([call, await opensAny(copy, { passphrase: 'leaked' })]).toEqual([call, false]);
        // One that did not see that the root is another one is opened again.
        await store.put(SECRET, { id: 'next' }).catch((error: unknown) => {
          if (!(error instanceof FedzkError && error.code === 'root-rotated')) throw error;
          return KeyStore.open(storageOn(objects), RAW);
        });
        expect([call, await opensAny(objects, { passphrase: 'leaked' })]).toEqual([call, false]);
        store.lock();
      }
      expect(interrupted).toBeGreaterThan(0);
    },
  );
});

it('erase leaves no older head, which has the master key of the erased entry', async () => {
  const { dir } = temporary();
  const store = await KeyStore.create(directoryStorage(dir), RAW);
  await store.put(SECRET, { id: 'a' });
  await store.put(SECRET, { id: 'b' });
  await store.erase('a');
  expect(readdirSync(join(dir, 'h'))).toHaveLength(1);
  await last(store.rewrap());
  expect((await store.list()).map(({ id }) => id)).toEqual(['b']);
  store.lock();
});

it('a store with nothing dropped is opened without a commit', async () => {
  const objects: Objects = new Map();
  const store = await KeyStore.create(storageOn(objects), RAW);
  await store.addSlot(OTHER);
  await store.rotateMaster();
  await store.put(SECRET, { id: 'a' });
  const { generation } = await KeyStore.open(storageOn(objects), OTHER);
  expect(generation).toBe(store.generation);
  expect([...objects.keys()].filter((name) => name.startsWith('h/'))).toHaveLength(4);
});
