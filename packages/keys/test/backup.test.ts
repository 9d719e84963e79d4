/** Backups: one state, whole, of a store that others write to; and a store of one, which is there whole or not at all. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toHex } from '@fedzk/core';
import { type BackupTarget, KeyStore, memoryStorage, type RestoreOptions } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { program } from '@fedzk/testkit/processes';
import { flip, Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn, nodeFiles } from '../src/storage/directory.js';
import type { KeyStorage } from '../src/storage/storage.js';
import { openStore, readBackup } from './reader.js';
import { memoryAnchor } from './support/anchors.js';
import { temporary } from './support/folder.js';
import { around } from './support/layers.js';
import { type Objects, storageOn } from './support/objects.js';
import { cheap, codeOf, contents, fill, headBytes, headOf, nameOf, storeOf, UNLOCK } from './support/stores.js';
import { unlock } from './support/unlock.js';
import { Injected, Watched } from './support/watched.js';

const random = new Random('backup');
const OTHER = { key: random.bytes(32) };

async function backupOf(store: KeyStore): Promise<Uint8Array> {
  let kept: Uint8Array | undefined;
  const target: BackupTarget = {
    write: async (backup) => {
      kept = backup;
    },
  };
  await store.backup(target);
  return kept ?? expect.unreachable();
}

/** The store that comes out, by its objects. */
async function restored(backup: Uint8Array, options?: RestoreOptions, by = UNLOCK): Promise<Objects> {
  const objects: Objects = new Map();
  (await KeyStore.restore(storageOn(objects), backup, by, options)).lock();
  return objects;
}

function placeOf(way: string): KeyStorage {
  if (way === 'memory') return memoryStorage();
  return way === 'a map' ? storageOn(new Map()) : directoryStorage(temporary().dir);
}

