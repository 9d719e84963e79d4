/** Files that another thread writes: the same as without it, and its end is a fault of the disk. */

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AuditLog, createSigner, verifyLog } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { program, programOf } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';
import { directoryReader } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { nodeProcesses } from '../src/storage/processes.js';
import type { StoredFile } from '../src/storage/storage.js';
import { around, type Operation } from './support/layers.js';

const PROGRAM = await program(new URL('../src/storage/files-worker.node.ts', import.meta.url));

const signer = await createSigner('example.com/files', new Uint8Array(32).fill(1));
const options = { origin: signer.name, signer, checkpointEvery: { ms: 2 ** 31 - 1, entries: Number.MAX_SAFE_INTEGER } };
const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;

const own = (): Worker => new Worker(PROGRAM, { execArgv: [] });
const running = (program: string): Worker =>
  new Worker(`const { parentPort } = require('node:worker_threads'); ${program}`, { eval: true, stderr: true });

/** A folder's storage, the workers that it started, and what this thread did to files. */
function watched(open: (() => Worker) | undefined = own) {
  const dir = folderOf();
  const workers: Worker[] = [];
  const started: Promise<unknown>[] = [];
  const calls: Operation[] = [];
  const layer = around(nodeFiles, ({ operation }, run) => {
    calls.push(operation);
    return run();
  });
  const openWorker =
    open &&
    ((): Worker => {
      const worker = open();
      workers.push(worker);
      started.push(once(worker, 'message').catch(() => undefined)); // some never do
      return worker;
    });
  const storage = directoryStorageOn(layer, dir, nodeProcesses, openWorker);
  /** Has it write files of no log until its thread has started. */
  const start = async (): Promise<void> => {
    await storage.create(several('tile/7'));
    await Promise.all(started);
    calls.length = 0;
  };
  return { dir, storage, workers, started, calls, start };
}

function several(folder: string, count = 10, fill = 1): StoredFile[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `${folder}/00${i}`,
    bytes: new Uint8Array(1000 * i).fill(fill + i),
  }));
}

const append = (log: AuditLog, entries: number) =>
  Promise.all(Array.from({ length: entries }, () => log.append(event)));

/** Paths, modes and bytes. */
function contents(dir: string): [string, number, string][] {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) => !path.includes('lock'));
  return paths.sort().map((path) => {
    const stat = statSync(join(dir, path));
    return [path, stat.mode, stat.isFile() ? readFileSync(join(dir, path), 'base64') : ''];
  });
}

describe('a thread for files', () => {
  it('writes the same as the calling one, which only posts', async () => {
    const [alone, together] = [watched(undefined), watched()];
    for (const { storage } of [alone, together]) {
      const lock = await storage.lock();
      if (storage === together.storage) await together.start();
      else await storage.create(several('tile/7'));
      await storage.create(several('tile/0'), false);
      await storage.create(several('tile/entries'));
      await storage.create(several('tile/entries'));
      await storage.replace({ path: '.state/signed', bytes: Uint8Array.of(1) });
      await storage.replace({ path: '.state/signed', bytes: Uint8Array.of(2) });
      await storage.remove(['tile/0/003']);
      await storage.create(several('tile/0'));
      await lock.release();
    }
    expect(contents(together.dir)).toEqual(contents(alone.dir));
    expect(contents(together.dir).length).toBeGreaterThan(30);
    expect(together.calls).not.toContain('write');
    expect(together.calls).not.toContain('rename');
  });

  it('holds a log', async () => {
    const { dir, storage, workers, started, calls } = watched();
    let log = await AuditLog.open(storage, options);
    await append(log, 3000);
    await log.checkpoint();
    await Promise.all(started);
    calls.length = 0;
    await append(log, 3000);
    await log.checkpoint();
    expect(calls).not.toContain('rename');
    await log.close();
    log = await AuditLog.open(storage, options);
    await append(log, 3000);
    await log.close();
    expect(workers).toHaveLength(2);
    const report = await verifyLog(directoryReader(dir), { verifierKey: signer.verifierKey });
    expect(report).toMatchObject({ ok: true, size: 9000 });
  });

  it('is not started for a few entries, and once for many', async () => {
    const { storage, workers } = watched();
    const log = await AuditLog.open(storage, options);
    for (let i = 0; i < 5; i++) {
      await append(log, 100);
      await log.checkpoint();
    }
    expect(workers).toHaveLength(0);
    for (let i = 0; i < 3; i++) {
      await append(log, 2000);
      await log.checkpoint();
    }
    expect(workers).toHaveLength(1);
    await log.close();
  });

  it('has ended when the log is closed', async () => {
    const { storage, workers } = watched();
    const log = await AuditLog.open(storage, options);
    await append(log, 3000);
    await log.checkpoint();
    let ended = false;
    workers[0]?.on('exit', () => {
      ended = true;
    });
    await log.close();
    expect(ended).toBe(true);
  });

  it('passes on errors with their cause', async () => {
    const { dir, storage, start } = watched();
    const lock = await storage.lock();
    await start();
    await storage.create(several('tile/0', 5));
    const other = storage.create(several('tile/0', 5, 2));
    expect(codeOf(await other.catch((error: unknown) => error))).toBe('damaged');
    mkdirSync(join(dir, 'tile/0/009'));
    const error = await storage.create(several('tile/0')).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'storage', message: 'Could not write tile/0/009 (it is a folder, EISDIR).' });
    expect(error).toMatchObject({ cause: { code: 'EISDIR', message: expect.stringContaining('rename') } });
    await lock.release();
  });
});

