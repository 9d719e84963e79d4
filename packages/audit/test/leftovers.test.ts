/** What a killed writer leaves beside full tiles and bundles: no damage, gone at the next open, and with what is pruned. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AuditLog, createSigner, inspectLog, memoryStorage, rebuildTiles, type Signer } from '@fedzk/audit';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { lengthOfPacked } from '../src/writer/tree-writer.js';

const RETENTION = 'records policy 7.2';
const SIZE = 1000;
let signer: Signer;
beforeAll(async () => {
  signer = await createSigner('example.com/left', new Uint8Array(32).fill(9));
});

const open = (dir: string, onEvict?: 'prune'): Promise<AuditLog> =>
  AuditLog.open(directoryStorage(dir), {
    origin: signer.name,
    signer,
    ...(onEvict && { rotation: { segmentBytes: 30_000, segments: 1, onEvict, retention: RETENTION } }),
  });

async function fill(log: AuditLog, from: number, to: number): Promise<void> {
  await Promise.all(
    Array.from({ length: to - from }, (_, i) =>
      log.append({ user_id: 'u', operation: 'op', resource: `secret-${from + i}-end`, result: 'success' }),
    ),
  );
}

/** A log of a thousand entries, in a folder. */
async function written(): Promise<string> {
  const dir = folderOf();
  const log = await open(dir);
  await fill(log, 0, SIZE);
  await log.close();
  return dir;
}

/** Puts a part of a bundle and of its tile where a writer had them that was killed before it removed them. */
function leave(dir: string, index: number, ...widths: readonly number[]): string[] {
  const [bundle, tile] = ['entries', '0'].map((level) => join(dir, `tile/${level}/00${index}`));
  return widths.flatMap((width) =>
    [bundle ?? '', tile ?? ''].map((full) => {
      const bytes = readFileSync(full);
      const path = `${full}.p/${width}`;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes.subarray(0, full === tile ? 32 * width : lengthOfPacked(bytes, width)));
      return path;
    }),
  );
}

/** All files below a folder, by path. */
function filesIn(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** Which of the entries' resources stand somewhere in the folder in clear. */
function readable(dir: string): number[] {
  const found = new Set<number>();
  for (const path of filesIn(dir)) {
    for (const [, i] of readFileSync(path, 'latin1').matchAll(/secret-(\d+)-end/g)) found.add(Number(i));
  }
  return [...found].sort((a, b) => a - b);
}

const from = (first: number, end = SIZE): number[] => Array.from({ length: end - first }, (_, i) => first + i);

describe('a part beside a full one', () => {
  it('goes when the log is opened, with its folder', async () => {
    const dir = await written();
    const left = [...leave(dir, 0, 1, 77), ...leave(dir, 2, 255)];
    await (await open(dir)).close();
    expect(left.filter((path) => existsSync(path) || existsSync(dirname(path)))).toEqual([]);
    // The last bundle has no full one.
    expect(existsSync(join(dir, 'tile/entries/003.p/232'))).toBe(true);
    expect(await inspectLog(directoryStorage(dir), signer.verifierKey)).toMatchObject({ state: 'whole' });
  });

  it('goes in a storage in memory too', async () => {
    const storage = memoryStorage();
    const options = { origin: signer.name, signer };
    const log = await AuditLog.open(storage, options);
    await fill(log, 0, 300);
    await log.close();
    await storage.replace({ path: 'tile/entries/000.p/9', bytes: new Uint8Array(3) });
    await (await AuditLog.open(storage, options)).close();
    expect(await storage.list('tile/entries/000.p/')).toEqual([]);
  });

  it('stays where it is a folder, and the log opens', async () => {
    const dir = await written();
    const left = leave(dir, 0, 4);
    mkdirSync(join(dir, 'tile/entries/000.p/5'));
    writeFileSync(join(dir, 'tile/entries/000.p/5/file'), 'x');
    await (await open(dir)).close();
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    expect(readFileSync(join(dir, 'tile/entries/000.p/5/file'), 'utf8')).toBe('x');
  });

  it('stays where its name is no tile, where its full one is damaged, and through a link', async () => {
    const dir = await written();
    const elsewhere = folderOf(new Map([['5', Uint8Array.of(1)]]));
    leave(dir, 0, 3);
    leave(dir, 1, 4);
    const odd = ['000.p/03', '000.p/256', '000.p/x', '000.q/3', 'x000/000.p/3', '0.p/3'].map((name) =>
      join(dir, 'tile/entries', name),
    );
    for (const path of odd) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'x');
    }
    symlinkSync(join(elsewhere, '5'), join(dir, 'tile/entries/000.p/5'));
    const damaged = readFileSync(join(dir, 'tile/entries/001'));
    damaged[50] = 0;
    writeFileSync(join(dir, 'tile/entries/001'), damaged);
    await (await open(dir)).close();
    expect(odd.filter((path) => !existsSync(path))).toEqual([]);
    expect(existsSync(join(dir, 'tile/entries/001.p/4'))).toBe(true);
    expect(readdirSync(join(dir, 'tile/entries/000.p')).sort()).toEqual(['03', '256', 'x']);
    expect(existsSync(join(elsewhere, '5'))).toBe(true);
  });

  it.each(['before', 'after'])('is no damage to recover, inspect and newEpoch, %s a pruning', async (when) => {
    const dir = await written();
    if (when === 'before') leave(dir, 0, 5, 200);
    const left = leave(dir, 1, 5, 200).map((path) => [path, readFileSync(path)] as const);
    const log = await open(dir);
    if (when === 'after') await log.evict(512, { onEvict: 'prune', retention: RETENTION });
    await log.close();
    for (const [path, bytes] of left) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    const storage = directoryStorage(dir);
    expect((await rebuildTiles(storage, signer.verifierKey)).written).toEqual([]);
    expect(await inspectLog(storage, signer.verifierKey)).toMatchObject({ state: 'whole', holds: true });
    const next = await createSigner('example.com/left-2');
    const previous = { verifierKey: signer.verifierKey, reason: 'a test' };
    const epoch = await AuditLog.newEpoch(storage, memoryStorage(), { origin: next.name, signer: next, previous });
    await epoch.close();
  });
});

