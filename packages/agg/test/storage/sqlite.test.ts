// What only a file can have: its mode, another process, a version, what is left of a wiped share, a process that is killed.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStorage } from '@fedzk/agg/sqlite';
import { Lines, programOf } from '@fedzk/testkit/processes';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Driver } from '../../src/sqlite/driver.js';
import { storageBy } from '../../src/sqlite/storage.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { drivers, temporaryFolder } from './drivers.js';
import { bytesFor, hold } from './steps.js';

const HASH = bytesFor('task');

function folder(): string {
  const [path, remove] = temporaryFolder();
  onTestFinished(remove);
  return path;
}

function open(driver: Driver, path: string): AggregatorStorage {
  const storage = storageBy(() => driver, path);
  onTestFinished(() => storage.close());
  return storage;
}

const openRound = { kind: 'open', round: 1n, events: [] } as const;

describe.each(drivers)('%s', (_, driver) => {
  it('makes file and folders accessible only to their user', async () => {
    const path = join(folder(), 'made/here/test.db');
    await open(driver, path).task(HASH, 'leader');
    for (const each of ['', '-wal']) expect(statSync(`${path}${each}`).mode & 0o777).toBe(0o600);
    for (const each of ['..', '../..']) expect(statSync(join(path, each)).mode & 0o777).toBe(0o700);
  });

  it('is in use by one storage', async () => {
    const path = join(folder(), 'test.db');
    const first = open(driver, path);
    await (await first.task(HASH, 'leader')).move(openRound);
    const second = open(driver, path);
    await expect(second.task(HASH, 'leader')).rejects.toMatchObject({ code: 'invalid-state' });
    await first.close();
    expect(await (await second.task(HASH, 'leader')).round()).toMatchObject({ round: 1n });
  });

  it('leaves another version and other files alone', async () => {
    const dir = folder();
    const own = driver(join(dir, 'own.db'));
    own.exec('CREATE TABLE own (n int)');
    own.close();
    await expect(open(driver, join(dir, 'own.db')).task(HASH, 'leader')).rejects.toMatchObject({ code: 'unsupported' });
    await open(driver, join(dir, 'newer.db')).task(HASH, 'leader');
    writeFileSync(join(dir, 'text.db'), 'no database at all'.repeat(100));
    mkdirSync(join(dir, 'folder.db'));
    for (const name of ['text.db', 'folder.db']) {
      await expect(open(driver, join(dir, name)).task(HASH, 'leader')).rejects.toMatchObject({ code: 'storage' });
    }
  });

  it('refuses a later version', async () => {
    const path = join(folder(), 'test.db');
    const storage = open(driver, path);
    await storage.task(HASH, 'leader');
    await storage.close();
    const later = driver(path);
    later.exec('PRAGMA user_version = 4');
    later.close();
    await expect(open(driver, path).task(HASH, 'leader')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('has nothing of a wiped share in any of its files', async () => {
    const dir = folder();
    const store = await open(driver, join(dir, 'test.db')).task(HASH, 'leader');
    const share = new Uint8Array(Buffer.from('the sealed share of anna, to be wiped. '.repeat(200)));
    await store.move(openRound);
    await store.apply(1n, [{ ...hold('anna'), share } as never]);
    const found = (): boolean =>
      readdirSync(dir).some((name) => readFileSync(join(dir, name)).includes('of anna, to be'));
    expect(found()).toBe(true);
    await store.move({ kind: 'abandon', round: 1n, events: [] });
    expect(await store.wipe(1n, 10)).toBe(1);
    expect(await store.wipe(1n, 10)).toBe(0);
    expect(found()).toBe(false);
    expect(await store.round(1n)).toMatchObject({ wiped: true });
  });

  it('says that it was closed', async () => {
    const storage = open(driver, join(folder(), 'test.db'));
    const store = await storage.task(HASH, 'leader');
    await storage.close();
    await storage.close();
    await expect(store.round()).rejects.toMatchObject({ code: 'disposed' });
    await expect(storage.task(HASH, 'leader')).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('sqliteStorage', () => {
  it('takes the driver of this Node', async () => {
    const storage = sqliteStorage(join(folder(), 'test.db'));
    onTestFinished(() => storage.close());
    await (await storage.task(HASH, 'helper')).move(openRound);
  });

  it.each([undefined, '', 'a\0b', 7])('refuses %j as a path', (path) => {
    expect(() => sqliteStorage(path as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('refuses an invalid task', async () => {
    const storage = sqliteStorage(join(folder(), 'test.db'));
    for (const args of [
      [bytesFor('a').subarray(1), 'leader'],
      [HASH, 'client'],
      [undefined, 'leader'],
    ]) {
      await expect(storage.task(...(args as [never, never]))).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });

  it('has what it acknowledged before its process was killed', async () => {
    const path = join(folder(), 'test.db');
    const program = await programOf(WRITER);
    const told = new Set<string>();
    for (let kill = 0; kill < 4; kill++) {
      let left = 30;
      const { ended } = new Lines([program, path, String(kill)], (line, child) => {
        told.add(line);
        if (left-- === 0) child.kill();
      });
      expect(await ended).toMatchObject({ killed: true });
    }
    const storage = sqliteStorage(path);
    onTestFinished(() => storage.close());
    const store = await storage.task(HASH, 'leader');
    const kept = (await store.page(1n, 'pending', undefined, 100_000)).map(({ client }) => client);
    expect([...told].filter((client) => !kept.includes(client))).toEqual([]);
    expect(told.size).toBeGreaterThan(120);
    expect(await store.round(1n)).toMatchObject({ held: kept.length });
    expect((await store.events(100_000)).length).toBe(kept.length);
  });
});

/** Holds a place for each of clients without end, and says which are durable. */
const WRITER = `
import { sqliteStorage } from '@fedzk/agg/sqlite';
import { bytesFor, hold } from './packages/agg/test/storage/steps.ts';

const [, , path = '', run = ''] = process.argv;
const store = await sqliteStorage(path).task(bytesFor('task'), 'leader');
await store.move({ kind: 'open', round: 1n, events: [] });
for (let i = 0; ; i++) {
  const client = 'client ' + run + ' ' + i;
  await store.apply(1n, [hold(client, 'a', 1e9)]);
  // A pipe is written before the call returns.
  process.stdout.write(client + '\\n');
}
`;
