/** Links that somebody puts in the place of a store's folders, at any time: nothing behind them is changed. */
import { hash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FedzkError, KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn, nodeFiles } from '../src/storage/directory.js';
import type { KeyStorage } from '../src/storage/storage.js';
import { within } from '../src/storage/within.js';
import { temporary } from './support/folder.js';
import { around, type Operation, type Step } from './support/layers.js';
import { unlock } from './support/unlock.js';

const secret = new Uint8Array(32).fill(1);
const TIMEOUT = { timeout: 120_000 };

let fixture: string | undefined;

/** A store of one key, and another store, of which all is two hours old, with what else people have. */
async function made() {
  fixture ??= await makeFixture();
  const { root } = temporary();
  cpSync(fixture, root, { recursive: true });
  const [dir, other] = [join(root, 'store'), join(root, 'other')];
  age(other);
  return { root, dir, other, store: await KeyStore.open(directoryStorage(dir), unlock) };
}

async function makeFixture(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'fedzk-keys-'));
  const [dir, other] = [join(root, 'store'), join(root, 'other')];
  const stranger = await KeyStore.create(directoryStorage(other), { key: new Uint8Array(32).fill(8) });
  for (const id of ['x', 'y']) await stranger.put(secret, { id });
  stranger.lock();
  for (const name of [`00-${'ab'.repeat(16)}`, 'deadbeef', 'notes.txt'])
    writeFileSync(join(other, 'b', name), 'precious');
  const store = await KeyStore.create(directoryStorage(dir), unlock);
  await store.put(secret, { id: 'one', exportable: true });
  store.lock();
  return root;
}

afterAll(() => {
  if (fixture !== undefined) rmSync(fixture, { recursive: true });
});

/** Makes all in a store's folder two hours old. */
function age(dir: string): void {
  const time = Date.now() / 1000 - 7200;
  for (const folder of ['h', 'b']) {
    for (const name of readdirSync(join(dir, folder))) utimesSync(join(dir, folder, name), time, time);
  }
}

/** Every file of a store, with a hash of its bytes. */
function filesOf(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names
      .map(({ parentPath, name }) => [join(parentPath, name), hash('sha256', readFileSync(join(parentPath, name)))])
      .sort(),
  );
}

/** Puts a link in the place of a folder, which gets another name. */
function swap(dir: string, other: string, folder: string): void {
  const path = join(dir, folder);
  if (!existsSync(path)) return;
  renameSync(path, `${path}.moved`);
  symlinkSync(join(other, basename(folder)), path);
}

function giveBack(dir: string, folder: string): void {
  rmSync(join(dir, folder), { force: true });
  renameSync(join(dir, `${folder}.moved`), join(dir, folder));
}

/** What is done with a store. */
const WORK = {
  open: async (storage: KeyStorage) => (await KeyStore.open(storage, unlock)).lock(),
  put: async (storage: KeyStorage) => (await KeyStore.open(storage, unlock)).put(secret, { id: 'two' }),
  'crypto-erase': async (storage: KeyStorage) => (await KeyStore.open(storage, unlock)).cryptoErase(),
};

const NAMES = ['open', 'put', 'crypto-erase'] as const;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof FedzkError) return error.code;
      throw error;
    },
  );
}

/** What names a file; before what is done with one that is open, a link makes no difference. Reading is tried otherwise. */
const NAMING: ReadonlySet<Operation> = new Set(['create', 'link', 'rename', 'unlink', 'readdir', 'rmdir']);

describe.each(['b', 'h'])('a link in the place of %s', (folder) => {
  it.each(NAMES)('is refused by a storage that was used before: %s', async (work) => {
    const { dir, other, store } = await made();
    const storage = directoryStorage(dir);
    await WORK.open(storage);
    store.lock();
    const before = filesOf(other);
    swap(dir, other, folder);
    const { code, message } = await rejection(WORK[work](storage));
    expect([code, message]).toEqual(['storage', expect.stringContaining(`${join(dir, folder)} is a symbolic link`)]);
    expect(filesOf(other)).toEqual(before);
    giveBack(dir, folder);
    expect(await codeOf(WORK[work](storage))).toBe('done');
  });

  it('is refused by the erasure of a store that is open, which the next one ends', async () => {
    const { dir, other, store } = await made();
    const before = filesOf(other);
    swap(dir, other, folder);
    const { code, message } = await rejection(store.cryptoErase());
    expect([code, message]).toEqual(['storage', expect.stringContaining(`${join(dir, folder)} is a symbolic link`)]);
    expect(filesOf(other)).toEqual(before);
    giveBack(dir, folder);
    const left = await codeOf(KeyStore.open(directoryStorage(dir), unlock).then((again) => again.cryptoErase()));
    expect(['erased', 'done']).toContain(left);
    expect(filesOf(dir)).toEqual({});
  });

  // On Linux before each call of the system, too, in the midst of an operation.
  it.each([
    ['an operation', (dir: string, each: Parameters<typeof around>[1]) => around(within(nodeFiles, dir), each)],
    [
      'an operation, without /proc',
      (dir: string, each: Parameters<typeof around>[1]) =>
        around(
          within(nodeFiles, dir, async () => false),
          each,
        ),
    ],
    ...(process.platform === 'linux'
      ? ([
          ['a call', (dir: string, each: Parameters<typeof around>[1]) => within(around(promises, each), dir)],
        ] as const)
      : []),
  ] as const)('that comes before any of the steps changes nothing behind it: %s', TIMEOUT, async (_, layerOn) => {
    for (const work of NAMES) {
      let [at, end] = [0, false];
      for (; !end; at++) {
        const { root, dir, other, store } = await made();
        store.lock();
        const before = filesOf(other);
        let step = 0;
        const layer = layerOn(dir, ({ operation }, run) => {
          if (NAMING.has(operation) && step++ === at) swap(dir, other, folder);
          return run();
        });
        await codeOf(WORK[work](directoryStorageOn(layer, dir)));
        expect(filesOf(other), `${work}, step ${at}`).toEqual(before);
        end = step <= at;
        rmSync(root, { recursive: true });
      }
      expect(at).toBeGreaterThan(5);
    }
  });
});

