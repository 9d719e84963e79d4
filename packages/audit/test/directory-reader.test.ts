/** A log's folder, read at once: the same as `directoryStorage` reads, and nothing is made. */
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { code } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { directoryReader, directoryStorage } from '../src/node.js';

const ROOM = 2 ** 17;
const LENGTHS = [0, 1, 8191, 8192, ROOM - 1, ROOM, ROOM + 1, 2 * ROOM, 256 * 65_537];
const random = new Random('directory-reader');
const files = new Map(LENGTHS.map((length) => [`tile/entries/x001/${length}`, random.bytes(length)]));
const dir = folderOf(files);

describe('a file', () => {
  it.each([...files])('%s has its bytes, as directoryStorage has them', async (path, bytes) => {
    const [read, stored] = [await directoryReader(dir).read(path), await directoryStorage(dir).read(path)];
    expect(read?.length).toBe(bytes.length);
    expect(Buffer.compare(read ?? new Uint8Array(1), bytes)).toBe(0);
    expect(Buffer.compare(stored ?? new Uint8Array(1), bytes)).toBe(0);
    // What came is the caller's: a Uint8Array as long as its memory.
    expect([read?.constructor, read?.buffer.byteLength]).toEqual([Uint8Array, bytes.length]);
  });

  it('stays as it was when others are read', async () => {
    const reader = directoryReader(dir);
    const all = await Promise.all([...files.keys()].map((path) => reader.read(path)));
    for (const [i, bytes] of [...files.values()].entries()) {
      expect(Buffer.compare(all[i] ?? new Uint8Array(1), bytes)).toBe(0);
    }
  });

  it('that is not there is undefined, and is not made, nor its folder', async () => {
    const none = join(dir, 'none');
    expect(await directoryReader(dir).read('tile/0/000')).toBeUndefined();
    expect(await directoryReader(none).read('checkpoint')).toBeUndefined();
    expect(existsSync(none)).toBe(false);
    expect(readdirSync(dir)).toEqual(['tile']);
  });
});

describe('what is no file', () => {
  const odd = folderOf(new Map([['file', new Uint8Array(1)]]));
  mkdirSync(join(odd, 'folder'));
  symlinkSync('round', join(odd, 'round'));

  it.each([
    ['folder', 'EISDIR', 'a folder, not a regular file'],
    ['', 'EISDIR', 'a folder, not a regular file'],
    ['file/000', 'ENOTDIR', 'a part of its path is a file, ENOTDIR'],
    ['round', 'ELOOP', 'a symbolic link, not a regular file'],
  ])('%j is refused, as directoryStorage does', async (path, known, why) => {
    for (const { read } of [directoryReader(odd), bound(odd)]) {
      await expect(read(path)).rejects.toMatchObject({
        code: 'storage',
        message: `Could not read ${path} (${why}).`,
        cause: { code: known },
      });
    }
  });

  it.skipIf(process.getuid?.() === 0)('nor one that may not be read (skipped as root, who may)', async () => {
    writeFileSync(join(odd, 'secret'), 'x');
    chmodSync(join(odd, 'secret'), 0);
    await expect(directoryReader(odd).read('secret')).rejects.toMatchObject({ code: 'storage' });
  });

  /** The storage of a folder, its `read` by itself. */
  function bound(folder: string): { read(path: string): Promise<Uint8Array | undefined> } {
    const storage = directoryStorage(folder);
    return { read: (path) => storage.read(path) };
  }
});

describe('a path', () => {
  it.each(['..', '../x', 'tile/../../x', 'tile/..', 'a\0b', 'a\\b', 'C:x', '~', 'tile/0/000\n', 'ä'])(
    '%j is none of a log',
    async (path) => {
      await expect(directoryReader(dir).read(path)).rejects.toMatchObject({ code: 'invalid-argument' });
    },
  );

  it('that begins at the root is one of the folder', async () => {
    expect(await directoryReader(dir).read('/tile/entries/x001/1')).toEqual(files.get('tile/entries/x001/1'));
    expect(await directoryReader(dir).read('/etc/passwd')).toBeUndefined();
  });
});

it.each([undefined, null, '', 7, {}, new URL('file:///tmp')])('%s is no folder', (place) => {
  expect(code(() => directoryReader(place as string))).toBe('invalid-argument');
});