describe('a backup', () => {
  it.each([0, 1, 100, 1100])('of %d keys becomes the same store', async (count) => {
    const { objects, store } = await storeOf(count);
    const receipt = await store.backup({ write: async () => undefined });
    const backup = await backupOf(store);
    expect(receipt).toEqual({
      storeId: store.id,
      generation: store.generation,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      entries: count,
      length: backup.length,
    });
    const again = await restored(backup);
    expect(await contents(again)).toEqual(await contents(objects));
    expect(headOf(again)).toEqual(headOf(objects));
    const store2 = await KeyStore.restore(memoryStorage(), { read: async () => backup }, UNLOCK);
    expect([store2.id, store2.generation, (await store2.list()).length]).toEqual([store.id, store.generation, count]);
    await fill(store2, 1, 5000);
    expect((await store2.verify()).ok).toBe(true);
  });

  it('is read by FORMAT.md alone', async () => {
    const { store } = await storeOf(70);
    const objects = await readBackup(await backupOf(store));
    const entries = await openStore(objects, UNLOCK, () => expect.unreachable());
    expect([...entries.keys()].sort()).toEqual(Array.from({ length: 70 }, (_, i) => nameOf(i)));
  });

  it('opens with what opened the store then', async () => {
    const { store } = await storeOf(1);
    const slot = await store.addSlot(cheap('before'));
    const backup = await backupOf(store);
    await store.removeSlot(slot);
    await store.delete(nameOf(0));
    const again = await KeyStore.restore(memoryStorage(), backup, cheap('before'));
    expect((await again.list()).map(({ id }) => id)).toEqual([nameOf(0)]);
  });

  it('reads a head again whose bucket is gone, and each bucket once', async () => {
    const objects: Objects = new Map();
    const other = await KeyStore.create(storageOn(objects), UNLOCK);
    await fill(other, 1100);
    const watched = new Watched(storageOn(objects));
    const store = await KeyStore.open(watched, UNLOCK);
    watched.calls.length = 0;
    const before = headOf(objects);
    const buckets = before.buckets.length;
    const races = 20;
    let raced = 0;
    const last = toHex(before.buckets.at(-1) ?? expect.unreachable());
    // When half of the buckets are read, another writer replaces one each time, the last one and six in all among them.
    watched.pause = async (operation) => {
      if (operation !== 'get' || watched.count('get') < buckets / 2 || raced >= races) return;
      do {
        await other.put(random.bytes(32), { id: `raced ${raced++}` });
      } while (raced < 6 || toHex(headOf(objects).buckets.at(-1) ?? expect.unreachable()) === last);
    };
    const again = await restored(await backupOf(store));
    const commits = headOf(again).generation - before.generation;
    expect(commits).toBeGreaterThan(5);
    expect(Object.keys(await contents(again))).toHaveLength(1100 + commits);
    expect(watched.count('get')).toBeLessThanOrEqual(buckets + 2 * raced);
  });

  it('of a store that another process writes to is whole', { timeout: 60_000 }, async () => {
    const { dir } = temporary();
    const store = await KeyStore.create(directoryStorage(dir), unlock);
    await store.putMany(Array.from({ length: 300 }, (_, i) => ({ id: `base ${i}`, key: random.bytes(32) })));
    const path = await program(new URL('support/writer.ts', import.meta.url));
    const writer = spawn(process.execPath, [path, dir, 'w', 'keeps'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: string[] = [];
    let ready = (): void => {};
    const started = new Promise<void>((resolve) => {
      ready = resolve;
    });
    createInterface({ input: writer.stdout }).on('line', (line) => {
      const [word, id = ''] = line.split(' ');
      if (word === 'put' && !id.endsWith('-goes')) acknowledged.push(id);
      if (acknowledged.length > 0) ready();
    });
    await started;
    const generations = new Set<number>();
    try {
      // Until it was seen to write meanwhile, however slow the machine is.
      for (let i = 0; i < 25 || generations.size < 6; i++) {
        const before = [...acknowledged];
        const backup = await backupOf(store);
        const again = await KeyStore.restore(memoryStorage(), backup, unlock);
        const ids = new Set((await again.list()).map(({ id }) => id));
        expect(before.filter((id) => !ids.has(id))).toEqual([]);
        expect((await again.verify()).ok).toBe(true);
        generations.add(again.generation);
        again.lock();
      }
    } finally {
      writer.kill('SIGKILL');
      await once(writer, 'exit');
    }
  });

  it('is not made of a damaged store', async () => {
    const { objects, store } = await storeOf(3);
    store.lock();
    for (const [name, bytes] of objects) {
      if (!name.startsWith('b/')) continue;
      const wrong = bytes.slice();
      flip(wrong, 8 * wrong.length - 1);
      objects.set(name, wrong);
    }
    const damaged = await KeyStore.open(storageOn(objects), UNLOCK);
    expect(await codeOf(backupOf(damaged))).toBe('damaged');
    for (const name of objects.keys()) if (name.startsWith('b/')) objects.delete(name);
    const missing = await KeyStore.open(storageOn(objects), UNLOCK);
    expect(await codeOf(backupOf(missing))).toBe('damaged');
  });

  it('goes where it is told, tells the audit log after, and fails where that fails', async () => {
    const events: string[] = [];
    const audit = { append: async ({ operation }: { operation: string }) => events.push(operation) };
    const { store } = await storeOf(1, { audit });
    events.length = 0;
    const fails: BackupTarget = {
      write: async () => {
        throw new Injected('target');
      },
    };
    await expect(store.backup(fails)).rejects.toBeInstanceOf(Injected);
    expect(events).toEqual([]);
    const backup = await backupOf(store);
    expect(events).toEqual(['key_store_backup']);
    events.length = 0;
    await KeyStore.restore(memoryStorage(), backup, UNLOCK, { audit });
    expect(events).toContain('key_store_restore');
    for (const wrong of [undefined, null, {}, 'file', { write: 1 }]) {
      expect(await codeOf(store.backup(wrong as unknown as BackupTarget))).toBe('invalid-argument');
    }
  });
});

describe('an invalid backup', () => {
  it('is refused at every bit that is changed and every byte that is missing, and nothing is made', async () => {
    const { store } = await storeOf(2);
    const backup = await backupOf(store);
    const objects: Objects = new Map();
    const outcomes = new Set<string>();
    for (let bit = 0; bit < 8 * backup.length; bit += 3) {
      const wrong = backup.slice();
      flip(wrong, bit);
      outcomes.add(await codeOf(KeyStore.restore(storageOn(objects), wrong, UNLOCK)));
    }
    for (let length = 0; length < backup.length; length++) {
      outcomes.add(await codeOf(KeyStore.restore(storageOn(objects), backup.slice(0, length), UNLOCK)));
    }
    const longer = new Uint8Array([...backup, 0]);
    outcomes.add(await codeOf(KeyStore.restore(storageOn(objects), longer, UNLOCK)));
    expect([...outcomes]).toEqual(['damaged']);
    expect(objects.size).toBe(0);
  });

  it('is refused where the digest is made again, as by one who can write it', async () => {
    const { store } = await storeOf(2);
    const backup = await backupOf(store);
    const objects: Objects = new Map();
    const outcomes = new Set<string>();
    const end = backup.length - 32;
    for (let bit = 0; bit < 8 * end; bit += 5) {
      const wrong = backup.slice();
      flip(wrong, bit);
      wrong.set(new Uint8Array(await crypto.subtle.digest('SHA-256', wrong.slice(0, end))), end);
      outcomes.add(await codeOf(KeyStore.restore(storageOn(objects), wrong, UNLOCK)));
    }
    expect([...outcomes].sort()).toEqual(['damaged', 'wrong-key']);
    expect(objects.size).toBe(0);
  });

  it('is refused by type', async () => {
    for (const wrong of [undefined, null, 'file', {}, { read: async () => 'bytes' }]) {
      const restoring = KeyStore.restore(memoryStorage(), wrong as unknown as Uint8Array, UNLOCK);
      expect(await codeOf(restoring)).toBe('invalid-argument');
    }
  });
});

/** Makes a store whose creation began while there was nothing. */
async function made(objects: Objects): Promise<void> {
  const apart: Objects = new Map();
  await KeyStore.create(storageOn(apart), UNLOCK);
  for (const [name, bytes] of apart) objects.set(name, bytes);
}

describe('restoring', () => {
  it('opens with the right key and id alone, and makes nothing otherwise', async () => {
    const { store } = await storeOf(2);
    const backup = await backupOf(store);
    const objects: Objects = new Map();
    expect(await codeOf(KeyStore.restore(storageOn(objects), backup, OTHER))).toBe('wrong-key');
    expect(await codeOf(KeyStore.restore(storageOn(objects), backup, UNLOCK, { id: '0'.repeat(32) }))).toBe(
      'wrong-key',
    );
    expect(objects.size).toBe(0);
    expect(await codeOf(KeyStore.restore(storageOn(objects), backup, UNLOCK, { id: store.id }))).toBe('done');
  });

  it('takes no place of a store', async () => {
    const { objects, store } = await storeOf(2);
    const backup = await backupOf(store);
    const before = new Map(objects);
    expect(await codeOf(KeyStore.restore(storageOn(objects), backup, UNLOCK))).toBe('already-exists');
    expect(objects).toEqual(before);
  });

  it.each(['the same backup', 'another store'])('gives way to %s that is there first', async (which) => {
    const { store } = await storeOf(2);
    const backup = await backupOf(store);
    const objects: Objects = new Map();
    const watched = new Watched(storageOn(objects));
    let first: Objects | undefined;
    watched.pause = async (operation) => {
      if (operation !== 'commitHead') return;
      if (which === 'the same backup') await KeyStore.restore(storageOn(objects), backup, UNLOCK);
      else await made(objects);
      first = new Map([...objects].filter(([name]) => which === 'the same backup' || name.startsWith('h/')));
    };
    expect(await codeOf(KeyStore.restore(watched, backup, UNLOCK))).toBe('already-exists');
    expect(objects).toEqual(first);
    expect(Object.keys(await contents(objects))).toHaveLength(which === 'the same backup' ? 2 : 0);
  });

  it.each(['memory', 'a map', 'a folder'])(
    'that fails takes nothing from another one that is done: %s',
    async (way) => {
      const { objects: original, store } = await storeOf(70);
      const backup = await backupOf(store);
      const place = placeOf(way);
      const watched = new Watched(place);
      watched.pause = async (operation) => {
        if (operation === 'delete') (await KeyStore.restore(place, backup, UNLOCK)).lock();
      };
      const thrown = new Error('enough');
      const onProgress = (done: number): void => {
        if (done >= 0.9) throw thrown;
      };
      await expect(KeyStore.restore(watched, backup, UNLOCK, { onProgress })).rejects.toBe(thrown);
      expect(watched.count('delete')).toBe(1);
      const again = await KeyStore.open(place, UNLOCK);
      expect(await again.verify()).toMatchObject({ ok: true, entries: 70, orphans: [] });
      expect(await again.export(nameOf(0))).toEqual(await store.export(nameOf(0)));
      expect((await place.list()).map(({ name }) => name).sort()).toEqual(
        [...original.keys()].filter((name) => name.startsWith('b/') || name === headBytes(original).name).sort(),
      );
      again.lock();
    },
  );

  it.each(['memory', 'a map', 'a folder'])('is done though one that fails took its buckets: %s', async (way) => {
    const { store } = await storeOf(70);
    const backup = await backupOf(store);
    const place = placeOf(way);
    const watched = new Watched(place);
    let times = 0;
    watched.pause = async (operation) => {
      if (operation === 'commitHead' && times++ < 2) await place.delete((await place.list()).map(({ name }) => name));
    };
    const again = await KeyStore.restore(watched, backup, UNLOCK);
    expect(await again.verify()).toMatchObject({ ok: true, entries: 70, orphans: [] });
    expect(watched.count('commitHead')).toBe(3);
    again.lock();
  });

  it('is done though one that fails takes its buckets between the look and the link of a head', async () => {
    const { store } = await storeOf(70);
    const backup = await backupOf(store);
    const { dir } = temporary();
    let times = 0;
    const files = around(nodeFiles, async (step, run) => {
      const done = await run();
      if (step.operation === 'link' && step.to?.includes('/h/') && times++ === 0) {
        for (const name of readdirSync(join(dir, 'b'))) rmSync(join(dir, 'b', name));
      }
      return done;
    });
    const again = await KeyStore.restore(directoryStorageOn(files, dir), backup, UNLOCK);
    expect(await again.verify()).toMatchObject({ ok: true, entries: 70, orphans: [] });
    expect(times).toBe(2);
    again.lock();
  });

  it('that fails gives back what it took where a head came meanwhile, in a folder', async () => {
    const { store } = await storeOf(70);
    const backup = await backupOf(store);
    const { dir } = temporary();
    const [thrown, place] = [new Error('enough'), directoryStorage(dir)];
    let taken = 0;
    const files = around(nodeFiles, async (step, run) => {
      // When it has looked, and has begun to take away: the other one has put its buckets, and makes its head.
      if (step.operation === 'rename' && step.to?.includes('.new-') && taken++ === 0) {
        (await KeyStore.restore(place, backup, UNLOCK)).lock();
      }
      return run();
    });
    const onProgress = (done: number): void => {
      if (done >= 0.9) throw thrown;
    };
    const failing = KeyStore.restore(directoryStorageOn(files, dir), backup, UNLOCK, { onProgress });
    await expect(failing).rejects.toBe(thrown);
    expect(taken).toBeGreaterThan(0);
    const again = await KeyStore.open(place, UNLOCK);
    expect(await again.verify()).toMatchObject({ ok: true, entries: 70, orphans: [] });
    again.lock();
  });

  it('says that it is not known what came of it, where that is so', async () => {
    const { store } = await storeOf(2);
    const backup = await backupOf(store);
    const objects: Objects = new Map();
    const storage = { ...storageOn(objects), commitHead: async () => 'unknown' as const };
    const error = await rejection(KeyStore.restore(storage, backup, UNLOCK));
    expect([error.code, error.message]).toEqual([
      'storage',
      expect.stringContaining('the outcome of the restore is unknown'),
    ]);
    expect(objects.size).toBe(0);
  });

  it('is seen whole or not at all wherever it is cut off, and can be done again', async () => {
    const { objects: original, store } = await storeOf(70);
    const backup = await backupOf(store);
    for (const failure of ['before', 'after'] as const) {
      for (let call = 0; ; call++) {
        const objects: Objects = new Map();
        const watched = new Watched(storageOn(objects));
        watched.failAt(call, failure);
        const outcome = await KeyStore.restore(watched, backup, UNLOCK).then(
          () => 'done',
          (error: unknown) => (error instanceof Injected ? 'failed' : expect.unreachable()),
        );
        const head = await storageOn(objects).readHead();
        if (head === undefined) await KeyStore.restore(storageOn(objects), backup, UNLOCK);
        expect(await contents(objects)).toEqual(await contents(original));
        if (outcome === 'done') break;
      }
    }
  });
});

describe('restoring an anchored store', () => {
  async function anchored() {
    const anchor = memoryAnchor();
    const { objects, store } = await storeOf(2, { anchor });
    return { anchor, objects, store, backup: await backupOf(store) };
  }

  it('needs an anchor, and takes a new one', async () => {
    const { store, backup } = await anchored();
    const objects: Objects = new Map();
    expect(await codeOf(KeyStore.restore(storageOn(objects), backup, UNLOCK))).toBe('invalid-argument');
    expect(objects.size).toBe(0);
    const anchor = memoryAnchor();
    const again = await KeyStore.restore(storageOn(objects), backup, UNLOCK, { anchor });
    expect([again.freshness, again.generation]).toEqual(['anchored', store.generation + 1]);
    expect(anchor.values.get(store.id)?.generation).toBe(again.generation);
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK))).toBe('invalid-argument');
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor }))).toBe('done');
  });

  it('of a plain store makes it anchored', async () => {
    const { store } = await storeOf(2);
    const anchor = memoryAnchor();
    const objects = await restored(await backupOf(store), { anchor });
    expect(headOf(objects).anchored).toBe(true);
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor }))).toBe('done');
  });

  it('goes on with its anchor where nothing came after the backup', async () => {
    const { anchor, objects, store, backup } = await anchored();
    const again = await restored(backup, { anchor });
    expect(headOf(again).generation).toBe(store.generation + 1);
    // The one that was lost, should it be found, is older.
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor }))).toBe('rolled-back');
  });

  it.each(['the same root', 'another root'])(
    'is refused by an anchor that knows more, until that is accepted: %s',
    async (root) => {
      const { anchor, objects, store, backup } = await anchored();
      await store.delete(nameOf(0));
      if (root === 'another root') await store.rotateRoot([UNLOCK]);
      const known = anchor.values.get(store.id);
      const place: Objects = new Map();
      expect(await codeOf(KeyStore.restore(storageOn(place), backup, UNLOCK, { anchor }))).toBe('rolled-back');
      expect([place.size, anchor.values.get(store.id)]).toEqual([0, known]);
      const again = await KeyStore.restore(storageOn(place), backup, UNLOCK, { anchor, acceptRollback: true });
      expect(again.generation).toBe(store.generation + 1);
      expect(Object.keys(await again.list())).toHaveLength(2);
      // From now on it is the store, and the one that was lost is an older one.
      expect(anchor.values.get(store.id)?.roots).toEqual([headOf(place).rootCommitment]);
      expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor }))).toBe('rolled-back');
      await fill(again, 1, 9);
      expect(await codeOf(KeyStore.open(storageOn(place), UNLOCK, { anchor }))).toBe('done');
    },
  );

  it.each(['cancelled', 'failing', 'second'])('that is %s leaves the anchor as it was', async (way) => {
    const { anchor, store, backup } = await anchored();
    await store.rotateRoot([UNLOCK]);
    const known = anchor.values.get(store.id);
    const thrown = new Error('enough');
    const objects: Objects = new Map();
    const storage = new Watched(storageOn(objects));
    const onProgress = (done: number): void => {
      if (way === 'cancelled' && done >= 0.9) throw thrown;
    };
    storage.pause = async (operation) => {
      if (operation !== 'commitHead') return;
      if (way === 'failing') throw thrown;
      await made(objects);
    };
    const restoring = KeyStore.restore(storage, backup, UNLOCK, { anchor, acceptRollback: true, onProgress });
    if (way === 'second') expect(await codeOf(restoring)).toBe('already-exists');
    else await expect(restoring).rejects.toBe(thrown);
    expect(anchor.values.get(store.id)).toEqual(known);
  });

  it('can be done again wherever it was cut off', async () => {
    for (const accepting of [false, true]) {
      for (let cut = 0; ; cut++) {
        const { anchor, store, backup } = await anchored();
        if (accepting) await store.rotateRoot([UNLOCK]);
        const used = accepting ? anchor : memoryAnchor();
        const objects: Objects = new Map();
        let steps = 0;
        const step = (): void => {
          if (steps++ === cut) throw new Injected('cut');
        };
        const watched = new Watched(storageOn(objects));
        watched.pause = async (operation) => {
          if (operation === 'put' || operation === 'commitHead') step();
        };
        const cutting = {
          load: used.load,
          save: async (...args: Parameters<typeof used.save>) => {
            step();
            return used.save(...args);
          },
        };
        const options = { anchor: cutting, acceptRollback: accepting };
        const outcome = await KeyStore.restore(watched, backup, UNLOCK, options).then(
          () => 'done',
          (error: unknown) => (error instanceof Injected ? 'cut' : expect.unreachable()),
        );
        const head = await storageOn(objects).readHead();
        if (head === undefined)
          await KeyStore.restore(storageOn(objects), backup, UNLOCK, { ...options, anchor: used });
        const again = await KeyStore.open(storageOn(objects), UNLOCK, { anchor: used });
        expect([again.freshness, (await again.verify()).ok]).toEqual(['anchored', true]);
        if (outcome === 'done') break;
        expect(cut).toBeLessThan(10);
      }
    }
  });
});

