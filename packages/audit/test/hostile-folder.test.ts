/** A folder that somebody else writes: nothing in it makes a reader wait, or read without end. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import {
  AuditLog,
  createSigner,
  currentCheckpoint,
  inspectLog,
  type LogReader,
  readEntries,
  rebuildTiles,
  type Signer,
  verifyLog,
} from '@fedzk/audit';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryReader, directoryStorage } from '../src/node.js';
import { MOST_JOURNAL_BYTES, mostBytesAt } from '../src/storage/sizes.js';

/** So that a reader that waits fails here, and not by the suite's own limit. */
const LIMIT = { timeout: 20_000 };
const FULL_TILE = 8192;
const FULL_BUNDLE = 256 * 65_537;

/** What can stand in a file's place, and what is said of it. */
const ODD: readonly (readonly [name: string, put: (at: string) => unknown, why: string])[] = [
  ['a link to a file', (at) => symlinkSync('/etc/hostname', at), 'a symbolic link, not a regular file'],
  ['a link to a device', (at) => symlinkSync('/dev/zero', at), 'a symbolic link, not a regular file'],
  ['a link that leads to nothing', (at) => symlinkSync('none', at), 'a symbolic link, not a regular file'],
  ['a pipe', (at) => execFileSync('mkfifo', [at]), 'a pipe, not a regular file'],
  ['a folder', (at) => mkdirSync(at), 'a folder, not a regular file'],
];

/** A file that takes no room on the disk. */
function sparse(at: string, bytes: number): void {
  writeFileSync(at, '');
  truncateSync(at, bytes);
}

type Read = (path: string) => Promise<unknown>;

/** Each way to read a folder. */
function waysTo(dir: string): readonly (readonly [name: string, read: Read])[] {
  const reader = directoryReader(dir);
  const [storage, never] = [directoryStorage(dir), directoryStorage(dir, { blocking: 'never' })];
  const room = new Uint8Array(100);
  return [
    ['directoryReader', (path) => reader.read(path)],
    ['readInto', async (path) => reader.readInto?.(path, room)],
    ['directoryStorage', (path) => storage.read(path)],
    ['directoryStorage in the background', (path) => never.read(path)],
  ];
}

describe('a file that is not a regular one', LIMIT, () => {
  it.each(ODD)('%s is refused, and nobody waits', async (_, put, why) => {
    const dir = folderOf();
    put(join(dir, 'checkpoint'));
    for (const [way, read] of waysTo(dir)) {
      await expect(read('checkpoint'), way).rejects.toMatchObject({
        code: 'storage',
        message: `Could not read checkpoint (${why}).`,
      });
    }
  });

  it('a socket is refused', async () => {
    const dir = folderOf();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(dir, 'checkpoint'), resolve));
    for (const [way, read] of waysTo(dir)) {
      await expect(read('checkpoint'), way).rejects.toMatchObject({ code: 'storage' });
    }
    server.close();
  });

  it('the folder itself may be a link', async () => {
    const dir = folderOf(new Map([['log/checkpoint', new Uint8Array(3)]]));
    symlinkSync('log', join(dir, 'link'));
    for (const [way, read] of waysTo(join(dir, 'link'))) {
      expect(await read('checkpoint'), way).toEqual(way === 'readInto' ? 3 : new Uint8Array(3));
    }
  });
});

describe('a file that is too long', LIMIT, () => {
  it.each([
    ['checkpoint', 1_000_000],
    ['tile/0/000', FULL_TILE],
    ['tile/7/x001/000.p/3', FULL_TILE],
    ['tile/entries/000', FULL_BUNDLE],
    ['tile/entries/000.p/1', FULL_BUNDLE],
    ['.state/signed', 1_000_000],
    ['.state/minimum', 1_000_000],
    ['.state/witness/one', 1_000_000],
    ['.state/segments', 2 ** 24],
    ['.state/wal/0000000000000000', MOST_JOURNAL_BYTES],
    ['archive/0-255.tar', 2 ** 31],
  ])('%s has %i bytes at most', async (path, most) => {
    expect(mostBytesAt(path)).toBe(most);
    const dir = folderOf(new Map([[path, new Uint8Array(0)]]));
    sparse(join(dir, path), most + 1);
    for (const [way, read] of waysTo(dir)) {
      if (way === 'readInto') continue;
      await expect(read(path), way).rejects.toMatchObject({
        code: 'storage',
        message: `Could not read ${path} (it has ${most + 1} bytes; ${most} is the most).`,
      });
    }
  });

  it('as long as it can be is read', async () => {
    const dir = folderOf();
    sparse(join(dir, 'checkpoint'), 1_000_000);
    for (const [way, read] of waysTo(dir)) {
      if (way !== 'readInto') expect(await read('checkpoint'), way).toHaveLength(1_000_000);
    }
    expect(await waysTo(dir)[1]?.[1]('checkpoint')).toBe(1_000_000);
  });

  it('in the place of one that is written it is another one', async () => {
    const dir = folderOf(new Map([['tile/0/000', new Uint8Array(33)]]));
    const storage = directoryStorage(dir);
    await expect(storage.create([{ path: 'tile/0/000', bytes: new Uint8Array(32) }])).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('is there with other bytes'),
    });
  });
});

