/** A disk that fails: a change is made or not made, the error says so, and nothing that failed is taken for durable. */
import { readdirSync } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { cases } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn, type FileLayer, type OpenFile } from '../src/storage/directory.js';
import { temporary } from './support/folder.js';
import { around, fault, type Step } from './support/layers.js';

const unlock = { key: new Uint8Array(32).fill(7) };
const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];

/** A layer on which the operation of a number fails, before it does anything or after; numbers begin with `arm`. */
class Failing {
  readonly steps: Step[] = [];
  readonly layer: FileLayer;
  #at = Number.POSITIVE_INFINITY;

  constructor(when: 'before' | 'after', code: string) {
    this.layer = around(nodeFiles, async (step, run) => {
      const fails = this.steps.length === this.#at;
      this.steps.push(step);
      // A close that fails has closed.
      if (fails && when === 'before' && step.operation !== 'close') throw fault(code);
      const result = await run();
      if (!fails) return result;
      if (isOpen(result)) await result.close();
      throw fault(code);
    });
  }

  arm(at: number): void {
    this.steps.length = 0;
    this.#at = at;
  }
}

function isOpen(result: unknown): result is OpenFile {
  return typeof result === 'object' && result !== null && 'close' in result;
}

/** What another process sees. */
async function seen(dir: string): Promise<Record<string, Uint8Array>> {
  const store = await KeyStore.open(directoryStorage(dir), unlock);
  try {
    expect((await store.verify()).problems).toEqual([]);
    const keys = await store.list();
    return Object.fromEntries(
      await Promise.all(keys.map(async ({ id }) => [id, (await store.get(id)).exportRaw()] as const)),
    );
  } finally {
    store.lock();
  }
}

const CODES = ['ENOSPC', 'EIO', 'EMFILE', 'ENOSPC', 'EIO'];

/** What a put of the second key does. */
const OPERATIONS = (
  'readdir open stat read close create write sync close open sync close ' +
  'create write sync stat close readdir lstat link readdir lstat unlink open sync close lstat lstat rename lstat unlink'
).split(' ');

const put = (store: KeyStore): Promise<string> => store.put(second, { id: 'second', exportable: true, replace: true });

async function withFirst(failing: Failing, dir: string): Promise<KeyStore> {
  const store = await KeyStore.create(directoryStorageOn(failing.layer, dir), unlock);
  await store.put(first, { id: 'first', exportable: true });
  failing.arm(Number.POSITIVE_INFINITY);
  return store;
}

it('a put has the operations of which each fails below', async () => {
  const { dir } = temporary();
  const counting = new Failing('before', 'none');
  const store = await withFirst(counting, dir);
  await put(store);
  expect(counting.steps.map(({ operation }) => operation)).toEqual(OPERATIONS);
  store.lock();
});

describe.each(['before', 'after'] as const)('fails %s it is done:', (when) => {
  it.each(OPERATIONS.map((operation, at) => ({ at, operation })))(
    'operation $at of a put, $operation',
    { timeout: 60_000 },
    async ({ at, operation }) => {
      for (const errorCode of CODES.slice(at % 3, (at % 3) + Math.min(3, cases(1)))) {
        const { dir } = temporary();
        const failing = new Failing(when, errorCode);
        const store = await withFirst(failing, dir);
        failing.arm(at);
        const { code, message, cause } = await rejection(put(store));
        expect([code, String(cause)]).toEqual(['storage', String(fault(errorCode))]);
        expect(message).toContain(errorCode);
        const { path } = failing.steps[at] ?? {};
        const later = failing.steps.slice(at + 1);
        if (operation === 'sync') {
          // A second fsync may say that all is well where the first one lost what was written (the kernel drops it).
          const harmless = ['close', 'readdir', 'unlink'];
          expect(later.filter((step) => step.path === path && !harmless.includes(step.operation))).toEqual([]);
        }
        const litter = readdirSync(dir, { recursive: true }).filter((name) => String(name).includes('.new-'));
        expect(litter.length).toBe(operation === 'unlink' && when === 'before' && path?.includes('.new-') ? 1 : 0);
        const now = await seen(dir);
        expect(now['first']).toEqual(first);
        expect([undefined, second]).toContainEqual(now['second']);
        // The same store goes on, and so does its folder.
        await put(store);
        expect(await seen(dir)).toEqual({ first, second });
        store.lock();
      }
    },
  );
});

it('a put is not made that could not be made durable, as far as it is known', async () => {
  const { dir } = temporary();
  const failing = new Failing('before', 'EIO');
  const store = await withFirst(failing, dir);
  // The buckets' folder, before there is a head that names what is in it.
  failing.arm(OPERATIONS.indexOf('sync', OPERATIONS.indexOf('sync') + 1));
  expect((await rejection(put(store))).code).toBe('storage');
  expect(failing.steps.some(({ operation }) => operation === 'link')).toBe(false);
  expect(await seen(dir)).toEqual({ first });
  store.lock();
});

it('a link that was made, and is answered as if it had been there, is one commit', async () => {
  // So does NFS where the answer was lost and the client asked again.
  const { dir } = temporary();
  const failing = new Failing('after', 'EEXIST');
  const store = await withFirst(failing, dir);
  const before = store.generation;
  failing.arm(OPERATIONS.indexOf('link'));
  await put(store);
  expect(store.generation).toBe(before + 1);
  expect((await store.get('second')).info.version).toBe(1);
  expect(await seen(dir)).toEqual({ first, second });
  store.lock();
});

it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])('a folder without hard links says so: %s', async (errorCode) => {
  const { dir } = temporary();
  const layer: FileLayer = { ...nodeFiles, link: () => Promise.reject(fault(errorCode)) };
  const { code, message } = await rejection(KeyStore.create(directoryStorageOn(layer, dir), unlock));
  expect(code).toBe('storage');
  expect(message).toBe(
    `The file system of ${dir} refuses hard links (${errorCode}), which a key store needs; nothing was changed. ` +
      'Use a folder on another file system.',
  );
  expect(readdirSync(join(dir, 'h'))).toEqual([]);
});

it.each(['mkdir', 'lstat', 'readdir', 'open', 'sync', 'close'])(
  'a folder is made at the next try: %s',
  async (operation) => {
    const { dir } = temporary();
    let failed = 0;
    const layer = around(nodeFiles, (step, run) => {
      if (step.operation !== operation || failed++ > 0) return run();
      return Promise.reject(fault('EIO'));
    });
    const storage = directoryStorageOn(layer, dir);
    expect((await rejection(KeyStore.create(storage, unlock))).code).toBe('storage');
    (await KeyStore.create(storage, unlock)).lock();
    expect(await seen(dir)).toEqual({});
  },
);