describe('an anchor that is added', () => {
  it('to a store that was made without one is needed from then on', async () => {
    const { objects, store } = await storeOf(2);
    const anchor = memoryAnchor();
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor }))).toBe('rolled-back');
    const before = new Map(objects);
    const again = await KeyStore.open(storageOn(objects), UNLOCK, { anchor, addAnchor: true });
    expect([again.freshness, headOf(objects).anchored]).toEqual(['anchored', true]);
    expect(again.generation).toBe(store.generation + 1);
    // Once: another open is none of its commits.
    (await KeyStore.open(storageOn(objects), UNLOCK, { anchor, addAnchor: true })).lock();
    expect(headOf(objects).generation).toBe(again.generation);
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK))).toBe('invalid-argument');
    expect(await codeOf(KeyStore.open(storageOn(before), UNLOCK, { anchor }))).toBe('rolled-back');
    await fill(again, 1, 7);
    expect(headOf(objects).anchored).toBe(true);
    // A program that has it open without one would go on behind the anchor's back.
    expect(await codeOf(store.list())).toBe('invalid-argument');
    expect(await codeOf(fill(store, 1, 8))).toBe('invalid-argument');
  });

  it('takes the place of one that was lost', async () => {
    const { objects } = await storeOf(2, { anchor: memoryAnchor() });
    const anchor = memoryAnchor();
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor }))).toBe('rolled-back');
    const again = await KeyStore.open(storageOn(objects), UNLOCK, { anchor, addAnchor: true });
    expect(again.freshness).toBe('anchored');
  });

  it('does not hide a rollback from one that knows the store', async () => {
    const anchor = memoryAnchor();
    const { objects, store } = await storeOf(2, { anchor });
    const before = new Map(objects);
    await fill(store, 1, 3);
    expect(await codeOf(KeyStore.open(storageOn(before), UNLOCK, { anchor, addAnchor: true }))).toBe('rolled-back');
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { addAnchor: true, anchor }))).toBe('done');
  });

  it('that cannot be told leaves the store as it was', async () => {
    const { objects } = await storeOf(2);
    const anchor = memoryAnchor();
    const { save } = anchor;
    const before = new Map(objects);
    anchor.save = async () => {
      throw new Injected('anchor');
    };
    const opening = KeyStore.open(storageOn(objects), UNLOCK, { anchor, addAnchor: true });
    await expect(opening).rejects.toBeInstanceOf(Injected);
    expect(objects).toEqual(before);
    anchor.save = save;
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { anchor, addAnchor: true }))).toBe('done');
    expect(await codeOf(KeyStore.open(storageOn(before), UNLOCK, { addAnchor: true }))).toBe('invalid-argument');
  });
});