describe('the end of the thread', () => {
  it.each([
    ['at work', "parentPort.on('message', () => process.exit(3)); parentPort.postMessage('ready');"],
    [
      'with an error',
      "parentPort.on('message', () => { throw new Error('a test’s'); }); parentPort.postMessage('ready');",
    ],
    ['before its work', "parentPort.postMessage('ready');"],
  ])('stops the log: %s', async (_, program) => {
    const { dir, storage } = watched(() => running(program));
    const log = await AuditLog.open(storage, options);
    let acknowledged = 0;
    const goOn = async (): Promise<never> => {
      for (;;) {
        await append(log, 2000);
        acknowledged += 2000;
        await log.checkpoint();
      }
    };
    const stopped = await goOn().catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'fail-stop', cause: { code: 'storage', cause: expect.any(Error) } });
    expect(codeOf(await log.append(event).catch((error: unknown) => error))).toBe('fail-stop');
    await log.close();
    // What was acknowledged is there, and goes on by another thread.
    const next = await AuditLog.open(directoryStorageOn(nodeFiles, dir, nodeProcesses, own), options);
    expect(next.size).toBeGreaterThanOrEqual(acknowledged);
    const { size } = next;
    await next.close();
    const report = await verifyLog(directoryReader(dir), { verifierKey: signer.verifierKey });
    expect(report).toMatchObject({ ok: true, size });
  });

  it.each<[string, () => Worker]>([
    ['has no program', () => new Worker(new URL('missing.mjs', import.meta.url))],
    ['ends at once', () => running('process.exit(1)')],
    [
      'is refused',
      () => {
        throw new Error('a test’s');
      },
    ],
  ])('is nothing to a log when it never started: it %s', async (_, open) => {
    const { dir, storage } = watched(open);
    const log = await AuditLog.open(storage, options);
    for (let i = 0; i < 3; i++) {
      await append(log, 3000);
      await log.checkpoint();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await log.close();
    const report = await verifyLog(directoryReader(dir), { verifierKey: signer.verifierKey });
    expect(report).toMatchObject({ ok: true, size: 9000 });
  });
});

describe('a process', () => {
  const text = (end: string): string => `
    import { AuditLog, createSigner } from '@fedzk/audit';
    import { directoryStorage } from '@fedzk/audit/node';
    let workers = 0;
    process.on('worker', () => workers++);
    const signer = await createSigner('example.com/files', new Uint8Array(32).fill(1));
    const log = await AuditLog.open(directoryStorage(process.argv[2]), { origin: signer.name, signer });
    for (let i = 0; i < 6; i++) {
      await Promise.all(Array.from({ length: 3000 }, () => log.append(${JSON.stringify(event)})));
      await log.checkpoint();
    }
    ${end}
    console.log(workers);`;

  it.each(['', 'await log.close();'])('ends by itself, and not while files are written: %s', async (end) => {
    const dir = folderOf();
    const args = [await programOf(text(end)), dir];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    expect([status, stdout, stderr]).toEqual([0, '1\n', '']);
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8').split('\n')[1]).toBe('18000');
  });
});
