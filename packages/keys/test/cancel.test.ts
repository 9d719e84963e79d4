/** Calls that take long: how much is done, and a cancel at each step, after which nothing is lost or half written. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupTarget, KeyStore } from '@fedzk/keys';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeEach, describe, expect, it } from 'vitest';
import { backupFile } from '../src/backup/file.js';
import { directoryStorage } from '../src/storage/directory.js';
import { memoryAnchor } from './support/anchors.js';
import { temporary } from './support/folder.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, contents, fill, headOf, nameOf, UNLOCK } from './support/stores.js';
import { type Operation, Watched } from './support/watched.js';

/** More than one bucket has. */
const COUNT = 80;

let objects: Objects;
let storage: Watched;
let store: KeyStore;
let before: Record<string, string>;
beforeEach(async () => {
  objects = new Map();
  storage = new Watched(storageOn(objects));
  store = await KeyStore.create(storage, UNLOCK);
  await fill(store, COUNT);
  before = await contents(objects);
  storage.calls.length = 0;
});

type Options = { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void };

async function rewrap(options: Options): Promise<void> {
  for await (const _ of store.rewrap({ ...options, batch: 10, reencrypt: true })) {
    // each step is a commit
  }
}

async function backup(target?: Partial<BackupTarget>): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  await store.backup({
    write: async (backup) => {
      bytes = new Uint8Array(backup);
    },
    ...target,
  });
  return bytes;
}

/** What a call does to the store: a cancelled one leaves all keys, and a store that goes on. */
const calls: readonly [name: string, call: (options: Options) => Promise<unknown>][] = [
  ['rotateMaster', (options) => store.rotateMaster(options)],
  ['rewrap', rewrap],
  ['verify', (options) => store.verify(options)],
  ['backup', (options) => store.backup({ write: async () => undefined }, options)],
];

const erase: (typeof calls)[number] = ['erase', (options) => store.erase(nameOf(0), options)];

/** Runs a call that is cancelled before an operation of its storage of a number, from 0. @returns what came of it */
async function cancelledAt(number: number, call: (options: Options) => Promise<unknown>): Promise<unknown> {
  const stop = new AbortController();
  const reason = new Error('cancelled');
  let left = number;
  storage.pause = async () => {
    if (left-- === 0) stop.abort(reason);
  };
  try {
    await call({ signal: stop.signal });
    return left < 0 ? 'too late' : 'never';
  } catch (error) {
    if (error === reason) return 'cancelled';
    throw error;
  } finally {
    storage.pause = async () => undefined;
  }
}

