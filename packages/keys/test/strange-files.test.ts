/** What somebody put into a store's folder: it is ignored or refused, and never waited for or read without end. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FedzkError, KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/storage/directory.js';
import { headName } from '../src/storage/storage.js';
import { temporary } from './support/folder.js';
import { unlock } from './support/unlock.js';

const secret = new Uint8Array(32).fill(1);

/** A store of one key, generation 1; an open one, too. */
async function made(): Promise<{ readonly dir: string; readonly open: KeyStore }> {
  const { dir } = temporary();
  const open = await KeyStore.create(directoryStorage(dir), unlock);
  await open.put(secret, { id: 'one', exportable: true });
  return { dir, open };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof FedzkError) return error.code;
      throw error;
    },
  );
}

/** What opening, reading and writing say. */
async function outcomes(dir: string, open: KeyStore): Promise<readonly string[]> {
  const opened = codeOf(KeyStore.open(directoryStorage(dir), unlock).then((store) => store.lock()));
  return [await opened, await codeOf(open.get('one')), await codeOf(open.put(secret, { id: 'two', replace: true }))];
}

const fifo = (path: string): void => {
  expect(spawnSync('mkfifo', ['-m', '600', path]).status).toBe(0);
};
const sparse = (path: string): void => {
  writeFileSync(path, '', { mode: 0o600 });
  truncateSync(path, 2 ** 32);
};
const zeros = (path: string): void => symlinkSync('/dev/zero', path);
const folder = (path: string): void => {
  mkdirSync(path, { mode: 0o700 });
};

describe('names that are no generation of a store', () => {
  it.each([
    'ffffffffffffffff',
    '7fffffffffffffff',
    '0020000000000000', // 2^53
    '00000000000000002',
    '000000000000002',
    '000000000000000A',
  ])('h/%s is ignored', async (name) => {
    const { dir, open } = await made();
    writeFileSync(join(dir, 'h', name), 'x', { mode: 0o600 });
    expect(await outcomes(dir, open)).toEqual(['done', 'done', 'done']);
    expect(open.generation).toBe(2);
    open.lock();
  });

  it('the highest generation that there is, of bytes that are no head, is an error', async () => {
    const { dir, open } = await made();
    writeFileSync(join(dir, headName(Number.MAX_SAFE_INTEGER)), 'x', { mode: 0o600 });
    expect(await outcomes(dir, open)).toEqual(['damaged', 'damaged', 'damaged']);
  });
});

describe.each([
  ['a pipe', fifo, ['storage', 'storage', 'storage']],
  ['a link to bytes without end', zeros, ['storage', 'storage', 'storage']],
  ['a folder', folder, ['storage', 'storage', 'storage']],
  ['a file of 4 GiB', sparse, ['damaged', 'damaged', 'damaged']],
] as const)('%s', (_, plant, told) => {
  it('in the place of the newest head is refused', async () => {
    const { dir, open } = await made();
    plant(join(dir, headName(5)));
    expect(await outcomes(dir, open)).toEqual(told);
  });

  it('in the place of a bucket is refused, and the store does not hang', async () => {
    const { dir, open } = await made();
    open.lock();
    const [bucket] = (await directoryStorage(dir).list())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('b/'));
    const path = join(dir, bucket ?? 'none');
    renameSync(path, `${dir}.bucket`);
    plant(path);
    const code = await codeOf(KeyStore.open(directoryStorage(dir), unlock).then((store) => store.get('one')));
    expect(code).toBe(told[0]);
    rmSync(path, { recursive: true });
    renameSync(`${dir}.bucket`, path);
    const store = await KeyStore.open(directoryStorage(dir), unlock);
    expect((await store.get('one')).exportRaw()).toEqual(secret);
    store.lock();
  });

  it('beside what is named is not waited for', async () => {
    const { dir, open } = await made();
    plant(join(dir, 'b', '00-000102030405060708090a0b0c0d0e0f'));
    const [, get, put] = await outcomes(dir, open);
    expect([get, put]).toEqual(['done', 'done']);
    open.lock();
  });
});

it.each([
  ['under its name', headName(0)],
  ['as one that is being written', 'h/.new-00000000-0000-4000-8000-000000000000'],
])('an older head that was planted makes one commit that changes no key: %s', async (_, name) => {
  const { dir, open } = await made();
  const [path, old] = [join(dir, name), readFileSync(join(dir, headName(0)))];
  await open.rotateMaster();
  for await (const _step of open.rewrap());
  const [before, keys] = [open.generation, await open.list()];
  writeFileSync(path, old, { mode: 0o600 });
  utimesSync(path, 1, 1);
  for (const _time of [1, 2]) {
    const store = await KeyStore.open(directoryStorage(dir), unlock);
    expect([store.generation, await store.list(), existsSync(path)]).toEqual([before + 1, keys, false]);
    store.lock();
  }
  open.lock();
});

it('says what to do', async () => {
  const { dir, open } = await made();
  fifo(join(dir, headName(5)));
  const path = join(dir, headName(5));
  expect((await rejection(open.get('one'))).message).toBe(
    `${path} is not a regular file, as all files of a key store must be; remove it, or restore the store from a backup.`,
  );
  rmSync(path);
  sparse(path);
  expect((await rejection(open.get('one'))).message).toBe(
    `The key store is damaged: ${path} has 4294967296 bytes; 65536 is the most. Restore it from a backup.`,
  );
});
