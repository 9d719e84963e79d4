import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainEntry } from '@fedzk/audit';
import { directoryReader } from '@fedzk/audit/node';
import { verifyLog } from '@fedzk/audit/verify';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  byCallers,
  bySqlite,
  byUs,
  byUsSigned,
  EVENT,
  oneByOne,
  oneByOneAside,
  openLog,
} from '../src/audit/appends.js';
import { hashingContenders, nobleHash, verifyBy, verifyByUs } from '../src/audit/hashing.js';
import { bundleOf, ENTRY_BYTES, entriesOf, repeatedLog, WIDTH } from '../src/audit/log.js';
import { measureMemory } from '../src/audit/memory.js';
import { measureLatency, nodeHashes } from '../src/audit/node.js';
import { builtSqlite, goProgram, scratch, slowSync, start } from '../src/audit/programs.js';
import { measureAudit } from '../src/measurements/audit.js';

const FEW = { rounds: 2, warmUp: 0 };

describe('a log of bundles that are all the same', () => {
  it.each([1, 2, 255, 256, 257, 600])('of %i is one', async (bundles) => {
    const log = await repeatedLog(bundles);
    await verifyByUs(log);
    const report = await verifyLog(log.reader, { verifierKey: log.verifierKey });
    expect(report).toMatchObject({ ok: true, size: bundles * WIDTH });
    if (bundles < 300) verifyBy(nobleHash, log);
  });

  it('has entries of 171 bytes', () => {
    expect(entriesOf(bundleOf(WIDTH)).map(({ length }) => length)).toEqual(new Array(WIDTH).fill(ENTRY_BYTES));
  });

  it.each(['bundle', 'tile', 'root'] as const)('is refused by each where the %s is another', async (part) => {
    const log = await repeatedLog(2);
    const changed = { ...log, [part]: Uint8Array.from(log[part], (byte, i) => (i === 7 ? byte ^ 1 : byte)) };
    const reader = { read: async (path: string) => (path.startsWith('tile/entries/') ? changed.bundle : changed.tile) };
    for (const hash of [nobleHash, ...Object.values(nodeHashes)]) expect(() => verifyBy(hash, changed)).toThrow();
    if (part !== 'root') {
      const read = (path: string): Promise<Uint8Array | undefined> =>
        path === 'checkpoint' ? log.reader.read(path) : reader.read(path);
      await expect(verifyByUs({ ...log, reader: { read } })).rejects.toThrow('refused');
    }
  });

  it('is hashed alike by all', async () => {
    const [bytes, more] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
    const wanted = createHash('sha256').update(bytes).update(more).digest('hex');
    for (const hash of [nobleHash, ...Object.values(nodeHashes)]) {
      expect(Buffer.from(hash(bytes, more)).toString('hex')).toBe(wanted);
    }
    expect((await hashingContenders(1, nodeHashes)).map(({ name }) => name)).toEqual(['fedzk', 'createHash']);
  });
});

describe('appends', () => {
  it('are as many as were asked for, by so many callers', async () => {
    let [open, most, done] = [0, 0, 0];
    await byCallers(5, 23, async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
      done++;
    });
    expect({ most, done }).toEqual({ most: 5, done: 23 });
  });

  it('of ours are in the log, in bundles, with checkpoints', async () => {
    using folder = scratch();
    const path = join(folder.path, 'log');
    const { log, verifierKey, [Symbol.asyncDispose]: close } = await openLog(path);
    await byUs(log, 10, 300).run();
    expect(await verifyLog(directoryReader(path), { verifierKey })).toMatchObject({ ok: true, size: 300 });
    await byUsSigned(log, 4, 20).run();
    expect(await verifyLog(directoryReader(path), { verifierKey })).toMatchObject({ ok: true, size: 320 });
    const entry = await log.read(7);
    expect(entry.length).toBe(ENTRY_BYTES);
    expect(explainEntry(entry, await log.prove(7), { verifierKey })).toBe('ok');
    await close();
  });

  it('of one write and one sync at a time are in a file', async () => {
    const count = 3;
    for (const make of [oneByOne, oneByOneAside]) {
      using folder = scratch();
      const contender = make(folder.path, count);
      const path = join(folder.path, 'one-by-one');
      const length = readFileSync(path).length;
      writeFileSync(path, new Uint8Array(length));
      expect(contender.count).toBe(count);
      await contender.run();
      const written = Buffer.concat(Array.from({ length: count }, () => bundleOf(1)));
      expect(readFileSync(path)).toEqual(Buffer.concat([written, new Uint8Array(length - written.length)]));
    }
  });

  it('take no less than a sync', async () => {
    const { sync, p99 } = await measureLatency(3, 60);
    expect(sync).toBeGreaterThan(0);
    expect(p99).toBeGreaterThan(0);
  });

  it('of SQLite are in its table', async (ctx) => {
    const database = await builtSqlite();
    if ('missing' in database) return ctx.skip(database.missing);
    using folder = scratch();
    await bySqlite(database, folder.path, 4, 50).run();
    const table = new database(join(folder.path, 'sqlite-4'));
    expect(table.prepare('SELECT count(*) AS count FROM log').get()).toEqual({ count: 50 });
    expect(table.pragma('journal_mode', { simple: true })).toBe('wal');
    table.close();
  });
});

describe('programs', () => {
  const program = goProgram('tlog');

  beforeEach((ctx) => {
    if (typeof program !== 'string') ctx.skip(program.missing);
  });

  it('of x/mod accepts a log of ours, and none that was changed', async () => {
    if (typeof program !== 'string') return;
    for (const size of [1, 255, 256, 257, 700]) {
      using folder = scratch();
      const path = join(folder.path, 'log');
      const { log, verifierKey, [Symbol.asyncDispose]: close } = await openLog(path);
      await byCallers(64, size, () => log.append(EVENT));
      await close();
      using right = start(program, [path, verifierKey]);
      expect(Number(await right.ask(''))).toBeGreaterThan(0);
      using wrong = start(program, [path, verifierKey.replace('bench+', 'other+')]);
      await expect(wrong.ask('')).rejects.toThrow('ended');
    }
  });
});

it('measures in memory', async () => {
  const { hashing } = await measureAudit({ hashing: { bundles: 2, ...FEW } });
  expect(hashing?.contenders.map(({ contender }) => contender)).toEqual(['fedzk', 'createHash', 'noble']);
  for (const { ms } of hashing?.contenders ?? []) expect(ms.median).toBeGreaterThan(0);
});

it('measures the memory of a process', async () => {
  const [result, ...more] = await measureMemory([2]);
  expect(more).toEqual([]);
  expect(result?.entries).toBe(2 * WIDTH);
  expect(result?.bytes).toBeGreaterThan(30e6);
});

it('makes a disk slow where there is a C compiler', (ctx) => {
  const library = slowSync();
  if (typeof library !== 'string') return ctx.skip(library.missing);
  expect(library).toMatch(/slow_sync\.so$/);
});
