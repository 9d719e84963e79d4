/** Files beside a store, in a folder of the machine's: backups and anchors. */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KeyStore } from '@fedzk/keys';
import { programOf } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';
import { backupFile, directoryAnchor, directoryStorage } from '../src/node.js';
import { temporary } from './support/folder.js';
import { codeOf, fill, UNLOCK } from './support/stores.js';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const BYTES = Uint8Array.of(1, 2, 3);

describe('a file for a backup', () => {
  it('is private, whole, and holds a store', async () => {
    const { root, dir } = temporary();
    const path = join(root, 'keys.backup');
    const store = await KeyStore.create(directoryStorage(dir), UNLOCK);
    await fill(store, 70);
    const { length } = await store.backup(backupFile(path));
    expect([mode(path), statSync(path).size]).toEqual(['600', length]);
    expect(readdirSync(root).sort()).toEqual(['keys.backup', 'store']);
    const again = await KeyStore.restore(directoryStorage(join(root, 'again')), backupFile(path), UNLOCK);
    expect((await again.list()).length).toBe(70);
    await fill(again, 1, 100);
    expect(await again.verify()).toMatchObject({ ok: true, entries: 71, orphans: [] });
    expect(mode(join(root, 'again'))).toBe('700');
  });

  it('replaces nothing unless it is told to, and leaves nothing behind', async () => {
    const { root } = temporary();
    const path = join(root, 'file');
    writeFileSync(path, 'mine');
    expect(await codeOf(backupFile(path).write(BYTES))).toBe('already-exists');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    symlinkSync('nowhere', join(root, 'link'));
    expect(await codeOf(backupFile(join(root, 'link')).write(BYTES))).toBe('already-exists');
    await backupFile(path, { replace: true }).write(BYTES);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    // A link is replaced, not what it points to.
    symlinkSync('file', join(root, 'to file'));
    await backupFile(join(root, 'to file'), { replace: true }).write(Uint8Array.of(4));
    expect([lstatSync(join(root, 'to file')).isFile(), readFileSync(path).length]).toEqual([true, 3]);
    expect(await codeOf(backupFile(join(root, 'no folder', 'file')).write(BYTES))).toBe('storage');
    mkdirSync(join(root, 'folder'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    for (const name of ['folder', 'pipe']) {
      const { ino } = lstatSync(join(root, name));
      expect(await codeOf(backupFile(join(root, name), { replace: true }).write(BYTES))).toBe('invalid-argument');
      expect(lstatSync(join(root, name)).ino).toBe(ino);
    }
    expect(readdirSync(root).sort()).toEqual(['file', 'folder', 'link', 'pipe', 'to file']);
  });

  it('is replaced where the store is told so, or the file', async () => {
    const { root, dir } = temporary();
    const path = join(root, 'keys.backup');
    const store = await KeyStore.create(directoryStorage(dir), UNLOCK);
    await store.backup(backupFile(path));
    await fill(store, 3);
    for (const options of [undefined, {}, { replace: false }]) {
      expect(await codeOf(store.backup(backupFile(path), options))).toBe('already-exists');
    }
    const { length } = await store.backup(backupFile(path), { replace: true });
    expect(statSync(path).size).toBe(length);
    await fill(store, 1, 3);
    const second = await store.backup(backupFile(path, { replace: true }));
    expect(statSync(path).size).toBe(second.length);
    expect(await codeOf(store.backup(backupFile(path), { replace: 'yes' as never }))).toBe('invalid-argument');
    expect(() => backupFile(path, { replace: 1 as never })).toThrow('"replace" expected true or false, got 1');
    const asked: unknown[] = [];
    await store.backup({ write: async (_, options) => void asked.push(options) }, { replace: true });
    await store.backup({ write: async (_, options) => void asked.push(options) });
    expect(asked).toEqual([{ replace: true }, { replace: false }]);
  });

  it('leaves nothing where its process is killed, once there is a next one', { timeout: 60_000 }, async () => {
    const { root } = temporary();
    const path = join(root, 'keys.backup');
    const unfinished = (): string[] => readdirSync(root).filter((name) => name.startsWith('.keys.backup.new-'));
    const code = `import { backupFile } from '@fedzk/keys/node';
      await backupFile(${JSON.stringify(path)}).write(new Uint8Array(2 ** 28));`;
    const child = spawn(process.execPath, [await programOf(code)]);
    const ended = once(child, 'exit');
    while (unfinished().length === 0 && child.exitCode === null) await setTimeout(1);
    child.kill('SIGKILL');
    await ended;
    expect([unfinished().length, existsSync(path)]).toEqual([1, false]);
    await backupFile(path).write(BYTES);
    expect(readdirSync(root)).toEqual(['keys.backup']);
  });

  it('takes away what is left of its own, and nothing else', async () => {
    const { root } = temporary();
    const at = (name: string): string => join(root, name);
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const uuid = (): string => crypto.randomUUID();
    const left = [`.b.new-${dead}-${uuid()}`, `.b.new-${process.pid}-${uuid()}`];
    const others = [
      `.b.new-${process.ppid}-${uuid()}`, // a process that is alive
      `.b.new-${uuid()}`,
      `.b.new-${dead}-${uuid()}.txt`,
      `.b.new-${dead}-mine`,
      `.c.new-${dead}-${uuid()}`,
      `.b.new-0-${uuid()}`,
      'c',
    ];
    for (const name of [...left, ...others]) writeFileSync(at(name), name);
    const [folder, link] = [`.b.new-${dead}-${uuid()}`, `.b.new-${dead}-${uuid()}`];
    mkdirSync(at(folder));
    symlinkSync('c', at(link));
    await backupFile(at('b')).write(BYTES);
    expect(readdirSync(root).sort()).toEqual([...others, folder, link, 'b'].sort());
    expect(readFileSync(at('c'), 'utf8')).toBe('c');
  });

  it('is written anew where another one took it for left over', { timeout: 60_000 }, async () => {
    // As in a container, which knows no processes of others.
    const { root } = temporary();
    let removed = 0;
    const writing = backupFile(join(root, 'b')).write(new Uint8Array(2 ** 26));
    for (let done = false; !done; ) {
      const name = readdirSync(root).find((one) => one.startsWith('.b.new-'));
      if (name !== undefined && removed === 0) {
        rmSync(join(root, name));
        removed++;
      }
      done = await Promise.race([writing.then(() => true), setTimeout(1, false)]);
    }
    expect([removed, readdirSync(root), statSync(join(root, 'b')).size]).toEqual([1, ['b'], 2 ** 26]);
  });

  it('is read where it is a file of a size that a backup has', { timeout: 10_000 }, async () => {
    const { root } = temporary();
    const at = (name: string): string => join(root, name);
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    writeFileSync(at('huge'), '');
    truncateSync(at('huge'), 2 ** 31);
    const codes = ['pipe', 'folder', 'huge', 'nothing'].map((name) => codeOf(backupFile(at(name)).read()));
    expect(await Promise.all(codes)).toEqual(['invalid-argument', 'invalid-argument', 'damaged', 'storage']);
    expect(await codeOf(backupFile('/dev/zero').read())).toBe('invalid-argument');
    expect(() => backupFile('')).toThrow('path of a file');
  });
});

describe('an anchor in a folder', () => {
  const value = (generation: number) => ({
    generation,
    hash: new Uint8Array(32).fill(generation),
    roots: [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)],
  });
  const ID = 'a'.repeat(32);

  it('knows the highest generation, whatever is told later', async () => {
    const { dir } = temporary();
    const anchor = directoryAnchor(dir);
    expect(await anchor.load(ID)).toBeUndefined();
    expect(existsSync(dir)).toBe(false);
    await anchor.save(ID, value(3));
    expect(await anchor.load(ID)).toEqual(value(3));
    await anchor.save(ID, value(5));
    await anchor.save(ID, value(4));
    expect(await directoryAnchor(dir).load(ID)).toEqual(value(5));
    const other = { ...value(5), roots: [new Uint8Array(32).fill(9)] };
    await anchor.save(ID, other);
    expect(await anchor.load(ID)).toEqual(other);
    await Promise.all([9, 8, 12, 10, 11].map((generation) => anchor.save(ID, value(generation))));
    expect(await anchor.load(ID)).toEqual(value(12));
    await anchor.save('b'.repeat(32), value(1));
    expect(await anchor.load(ID)).toEqual(value(12));
    await anchor.save(ID, value(13));
    expect(readdirSync(dir)).toEqual([`${ID}-000000000000000d`, `${'b'.repeat(32)}-0000000000000001`]);
    expect([mode(dir), mode(join(dir, `${ID}-000000000000000d`))]).toEqual(['700', '600']);
    // One that was not removed, since its writer was interrupted, counts no more than it did.
    copyFileSync(join(dir, `${ID}-000000000000000d`), join(dir, `${ID}-000000000000000c`));
    expect(await anchor.load(ID)).toEqual(value(13));
  });

  it('reads only a file of bounded size', { timeout: 10_000 }, async () => {
    const { root } = temporary();
    const name = join(root, `${ID}-${'0'.repeat(15)}5`);
    execFileSync('mkfifo', [name]);
    expect(await codeOf(directoryAnchor(root).load(ID))).toBe('damaged');
    rmSync(name);
    writeFileSync(name, '');
    truncateSync(name, 2 ** 31);
    expect(await codeOf(directoryAnchor(root).load(ID))).toBe('damaged');
  });

  it('refuses an older store, and says what is wrong with its own files', async () => {
    const { root, dir } = temporary();
    const anchor = directoryAnchor(join(root, 'anchor'));
    const store = await KeyStore.create(directoryStorage(dir), UNLOCK, { anchor });
    await fill(store, 1);
    execFileSync('cp', ['-a', dir, join(root, 'older')]);
    await fill(store, 1, 1);
    expect(await codeOf(KeyStore.open(directoryStorage(join(root, 'older')), UNLOCK, { anchor }))).toBe('rolled-back');
    const again = await KeyStore.open(directoryStorage(dir), UNLOCK, { anchor });
    expect(again.freshness).toBe('anchored');
    const [name = ''] = readdirSync(join(root, 'anchor'));
    const path = join(root, 'anchor', name);
    const text = readFileSync(path, 'utf8');
    for (const wrong of [
      '',
      text.slice(0, -1),
      `${text}\n`,
      text.replace('anchor 1', 'anchor 2'),
      text.toUpperCase(),
    ]) {
      writeFileSync(path, wrong);
      expect(await codeOf(KeyStore.open(directoryStorage(dir), UNLOCK, { anchor }))).toBe('damaged');
    }
    expect(() => directoryAnchor('')).toThrow('path of a folder');
    writeFileSync(join(root, 'no folder'), '');
    expect(await codeOf(directoryAnchor(join(root, 'no folder')).load(ID))).toBe('storage');
    chmodSync(path, 0o600);
  });
});
