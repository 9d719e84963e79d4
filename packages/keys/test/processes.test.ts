/** Several writers in one folder, without a lock: one commit a generation, and nothing that was acknowledged is lost. */

import { createHash } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { basename } from 'node:path';
import { FedzkError, type KeyStorage, KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { Lines, program } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';
import {
  directoryStorage,
  directoryStorageOn,
  type FileLayer,
  type FileStat,
  type OpenFile,
} from '../src/storage/directory.js';
import { generationOf, headName } from '../src/storage/storage.js';
import { temporary } from './support/folder.js';
import { around, type Operation } from './support/layers.js';
import { unlock } from './support/unlock.js';
import { hex } from './support/vectors.js';

const slow = process.env['SLOW'] === '1';

/** Commits that were acknowledged; each generation's once, and each follows from the one before it. */
class Commits {
  readonly #made = new Map<number, { readonly previous: string; readonly hash: string }>();
  readonly twice: number[] = [];

  add(generation: number, previous: string, hash: string): void {
    if (this.#made.has(generation)) this.twice.push(generation);
    this.#made.set(generation, { previous, hash });
  }

  get count(): number {
    return this.#made.size;
  }

  check(): void {
    expect(this.twice).toEqual([]);
    for (const [generation, { previous }] of this.#made) {
      const before = this.#made.get(generation - 1);
      if (before !== undefined) expect(previous, `generation ${generation}`).toBe(before.hash);
    }
  }

  /** A storage whose commits are added. */
  of(storage: KeyStorage): KeyStorage {
    return {
      readHead: () => storage.readHead(),
      get: (name) => storage.get(name),
      put: (objects) => storage.put(objects),
      delete: (...args) => storage.delete(...args),
      list: () => storage.list(),
      commitHead: async (generation, bytes, ...more) => {
        const outcome = await storage.commitHead(generation, bytes, ...more);
        this.outcomes.push(`${generation} ${outcome}`);
        if (outcome === 'ok') {
          this.add(generation, hex(bytes.subarray(44, 76)), createHash('sha256').update(bytes).digest('hex'));
        }
        return outcome;
      },
    };
  }

  readonly outcomes: string[] = [];
}

/** A layer that stops once, before the first operation of a kind on heads after the `after`. */
function pausing(operation: Operation, after?: Operation): { layer: FileLayer; paused: Promise<void>; go: () => void } {
  const [paused, reach] = signal();
  const [going, go] = signal();
  let [armed, done] = [after === undefined, false];
  const layer = around(nodeFiles, async (step, run) => {
    if (armed && !done && step.operation === operation && /\/h(\/|$)/.test(step.path)) {
      done = true;
      reach();
      await going;
    }
    if (step.operation === after) armed = true;
    return run();
  });
  return { layer, paused, go };
}

function signal(): [Promise<void>, () => void] {
  let send = (): void => {};
  const promise = new Promise<void>((resolve) => {
    send = resolve;
  });
  return [promise, send];
}

/** A layer on which a writer sees the heads that he saw before his commit, and none that is newer: as were there no look after it. */
function blind(files: FileLayer): FileLayer {
  let own: number | undefined;
  const seen = new Map<string, Uint8Array>();
  const looks = new Map<string, FileStat>();
  return {
    ...files,
    lstat: async (path) => {
      const look = looks.get(path);
      if (own !== undefined && look !== undefined) return look;
      looks.set(path, await files.lstat(path));
      return looks.get(path) as FileStat;
    },
    link: async (from, to) => {
      await files.link(from, to);
      own = generationOf(`h/${basename(to)}`);
    },
    unlink: async (path) => {
      own = undefined;
      await files.unlink(path);
    },
    readdir: async (path) => {
      const names = await files.readdir(path);
      const mine = own;
      return mine === undefined ? names : names.filter((name) => (generationOf(`h/${name}`) ?? 0) <= mine);
    },
    open: async (path, flags, mode) => {
      const bytes = seen.get(path);
      if (own !== undefined && typeof flags === 'number' && bytes !== undefined) return remembered(bytes);
      if (typeof flags === 'number') seen.set(path, await nodeFiles.readFile(path));
      return files.open(path, flags, mode);
    },
  };
}

function remembered(bytes: Uint8Array): OpenFile {
  const refuse = (): Promise<never> => Promise.reject(new Error('It is read alone.'));
  return {
    stat: async () => ({ ...(await nodeFiles.lstat('.')), size: bytes.length, isFile: () => true }) as FileStat,
    read: async (buffer, offset, length, position) => {
      buffer.set(bytes.subarray(position, position + length), offset);
      return { bytesRead: length };
    },
    writeFile: refuse,
    sync: refuse,
    close: async () => undefined,
  };
}

describe('a writer who sleeps', () => {
  const key = new Uint8Array(32).fill(1);

  /** He sleeps while others make so many commits. */
  async function race(others: number, sleeper: ReturnType<typeof pausing>, layer = sleeper.layer) {
    const { dir } = temporary();
    (await KeyStore.create(directoryStorage(dir), unlock)).lock();
    const [commits, his] = [new Commits(), new Commits()];
    const slept = await KeyStore.open(commits.of(his.of(directoryStorageOn(layer, dir))), unlock);
    const awake = await KeyStore.open(commits.of(directoryStorage(dir)), unlock);
    const put = slept.put(key, { id: 'slept' });
    await sleeper.paused;
    const ids = Array.from({ length: others }, (_, i) => `awake ${i}`);
    for (const id of ids) await awake.put(key, { id });
    sleeper.go();
    await put;
    const names = (await awake.list()).map(({ id }) => id);
    const { ok } = await awake.verify();
    const { generation } = awake;
    const versions = (await awake.list()).map(({ version }) => version);
    slept.lock();
    awake.lock();
    return { dir, commits, his: his.outcomes, names, expected: [...ids, 'slept'].sort(), ok, generation, versions };
  }

  const counts = [0, 1, 2, 3, 4, 5, 6, 9];

  it.each(counts)('before he makes his commit, and others make %d', async (others) => {
    const { commits, his, names, expected, ok, generation, versions } = await race(others, pausing('link'));
    commits.check();
    expect(his).toEqual(others === 0 ? ['1 ok'] : ['1 conflict', `${others + 1} ok`]);
    expect({ names, ok, generation }).toEqual({ names: expected, ok: true, generation: others + 1 });
    expect(new Set(versions)).toEqual(new Set([1]));
  });

  it.each(counts)('after he made his commit, and others build %d upon it', async (others) => {
    const { commits, his, names, expected, ok, generation } = await race(others, pausing('readdir', 'link'));
    commits.check();
    // Where the next one is gone too he can't know that it was made; he sees it when he looks for what it did.
    expect(his).toEqual([others < 4 ? '1 ok' : '1 unknown']);
    expect({ names, ok, generation }).toEqual({ names: expected, ok: true, generation: others + 1 });
  });

  /** After he made his commit others undo it, or do it again, and go on until it can't be seen any more. */
  async function undone(
    work: (store: KeyStore) => Promise<unknown>,
    others: (store: KeyStore) => Promise<unknown>,
  ): Promise<{ readonly told: FedzkError; readonly keys: Map<string, string> }> {
    const { dir } = temporary();
    const awake = await KeyStore.create(directoryStorage(dir), unlock);
    await awake.put(key, { id: 'there', exportable: true });
    const sleeper = pausing('readdir', 'link');
    const slept = await KeyStore.open(directoryStorageOn(sleeper.layer, dir), unlock);
    const working = rejection(work(slept));
    await sleeper.paused;
    await others(awake);
    for (let i = 0; i < 4; i++) await awake.put(key, { id: 'other', replace: true });
    sleeper.go();
    const told = await working;
    const keys = new Map<string, string>();
    for (const { id, exportable } of await awake.list()) {
      keys.set(id, exportable ? hex((await awake.get(id)).exportRaw()) : '');
    }
    expect((await awake.verify()).problems).toEqual([]);
    slept.lock();
    awake.lock();
    return { told, keys };
  }
  const [his, theirs] = [new Uint8Array(32).fill(2), new Uint8Array(32).fill(3)];

  it('does not bring back what he put and others erased, and is told that it is not known', async () => {
    const { told, keys } = await undone(
      (store) => store.put(his, { id: 'k', exportable: true }),
      async (store) => {
        expect((await store.get('k')).exportRaw()).toEqual(his);
        await store.erase('k');
      },
    );
    expect([told.code, told.message]).toEqual(['storage', expect.stringContaining("can't be seen any more")]);
    expect([...keys.keys()]).toEqual(['other', 'there']);
  });

  it('does not put his over what others put after him', async () => {
    const { told, keys } = await undone(
      (store) => store.put(his, { id: 'k', exportable: true }),
      (store) => store.put(theirs, { id: 'k', exportable: true, replace: true }),
    );
    expect(['storage', 'already-exists']).toContain(told.code);
    expect(keys.get('k')).toBe(hex(theirs));
    const replacing = await undone(
      (store) => store.put(his, { id: 'there', exportable: true, replace: true }),
      (store) => store.put(theirs, { id: 'there', exportable: true, replace: true }),
    );
    expect([replacing.told.code, replacing.keys.get('there')]).toEqual(['storage', hex(theirs)]);
  });

  it('does not delete what others put again', async () => {
    const { told, keys } = await undone(
      (store) => store.delete('there'),
      (store) => store.put(theirs, { id: 'there', exportable: true }),
    );
    expect([told.code, keys.get('there')]).toEqual(['storage', hex(theirs)]);
  });

  it('leaves no head that is none of the store', async () => {
    const { dir } = await race(6, pausing('link'));
    expect((await nodeFiles.readdir(`${dir}/h`)).sort().map((name) => generationOf(`h/${name}`))).toEqual([5, 6, 7]);
  });

  it('and does not look after his commit would acknowledge what is lost', async () => {
    const sleeper = pausing('link');
    const { commits, his, names } = await race(6, sleeper, blind(sleeper.layer));
    expect(his).toEqual(['1 ok']);
    expect(commits.twice).toEqual([1]);
    expect(names).not.toContain('slept');
  });

  it('is told so where his generation is taken', async () => {
    const { dir } = temporary();
    const storage = directoryStorage(dir);
    expect(await storage.commitHead(0, key)).toBe('ok');
    expect(await directoryStorage(dir).commitHead(0, key)).toBe('conflict');
    expect(await storage.get(headName(0))).toEqual(key);
  });
});

/** What processes said. */
class Ledger {
  readonly commits = new Commits();
  readonly #keys = new Map<string, string>();
  readonly #absent = new Set<string>();
  /** Asked for and not answered: either may be so. */
  readonly #open = new Map<string, string>();
  /** Who found that the store was erased. */
  readonly ends: string[] = [];

  note(line: string): void {
    const [what, ...rest] = line.split(' ');
    const [id = '', key = '', hash = ''] = rest;
    if (what === 'erased') this.ends.push(id);
    if (what === 'commit') this.commits.add(Number(id), key, hash);
    if (what === 'puts') this.#open.set(id, key);
    if (what === 'deletes') this.#open.set(id, this.#keys.get(id) ?? '');
    if (what === 'put' || what === 'deleted') this.#open.delete(id);
    if (what === 'put') this.#keys.set(id, key);
    if (what === 'deletes') this.#keys.delete(id);
    if (what === 'deleted') this.#absent.add(id);
  }

  get size(): number {
    return this.#keys.size;
  }

  async check(dir: string): Promise<void> {
    this.commits.check();
    const store = await KeyStore.open(directoryStorage(dir), unlock);
    try {
      expect((await store.verify()).problems).toEqual([]);
      const found = new Map<string, string>();
      for (const { id } of await store.list()) found.set(id, hex((await store.get(id)).exportRaw()));
      for (const [id, key] of this.#keys) expect([id, found.get(id)]).toEqual([id, key]);
      for (const id of this.#absent) expect([id, found.get(id)]).toEqual([id, undefined]);
      for (const [id, key] of this.#open) expect([undefined, key]).toContain(found.get(id));
      for (const id of found.keys()) expect(this.#keys.has(id) || this.#open.has(id), id).toBe(true);
    } finally {
      store.lock();
    }
  }
}

const writer = await program(new URL('support/writer.ts', import.meta.url));

/** A process that writes. */
class Writer {
  readonly ready: Promise<void>;
  readonly #process: Lines;

  constructor(ledger: Ledger, ...args: readonly string[]) {
    const [ready, reach] = signal();
    this.ready = ready;
    this.#process = new Lines([writer, ...args], (line) => {
      if (line === 'ready') reach();
      ledger.note(line);
    });
    void this.ended.finally(reach);
  }

  get ended(): Lines['ended'] {
    return this.#process.ended;
  }

  kill(): void {
    this.#process.kill();
  }
}

describe('processes', { timeout: slow ? 600_000 : 60_000 }, () => {
  it('write at once, and each is done', async () => {
    const { dir } = temporary();
    (await KeyStore.create(directoryStorage(dir), unlock)).lock();
    const ledger = new Ledger();
    const count = slow ? 300 : 20;
    const writers = ['a', 'b', 'c'].map((name) => new Writer(ledger, dir, name, 'keeps', String(count)));
    const rotates = new Writer(ledger, dir, 'r', 'rotates', String(count / 4));
    for (const { ended } of [...writers, rotates]) expect(await ended).toEqual({ code: 0, killed: false });
    await ledger.check(dir);
    expect(ledger.size).toBe(3 * count);
    // Each put and each deletion is a commit of its own.
    expect(ledger.commits.count).toBeGreaterThan(3 * 3 * count);
  });

  it('are told that the store was erased, and leave nothing', async () => {
    for (let round = 0; round < (slow ? 20 : 3); round++) {
      const { dir } = temporary();
      const store = await KeyStore.create(directoryStorage(dir), unlock);
      const ledger = new Ledger();
      const writers = ['a', 'b'].map((name) => new Writer(ledger, dir, name, 'keeps'));
      const rotates = new Writer(ledger, dir, 'r', 'rotates');
      for (const { ready } of [...writers, rotates]) await ready;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
      expect((await store.cryptoErase()).reach).toBe('crypto-erase');
      for (const { ended } of [...writers, rotates]) expect(await ended).toEqual({ code: 0, killed: false });
      expect(ledger.ends).toEqual(expect.arrayContaining(['a', 'b', 'r']));
      expect((await nodeFiles.readdir(dir, { recursive: true })).filter((name) => /[0-9a-f]{16}/.test(name))).toEqual(
        [],
      );
      expect((await rejection(KeyStore.open(directoryStorage(dir), unlock))).code).toBe('not-found');
    }
  });

  it('make a store once', async () => {
    const { dir } = temporary();
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        KeyStore.create(directoryStorage(dir), unlock).then(
          (store) => store.id,
          (error: unknown) => (error instanceof FedzkError ? error.code : 'another error'),
        ),
      ),
    );
    expect(made.filter((outcome) => outcome === 'already-exists').length).toBe(7);
    const store = await KeyStore.open(directoryStorage(dir), unlock);
    expect(made).toContain(store.id);
    store.lock();
  });

  it('are killed at any moment', async () => {
    const { dir } = temporary();
    (await KeyStore.create(directoryStorage(dir), unlock)).lock();
    const ledger = new Ledger();
    const end = Date.now() + (slow ? 180_000 : 5_000);
    let kills = 0;
    const lives = async (name: string, work: string): Promise<void> => {
      for (let life = 0; Date.now() < end; life++) {
        const writer = new Writer(ledger, dir, `${name}${life}`, work);
        await writer.ready;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
        writer.kill();
        // What was killed had not ended with an error of its own.
        expect(await writer.ended).toEqual({ code: null, killed: true });
        kills++;
      }
    };
    await Promise.all([lives('a', 'keeps'), lives('b', 'keeps'), lives('r', 'rotates')]);
    await ledger.check(dir);
    expect(kills).toBeGreaterThan(3);
    expect(ledger.commits.count).toBeGreaterThan(kills);
  });
});