describe('a log', LIMIT, () => {
  const original = folderOf();
  let signer: Signer;

  beforeAll(async () => {
    signer = await createSigner('example.com/hostile', new Uint8Array(32).fill(1));
    const log = await AuditLog.open(directoryStorage(original), { origin: signer.name, signer });
    await Promise.all(
      Array.from({ length: 300 }, () =>
        log.append({ user_id: 'a', operation: 'key_put', resource: 'x', result: 'success' }),
      ),
    );
    await log.close();
  });

  function copy(): string {
    const dir = folderOf();
    cpSync(original, dir, { recursive: true });
    return dir;
  }

  async function readAll(reader: LogReader): Promise<void> {
    for await (const _ of readEntries(reader, await currentCheckpoint(reader)));
  }

  const PATHS = ['checkpoint', 'tile/0/000', 'tile/0/001.p/44', 'tile/entries/000', 'tile/1/000.p/1'];

  it.each(PATHS.flatMap((path) => ODD.map(([name, put]) => [path, name, put] as const)))(
    '%s is %s: whoever reads it is told',
    async (path, _, put) => {
      const dir = copy();
      rmSync(join(dir, path));
      put(join(dir, path));
      const trust = { verifierKey: signer.verifierKey };
      for (const run of [
        () => verifyLog(directoryReader(dir), trust),
        () => verifyLog(directoryStorage(dir), trust),
        () => verifyLogOnThreads({ directory: dir }, { ...trust, threads: 2 }),
        ...(path.startsWith('tile/0') || path.startsWith('tile/1') ? [] : [() => readAll(directoryReader(dir))]),
      ]) {
        await expect(run()).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining(path) });
      }
    },
  );

  it.each(['.state/signed', '.state/minimum', '.state/segments', '.state/wal/0000000000000300'])(
    '%s is a pipe: it is not opened',
    async (path) => {
      const dir = copy();
      rmSync(join(dir, path), { force: true });
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      execFileSync('mkfifo', [join(dir, path)]);
      const storage = directoryStorage(dir);
      await expect(AuditLog.open(storage, { origin: signer.name, signer })).rejects.toMatchObject({
        code: 'storage',
        message: expect.stringContaining('a pipe, not a regular file'),
      });
    },
  );

  it('a checkpoint and bundles that are too long are told, not read', async () => {
    const dir = copy();
    sparse(join(dir, 'tile/entries/000'), 3e9);
    const trust = { verifierKey: signer.verifierKey };
    // A reader with room reads as much as a bundle can have, and says that it is none.
    const report = await verifyLog(directoryReader(dir), trust);
    expect(report.problems).toContainEqual({ where: 'tile/entries/000', why: expect.any(String) });
    await expect(verifyLog(directoryStorage(dir), trust)).rejects.toMatchObject({ code: 'storage' });
    await expect(rebuildTiles(directoryStorage(dir))).rejects.toMatchObject({ code: 'storage' });
    sparse(join(dir, 'checkpoint'), 2e8);
    for (const reader of [directoryReader(dir), directoryStorage(dir)]) {
      await expect(currentCheckpoint(reader)).rejects.toMatchObject({
        code: 'storage',
        message: 'Could not read checkpoint (it has 200000000 bytes; 1000000 is the most).',
      });
    }
    await expect(inspectLog(directoryStorage(dir))).rejects.toMatchObject({ code: 'storage' });
  });
});

it('options of a log stay below what a journal can have', async () => {
  const signer = await createSigner('example.com/hostile');
  for (const options of [{ journalBytes: 2 ** 28 + 1 }, { queueBytes: 2 ** 26 + 1 }]) {
    const opened = AuditLog.open(directoryStorage(folderOf()), { origin: signer.name, signer, ...options });
    await expect(opened).rejects.toMatchObject({ code: 'invalid-argument' });
  }
});