describe.each(calls)('%s', (name, call) => {
  it('tells how much is done, from above 0 to 1, each time more', async () => {
    const told: number[] = [];
    await call({ onProgress: (done) => told.push(done) });
    expect(told.at(-1)).toBe(1);
    expect(told.every((done, i) => done > (told[i - 1] ?? 0))).toBe(true);
    if (name !== 'rotateMaster') expect(told.length).toBeGreaterThan(5);
  });

  it('begins nothing with a signal that is aborted', async () => {
    const reason = new Error('before');
    await expect(call({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(storage.calls).toEqual([]);
  });

  it('is cancelled at each step, and nothing is lost', async () => {
    const outcomes = new Set<unknown>();
    for (let number = 0; !outcomes.has('never'); number++) {
      outcomes.add(await cancelledAt(number, call));
      expect(await contents(objects)).toEqual(before);
      expect((await store.verify()).orphans).toEqual([]);
    }
    if (name !== 'rotateMaster') expect(outcomes).toContain('cancelled');
    await store.put(new Uint8Array(32), { id: 'goes on' });
  });

  it('rejects with an error of onProgress before it is done, and the store goes on', async () => {
    const thrown = new Error('mine');
    const told: number[] = [];
    const throws = (done: number): never => {
      told.push(done);
      throw thrown;
    };
    const outcome = call({ onProgress: throws });
    if (name === 'rotateMaster') await outcome;
    else await expect(outcome).rejects.toBe(thrown);
    expect(told).toEqual(name === 'rotateMaster' ? [1] : [expect.any(Number)]);
    expect((await store.verify()).ok).toBe(true);
  });

  it('takes no notice of what onProgress throws when it is done', async () => {
    const told: number[] = [];
    const onProgress = (done: number): void => {
      told.push(done);
      if (done === 1) throw new Error('mine');
    };
    await call({ onProgress });
    expect(told.at(-1)).toBe(1);
  });

  it.each([{ signal: 5 }, { onProgress: 5 }, { sginal: undefined }])('refuses %j', async (options) => {
    expect(await codeOf(call(options as Options))).toBe('invalid-argument');
  });
});

it.each([...calls, erase])('%s is cancelled at once while it waits for its turn', async (_, call) => {
  let [begun, begin, go] = [Promise.resolve(), (): void => undefined, (): void => undefined];
  begun = new Promise((resolve) => {
    begin = resolve;
  });
  const going = new Promise<void>((resolve) => {
    go = resolve;
  });
  storage.pause = async () => {
    begin();
    await going;
  };
  const first = store.list();
  await begun;
  const stop = new AbortController();
  const waiting = call({ signal: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toBe(stop.signal.reason);
  go();
  expect(await first).toHaveLength(COUNT);
  expect(await contents(objects)).toEqual(before);
});

describe('erase', () => {
  it('does the rest all the same where it is cancelled when the key is removed', async () => {
    const stop = new AbortController();
    storage.pause = async (operation: Operation) => {
      if (operation === 'commitHead') stop.abort();
    };
    expect((await store.erase(nameOf(3), { signal: stop.signal })).reach).toBe('erase');
    expect(await store.list()).toHaveLength(COUNT - 1);
  });

  it('tells how much is done, and does all of it though that throws', async () => {
    const told: number[] = [];
    const onProgress = (done: number): never => {
      told.push(done);
      throw new Error('mine');
    };
    expect((await store.erase(nameOf(3), { onProgress })).reach).toBe('erase');
    expect(told.at(-1)).toBe(1);
    expect(headOf(objects).masters.map(({ status }) => status)).toEqual(['destroyed', 'primary']);
  });

  it('begins nothing with a signal that is aborted', async () => {
    const reason = new Error('before');
    await expect(store.erase(nameOf(3), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(storage.calls).toEqual([]);
  });
});

describe('backup to a file', () => {
  it.each(['new', 'replaced'])('that is cancelled leaves no file, and keeps one that is there: %s', async (way) => {
    const dir = folderOf();
    const file = join(dir, 'backup');
    const replace = way === 'replaced';
    if (replace) await store.backup(backupFile(file));
    const names = readdirSync(dir);
    const target = backupFile(file, { replace });
    const [stop, reason] = [new AbortController(), new Error('cancelled')];
    const cancelling: BackupTarget = {
      write: (bytes, options) => {
        const written = target.write(bytes, options);
        stop.abort(reason);
        return written;
      },
    };
    await expect(store.backup(cancelling, { signal: stop.signal })).rejects.toBe(reason);
    expect(readdirSync(dir)).toEqual(names);
    await store.backup(target);
    expect(readdirSync(dir)).toEqual(['backup']);
  });
});

describe('restore', () => {
  it.each(['memory', 'a folder', 'with an anchor'])(
    'that is cancelled at each step leaves no store: %s',
    async (way) => {
      const bytes = await backup();
      const outcomes: unknown[] = [];
      for (let number = 0; outcomes.at(-1) !== 'never'; number++) {
        const { dir } = temporary();
        const place = way === 'a folder' ? directoryStorage(dir) : storageOn(new Map());
        storage = new Watched(place);
        const more = way === 'with an anchor' ? { anchor: memoryAnchor() } : {};
        const restore = async (options: Options): Promise<void> => {
          (await KeyStore.restore(storage, bytes, UNLOCK, { ...options, ...more })).lock();
        };
        const outcome = await cancelledAt(number, restore);
        outcomes.push(outcome);
        expect((await place.list()).length > 0).toBe(outcome !== 'cancelled');
        if (outcome === 'cancelled') await restore({});
      }
      expect(outcomes.slice(0, 2)).toEqual(['cancelled', 'cancelled']);
      expect(outcomes.at(-2)).toBe('too late');
    },
  );

  it('takes no notice of what onProgress throws when it is done', async () => {
    const bytes = await backup();
    const onProgress = (done: number): void => {
      if (done === 1) throw new Error('mine');
    };
    const again = await KeyStore.restore(storageOn(new Map()), bytes, UNLOCK, { onProgress });
    expect(await again.list()).toHaveLength(COUNT);
    again.lock();
  });

  it('tells how much is done, and is cancelled by what it tells', async () => {
    const bytes = await backup();
    const told: number[] = [];
    const options = { onProgress: (done: number) => told.push(done) };
    (await KeyStore.restore(storageOn(new Map()), bytes, UNLOCK, options)).lock();
    expect(told.at(-1)).toBe(1);
    expect(told.every((done, i) => done > (told[i - 1] ?? 0))).toBe(true);
    expect(told.length).toBeGreaterThan(10);
    for (const at of told.slice(0, -1)) {
      const [stop, reason] = [new AbortController(), new Error('cancelled')];
      const restored: Objects = new Map();
      const onProgress = (done: number): void => {
        if (done >= at) stop.abort(reason);
      };
      const coming = KeyStore.restore(storageOn(restored), bytes, UNLOCK, { signal: stop.signal, onProgress });
      await expect(coming).rejects.toBe(reason);
      expect(restored.size).toBe(0);
    }
  });
});