describe('pruned entries are nowhere in the folder', () => {
  it('neither in parts nor in a journal, while the writer goes on', async () => {
    const dir = folderOf();
    const log = await open(dir);
    await fill(log, 0, 200);
    await log.checkpoint();
    await fill(log, 200, SIZE);
    await log.checkpoint();
    leave(dir, 0, 7, 100);
    leave(dir, 1, 30);
    await log.evict(512, { onEvict: 'prune', retention: RETENTION });
    expect(readable(dir)).toEqual(from(512));
    await fill(log, SIZE, SIZE + 20);
    await log.close();
    expect(readable(dir)).toEqual(from(512, SIZE + 20));
    const again = await open(dir);
    expect(again.size).toBe(SIZE + 21);
    await again.close();
  });

  it('by rotation', async () => {
    const dir = await written();
    leave(dir, 0, 50);
    leave(dir, 1, 50);
    const log = await open(dir, 'prune');
    await fill(log, SIZE, SIZE + 300);
    await log.close();
    expect(log.minimum).toBeGreaterThanOrEqual(512);
    expect(readable(dir)).toEqual(from(log.minimum, SIZE + 300));
  });

  it('where an earlier version, or a writer that was killed, left it', async () => {
    const dir = await written();
    const kept = [...leave(dir, 0, 60), join(dir, 'tile/entries/001')].map(
      (path) => [path, readFileSync(path)] as const,
    );
    const log = await open(dir);
    await log.evict(512, { onEvict: 'prune', retention: RETENTION });
    await log.close();
    for (const [path, bytes] of kept) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    await (await open(dir)).close();
    expect(readable(dir)).toEqual(from(512));
  });

  it('nor in an archive that was never finished', async () => {
    const dir = await written();
    mkdirSync(join(dir, 'archive'));
    writeFileSync(join(dir, 'archive/0-255.tar'), 'secret-3-end');
    writeFileSync(join(dir, 'archive/note.tar'), 'mine');
    const log = await open(dir);
    await log.evict(512, { onEvict: 'prune', retention: RETENTION });
    await log.close();
    expect(readable(dir)).toEqual(from(512));
    expect(readdirSync(join(dir, 'archive'))).toEqual(['note.tar']);
  });
});