it.each(NAMES)("a link in the place of the store's folder is refused: %s", async (work) => {
  const { dir, other, store } = await made();
  store.lock();
  const storage = directoryStorage(dir);
  await WORK.open(storage);
  const before = filesOf(other);
  renameSync(dir, `${dir}.moved`);
  symlinkSync(other, dir);
  const { code, message } = await rejection(WORK[work](storage));
  expect([code, message]).toEqual(['storage', expect.stringContaining(`${dir} is a symbolic link`)]);
  expect(filesOf(other)).toEqual(before);
});

it('a link in the place of a folder that is being removed is not followed', TIMEOUT, async () => {
  let seen = 0;
  // Before each operation that names it, and before each call.
  for (const inside of [false, true]) {
    for (let at = 0, end = false; !end; at++) {
      const { root, dir, other, store } = await made();
      store.lock();
      let step = 0;
      const before = filesOf(other);
      const each = async <T>({ path, to }: Step, run: () => Promise<T>): Promise<T> => {
        const erased = [path, to ?? ''].join('/').match(/\.erased-[-0-9a-f]+/)?.[0];
        const named = readdirSync(dir).find((name) => name.startsWith('.erased-')) ?? erased;
        if (named !== undefined && step++ === at && existsSync(join(dir, named))) {
          renameSync(join(dir, named), join(dir, 'moved'));
          symlinkSync(join(other, 'b'), join(dir, named));
          seen++;
        }
        return run();
      };
      const layer = inside ? within(around(promises, each), dir) : around(within(nodeFiles, dir), each);
      await codeOf(KeyStore.open(directoryStorageOn(layer, dir), unlock).then((again) => again.cryptoErase()));
      expect(filesOf(other), `step ${at}`).toEqual(before);
      end = step <= at;
      rmSync(root, { recursive: true });
    }
  }
  expect(seen).toBeGreaterThan(10);
});

it('files whose names the format does not have stay, however old', async () => {
  const { dir, store } = await made();
  store.lock();
  const names = ['2026-12-01', 'deadbeef', '0f'.repeat(20), '550e8400-e29b-41d4-a716-446655440000', '.new-', '.new-00'];
  for (const name of names) {
    for (const folder of ['h', 'b']) writeFileSync(join(dir, folder, name), 'precious', { mode: 0o600 });
  }
  writeFileSync(join(dir, 'b', `00-${'ab'.repeat(16)}`), 'an orphan', { mode: 0o600 });
  age(dir);
  // It is older than the newest head.
  utimesSync(join(dir, 'b', `00-${'ab'.repeat(16)}`), 1, 1);
  const left = (): string[] =>
    Object.keys(filesOf(dir))
      .map((path) => basename(path))
      .filter((name) => !/^(?:[0-9a-f]{16}|00-[0-9a-f]{32})$/.test(name));
  const expected = [...names, ...names].sort();
  const again = await KeyStore.open(directoryStorage(dir), unlock);
  expect(left().sort()).toEqual(expected);
  expect(existsSync(join(dir, 'b', `00-${'ab'.repeat(16)}`))).toBe(false);
  await again.put(secret, { id: 'two' });
  await again.rotateRoot([unlock]);
  expect(left().sort()).toEqual(expected);
  await again.cryptoErase();
  expect(
    Object.keys(filesOf(dir))
      .map((path) => basename(path))
      .sort(),
  ).toEqual(expected);
});

it('what a writer makes in a folder while it is removed is removed with it', async () => {
  const { dir, store } = await made();
  store.lock();
  const late = `00-${'ab'.repeat(16)}`;
  let written = 0;
  const layer = around(nodeFiles, async ({ operation, path }, run) => {
    if (operation === 'rmdir' && written++ < 2)
      writeFileSync(join(path, written === 1 ? late : '0000000000000001'), '');
    return run();
  });
  await (await KeyStore.open(directoryStorageOn(layer, dir), unlock)).cryptoErase();
  expect(written).toBeGreaterThan(2);
  expect(Object.keys(filesOf(dir)).map((path) => basename(path))).not.toContain(late);
});

it.runIf(process.platform === 'linux')('a folder that is held is closed', async () => {
  const { store } = await made();
  const count = (): number => readdirSync('/proc/self/fd').length;
  const before = count();
  for (let i = 0; i < 20; i++) await store.put(secret, { id: 'one', replace: true });
  expect(count()).toBe(before);
  store.lock();
});
