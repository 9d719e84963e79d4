/** Backups of a log that somebody writes: each is a log, and has what was acknowledged before it; or there is none. */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  AuditLog,
  type BackupReceipt,
  backupLog,
  createSigner,
  readEntries,
  type Signer,
  verifyLog,
} from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { Lines, program } from '@fedzk/testkit/processes';
import { Dice } from '@fedzk/testkit/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { backupFolderOn } from '../src/backup/folder.js';
import { backupFolder, directoryReader, directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { around, fault } from './support/layers.js';
import { Machine } from './support/machine.js';

const slow = process.env['SLOW'] === '1';
const writer = await program(new URL('./support/killed.ts', import.meta.url));
const backer = await program(new URL('./support/backing-up.ts', import.meta.url));
// The log grows from one backup to the next, so that more backups of one log take ever longer.
const LOGS = slow ? [1, 2, 3, 4] : [1];

let signer: Signer;
let verifierKey: string;
beforeAll(async () => {
  signer = await createSigner('example.com/killed', new Uint8Array(32).fill(3));
  ({ verifierKey } = signer);
});

/** The code of what a call is rejected with, `done` where it isn't. */
const code = (call: () => Promise<unknown>): Promise<unknown> => call().then(() => 'done', codeOf);

const openIn = (dir: string): Promise<AuditLog> =>
  AuditLog.open(directoryStorage(dir), { origin: signer.name, signer });

async function fill(log: AuditLog, count: number): Promise<void> {
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
  await Promise.all(Array.from({ length: count }, () => log.append(event)));
}

const backUp = (dir: string, target: string): Promise<BackupReceipt> =>
  backupLog(directoryStorage(dir), backupFolder(target), { verifierKey });

/** Opens and verifies a backup, and gives the leaf hashes of its entries. */
async function leavesOf(target: string): Promise<Map<number, string>> {
  const log = await openIn(target);
  const since = await log.checkpoint();
  const leaves = new Map<number, string>();
  for await (const { index, leafHash } of log.entries()) leaves.set(index, Buffer.from(leafHash).toString('hex'));
  const { minimum } = log;
  await log.close();
  const report = await verifyLog(directoryStorage(target), { verifierKey, since, minimum });
  expect(report.problems).toEqual([]);
  return leaves;
}

/** A process that writes a log until it is killed, and what it has acknowledged. */
async function running(dir: string): Promise<{ readonly process: Lines; readonly acknowledged: Map<number, string> }> {
  const acknowledged = new Map<number, string>();
  const process = await new Promise<Lines>((resolve) => {
    new Lines([writer, dir, '0'], (line, process) => {
      if (line === 'open') return resolve(process);
      const [index, leaf = ''] = line.split(' ');
      acknowledged.set(Number(index), leaf);
    });
  });
  return { process, acknowledged };
}

describe('while another process writes', () => {
  it.each(LOGS)('each backup opens, verifies, and has what was acknowledged before it began (log %i)', async () => {
    const [dir, out] = [folderOf(), folderOf()];
    const { process, acknowledged } = await running(dir);
    try {
      for (let i = 0; i < 12; i++) {
        const before = new Map(acknowledged);
        const target = join(out, `backup-${i}`);
        const { size, unsigned } = await backUp(dir, target);
        expect(size + unsigned).toBeGreaterThanOrEqual(before.size);
        const leaves = await leavesOf(target);
        const missing = [...before].filter(([index, leaf]) => leaves.get(index) !== leaf);
        expect({ i, missing }).toEqual({ i, missing: [] });
      }
      expect(acknowledged.size).toBeGreaterThan(500);
    } finally {
      process.kill();
      await process.ended;
    }
    // Also of a log whose writer was killed.
    await backUp(dir, join(out, 'last'));
    const leaves = await leavesOf(join(out, 'last'));
    expect([...acknowledged].filter(([index, leaf]) => leaves.get(index) !== leaf)).toEqual([]);
  });

  it('while entries are evicted', async () => {
    const [dir, out] = [folderOf(), folderOf()];
    const log = await AuditLog.open(directoryStorage(dir), {
      origin: signer.name,
      signer,
      checkpointEvery: { ms: 1, entries: 300 },
      rotation: { segmentBytes: 60_000, segments: 2, onEvict: 'prune', retention: 'a test' },
    });
    await fill(log, 2000);
    let going = true;
    const writing = (async () => {
      while (going) {
        await fill(log, 100);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const minima = [];
    for (let i = 0; i < 5; i++) {
      const target = join(out, String(i));
      const { minimum } = await backUp(dir, target);
      minima.push(minimum);
      expect((await leavesOf(target)).keys().next().value).toBe(minimum);
    }
    going = false;
    await writing;
    await log.close();
    expect(new Set(minima).size).toBeGreaterThan(1);
  });
});

it('a backup that is killed leaves no target, and the next one removes the rest', async () => {
  const [dir, out] = [folderOf(), folderOf()];
  const log = await openIn(dir);
  await fill(log, 20_000);
  await log.close();
  const target = join(out, 'backup');
  const dice = new Dice(5);
  let killed = 0;
  for (let i = 0; i < 6; i++) {
    let left = dice.upTo(2);
    const backing = new Lines([backer, dir, target], (_, process) => {
      if (left-- === 0) process.kill();
    });
    if (!(await backing.ended).killed) {
      // It was done sooner.
      rmSync(target, { recursive: true });
      continue;
    }
    killed++;
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(out).map((name) => name.slice(0, 12))).toEqual(['.backup.new-']);
  }
  expect(killed).toBeGreaterThan(0);
  await backUp(dir, target);
  expect(readdirSync(out)).toEqual(['backup']);
  expect((await leavesOf(target)).size).toBe(20_000);
});

describe('in a folder', () => {
  const written = async (count = 700): Promise<string> => {
    const dir = folderOf();
    const log = await openIn(dir);
    await fill(log, count);
    await log.close();
    return dir;
  };

  it.each(['ENOSPC', 'EIO'])('leaves nothing where the disk says %s', async (kind) => {
    const [dir, out] = [await written(), folderOf()];
    const target = join(out, 'backup');
    let steps = 0;
    const counting = around(nodeFiles, (_, run) => {
      steps++;
      return run();
    });
    await backupLog(directoryStorage(dir), backupFolderOn(counting, target, new Machine().start()));
    rmSync(target, { recursive: true });
    let faults = 0;
    for (let at = 0; at < steps; at += Math.ceil(steps / 25)) {
      let step = 0;
      const full = around(nodeFiles, async ({ operation }, run) => {
        if (step++ < at || !['create', 'write', 'sync', 'mkdir'].includes(operation)) return run();
        throw fault(kind);
      });
      const ends = await code(() =>
        backupLog(directoryStorage(dir), backupFolderOn(full, target, new Machine().start())),
      );
      if (existsSync(target)) {
        // All was written before; the name may not be durable.
        expect((await leavesOf(target)).size).toBe(700);
        rmSync(target, { recursive: true });
      } else {
        expect(ends).toBe('storage');
        faults++;
      }
      expect(readdirSync(out)).toEqual([]);
    }
    expect(faults).toBeGreaterThan(15);
  });

  it('is readable only by its owner', async () => {
    const [dir, out] = [await written(), folderOf()];
    await backUp(dir, join(out, 'b'));
    const modes = (at: string): string[] => {
      const { mode } = lstatSync(at);
      const own = (mode & 0o777).toString(8);
      if (!lstatSync(at).isDirectory()) return [own];
      return [own, ...readdirSync(at).flatMap((name) => modes(join(at, name)))];
    };
    expect([...new Set(modes(join(out, 'b')))].sort()).toEqual(['600', '700']);
  });

  it('has archives, and is written over nothing', async () => {
    const [dir, out] = [await written(), folderOf()];
    const log = await openIn(dir);
    await log.evict(512, { onEvict: 'archive' });
    await log.close();
    const target = join(out, 'b');
    const { archives, minimum, size, unsigned } = await backUp(dir, target);
    expect({ archives, minimum, size, unsigned }).toEqual({
      archives: ['archive/0-511.tar', 'archive/0-511.manifest'],
      minimum: 512,
      size: 700,
      unsigned: 0,
    });
    expect(readFileSync(join(target, 'archive/0-511.tar'))).toEqual(readFileSync(join(dir, 'archive/0-511.tar')));
    expect(await code(() => backUp(dir, target))).toBe('already-exists');
    writeFileSync(join(out, 'file'), '');
    symlinkSync(target, join(out, 'link'));
    expect(await code(() => backUp(dir, join(out, 'file')))).toBe('already-exists');
    expect(await code(() => backUp(dir, join(out, 'link')))).toBe('already-exists');
    expect(await code(() => backUp(dir, join(out, 'none/b')))).toBe('storage');
    mkdirSync(join(out, 'empty'));
    await backUp(dir, join(out, 'empty'));
    const bad = readFileSync(join(dir, 'archive/0-511.tar'));
    bad[600] = 0;
    writeFileSync(join(dir, 'archive/0-511.tar'), bad);
    expect(await code(() => backUp(dir, join(out, 'c')))).toBe('damaged');
    // Of somebody without the key, whose manifest names what is there; and the log's own manifest of another archive.
    const own = readFileSync(join(target, 'archive/0-511.manifest'));
    const forged = Buffer.from('forged');
    const digest = createHash('sha256').update(forged).digest('hex');
    writeFileSync(join(dir, 'archive/0-511.tar'), forged);
    writeFileSync(join(dir, 'archive/0-511.manifest'), `x\narchive ${forged.length} ${digest}\n`);
    expect(await code(() => backUp(dir, join(out, 'd')))).toBe('not-authentic');
    for (const name of ['tar', 'manifest']) rmSync(join(dir, `archive/0-511.${name}`));
    writeFileSync(join(dir, 'archive/0-255.tar'), readFileSync(join(target, 'archive/0-511.tar')));
    writeFileSync(join(dir, 'archive/0-255.manifest'), own);
    expect(await code(() => backUp(dir, join(out, 'e')))).toBe('not-authentic');
    expect(readdirSync(out).sort()).toEqual(['b', 'empty', 'file', 'link']);
  });

  it('is refused if the log is damaged, rolled back, of another key, or missing', async () => {
    const [dir, out] = [await written(), folderOf()];
    const ends = async (change: (at: string) => void): Promise<unknown> => {
      const at = folderOf();
      cpSync(dir, at, { recursive: true });
      change(at);
      return code(() => backUp(at, join(out, 'b')));
    };
    const flip = (path: string) => (at: string) => {
      const bytes = readFileSync(join(at, path));
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      writeFileSync(join(at, path), bytes);
    };
    expect(await ends(flip('tile/entries/000'))).toBe('damaged');
    expect(await ends(flip('tile/0/001'))).toBe('damaged');
    expect(await ends((at) => rmSync(join(at, 'tile/entries/001')))).toBe('damaged');
    expect(await ends((at) => rmSync(join(at, '.state/signed')))).toBe('rolled-back');
    expect(await ends((at) => rmSync(join(at, '.state/wal'), { recursive: true }))).toBe('rolled-back');
    expect(await code(() => backUp(folderOf(), join(out, 'b')))).toBe('not-found');
    const { verifierKey: other } = await createSigner(signer.name);
    const target = backupFolder(join(out, 'b'));
    expect(await code(() => backupLog(directoryStorage(dir), target, { verifierKey: other }))).toBe('not-authentic');
    expect(readdirSync(out)).toEqual([]);
  });

  it('keeps files of a running backup, and files of other names', async () => {
    const [dir, out] = [await written(), folderOf()];
    const machine = new Machine();
    const [running, gone] = [machine.start(), machine.start()];
    const names = await Promise.all([running.own(), gone.own()]);
    gone.end();
    const [left, kept] = [names[1], names[0]].map((name) => `.b.new-${name}.0.0.${crypto.randomUUID()}`);
    const processes = { ...running, stateOf: (name: string) => running.stateOf(name.replace(/\.0\.0$/, '')) };
    for (const name of [left, kept, '.b.new-mine', 'b.new-1']) mkdirSync(join(out, name ?? ''));
    await backupLog(directoryStorage(dir), backupFolderOn(nodeFiles, join(out, 'b'), processes));
    expect(readdirSync(out).sort()).toEqual([kept, '.b.new-mine', 'b', 'b.new-1'].sort());
  });

  it('reads only: the log has no lock and no other file after it', async () => {
    const [dir, out] = [await written(), folderOf()];
    const operations = new Set<string>();
    const watched = around(nodeFiles, ({ operation }, run) => {
      operations.add(operation);
      return run();
    });
    await backupLog(directoryStorageOn(watched, dir, new Machine().start()), backupFolder(join(out, 'b')));
    expect([...operations].sort()).toEqual(['read', 'readdir']);
  });

  it('ends with its signal, and says how far it is', async () => {
    const [dir, out] = [await written(), folderOf()];
    const stop = new AbortController();
    const progress: (readonly number[])[] = [];
    const onProgress = (...at: readonly number[]): void => {
      progress.push(at);
      stop.abort(new Error('enough'));
    };
    const target = backupFolder(join(out, 'b'));
    const backup = backupLog(directoryStorage(dir), target, { onProgress, signal: stop.signal });
    await expect(backup).rejects.toThrow('enough');
    expect(progress.length).toBeGreaterThan(0);
    expect(readdirSync(out)).toEqual([]);
    expect(await code(() => backupLog(directoryStorage(dir), {} as never))).toBe('invalid-argument');
    expect(await code(() => backupLog(directoryStorage(dir), target, { verifierKey: 'x' }))).toBe('invalid-argument');
    expect(() => backupFolder('')).toThrow('"path" expected the path of a folder');
  });

  it('is refused in the folder of the log, by whatever path', async () => {
    const [dir, out] = [await written(), folderOf()];
    const before = readdirSync(dir, { recursive: true });
    symlinkSync(dir, join(out, 'link'));
    for (const target of [dir, join(dir, 'copy'), join(dir, 'tile/copy'), join(out, 'link/copy'), join(out, 'link')]) {
      await expect(backUp(dir, target)).rejects.toMatchObject({
        code: 'invalid-argument',
        message: `"${target}" is in the log's own folder: name a folder elsewhere.`,
      });
      await expect(backUp(join(out, 'link'), target)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    expect(readdirSync(dir, { recursive: true })).toEqual(before);
    // A name that only begins like it.
    await backUp(dir, `${dir}-copy`);
    rmSync(`${dir}-copy`, { recursive: true });
  });

  it('restored, is refused with a checkpoint of later on', async () => {
    const [dir, out] = [await written(), folderOf()];
    await backUp(dir, join(out, 'b'));
    const log = await openIn(dir);
    await fill(log, 5);
    const since = await log.checkpoint();
    await log.close();
    const restored = directoryStorage(join(out, 'b'));
    const reader = directoryReader(join(out, 'b'));
    expect(await code(() => AuditLog.open(restored, { origin: signer.name, signer, since }))).toBe('rolled-back');
    let count = 0;
    for await (const _ of readEntries(reader, { origin: signer.name, size: 0, root: new Uint8Array(32) })) count++;
    expect(count).toBe(0);
    chmodSync(join(out, 'b'), 0o700);
  });
});
