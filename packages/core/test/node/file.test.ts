/** What is no file is refused before it is read; the command lines' own tests have pipes that a process was given. */
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openFile, readFile, readPrivateFile } from '@fedzk/core/node';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';

const folder = folderOf();
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

describe('readFile', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
  const path = file('bytes', bytes);

  it('gives the bytes by a name, a URL or a descriptor, which stays open', () => {
    const descriptor = openSync(path, 'r');
    for (const named of [path, pathToFileURL(path), descriptor]) {
      expect(Buffer.compare(readFile(named, 200_000) ?? new Uint8Array(), bytes)).toBe(0);
    }
    closeSync(descriptor);
    expect(readFile(file('empty', new Uint8Array()), 0)).toHaveLength(0);
  });

  it('reads nothing of one that is longer than it may be', () => {
    expect(readFile(path, 199_999)).toBeUndefined();
    const sparse = file('sparse', new Uint8Array());
    truncateSync(sparse, 2 ** 40);
    expect(readFile(sparse, 1_000)).toBeUndefined();
  });

  it("refuses what does not exist, with the system's error as the cause", () => {
    const cause = expect.objectContaining({ code: 'ENOENT' });
    expect(() => readFile(join(folder, 'none'), 10)).toThrow(expect.objectContaining({ code: 'storage', cause }));
  });
});

describe.skipIf(process.platform === 'win32')('openFile refuses, and does not wait for,', () => {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);

  it.each([
    ['a folder', folder, 'it is a folder'],
    ['a pipe with a name', pipe, 'it is a pipe, not a file'],
    ['a device', '/dev/zero', 'it is a device'],
  ])('%s', (_, path, message) => {
    expect(() => openFile(path)).toThrow(message);
    expect(() => readFile(path, 10)).toThrow(message);
  });
});

describe('readPrivateFile', () => {
  const path = file('secret', Uint8Array.of(1, 2, 3));

  it('reads a file of its owner alone, of so many bytes at most', () => {
    for (const mode of [0o600, 0o400]) {
      chmodSync(path, mode);
      expect([...(readPrivateFile(path, 3) ?? [])]).toEqual([1, 2, 3]);
      expect(readPrivateFile(path, 2)).toBeUndefined();
    }
  });

  it('refuses one that others may read, write or run', () => {
    for (const mode of [0o640, 0o604, 0o620, 0o601]) {
      chmodSync(path, mode);
      expect(() => readPrivateFile(path, 3)).toThrow('others have access to it; chmod it to 0600');
    }
  });

  it('refuses anything but a file', () => {
    expect(() => readPrivateFile(folder, 3)).toThrow('it is a folder');
  });
});
