/** A clock that is set, forward or back: whatever the ages of files seem to be, no bucket goes that a head names or will. */
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyStore } from '@fedzk/keys';
import { expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn } from '../src/storage/directory.js';
import { temporary } from './support/folder.js';
import { stopping } from './support/layers.js';
import { fill, nameOf, UNLOCK } from './support/stores.js';
import { Watched } from './support/watched.js';

const HOURS = 3_600;

/** Makes all files as much older as a clock that is set forward does; younger with a negative number. */
function setClock(dir: string, hours: number): void {
  for (const folder of ['h', 'b']) {
    for (const name of readdirSync(join(dir, folder))) {
      const path = join(dir, folder, name);
      const seconds = statSync(path).mtimeMs / 1000 - hours * HOURS;
      utimesSync(path, seconds, seconds);
    }
  }
}

async function storeIn(dir: string): Promise<KeyStore> {
  const store = await KeyStore.create(directoryStorage(dir), UNLOCK);
  await fill(store, 3);
  return store;
}

it.each([2, -2, 48, -48])(
  'whoever opens a store takes nothing from one that writes meanwhile: %s hours',
  async (hours) => {
    const { dir } = temporary();
    const store = await storeIn(dir);
    const storage = new Watched(directoryStorage(dir));
    let writes = 0;
    storage.pause = async (operation) => {
      if (operation !== 'list') return;
      await fill(store, 1, 10 + writes++);
      setClock(dir, hours);
    };
    (await KeyStore.open(storage, UNLOCK)).lock();
    expect(writes).toBeGreaterThan(0);
    expect(await store.verify()).toMatchObject({ ok: true, entries: 3 + writes, orphans: [] });
  },
);

it.each([2, -2, 48])(
  'before any of its steps, a writer loses nothing to one who opens: %s hours',
  { timeout: 60_000 },
  async (hours) => {
    const counted = stopping();
    const first = temporary().dir;
    (await storeIn(first)).lock();
    const counting = await KeyStore.open(directoryStorageOn(counted.layer, first), UNLOCK);
    counted.arm(Number.POSITIVE_INFINITY);
    await fill(counting, 1, 10);
    for (let at = 0; at < counted.steps.length; at++) {
      const { dir } = temporary();
      (await storeIn(dir)).lock();
      const stops = stopping();
      const store = await KeyStore.open(directoryStorageOn(stops.layer, dir), UNLOCK);
      stops.arm(at);
      const put = fill(store, 1, 10);
      await stops.reached;
      setClock(dir, hours);
      (await KeyStore.open(directoryStorage(dir), UNLOCK)).lock();
      stops.go();
      await put;
      stops.arm(Number.POSITIVE_INFINITY);
      const again = await KeyStore.open(directoryStorage(dir), UNLOCK);
      expect([at, (await again.verify()).problems, (await again.list()).length]).toEqual([at, [], 4]);
      expect((await again.get(nameOf(10))).info.version).toBe(1);
      again.lock();
      store.lock();
    }
  },
);

it('garbage goes when it is older than an hour and than the newest head', async () => {
  const { dir } = temporary();
  const store = await storeIn(dir);
  const garbage = join(dir, 'b', `00-${'ab'.repeat(16)}`);
  writeFileSync(garbage, 'garbage', { mode: 0o600 });
  const opened = async (): Promise<readonly string[]> => {
    const again = await KeyStore.open(directoryStorage(dir), UNLOCK);
    const { orphans } = await again.verify();
    again.lock();
    return orphans;
  };
  setClock(dir, 2);
  // A writer may have written it for the next head.
  expect(await opened()).toHaveLength(1);
  await fill(store, 1, 10);
  expect(await opened()).toEqual([]);
});
