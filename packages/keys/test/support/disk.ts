// A disk that loses power, as a key store's files see it.

import { type Open, Disk as PowerlessDisk, type Stat } from '@fedzk/testkit/disk';
import type { FileLayer, FileStat } from '../../src/storage/directory.js';
import { fault } from './layers.js';

export class Disk extends PowerlessDisk<FileLayer> {
  constructor() {
    super(layerOf);
  }
}

function layerOf(disk: PowerlessDisk<FileLayer>): FileLayer {
  return {
    open: async (path, flags, mode) => {
      if (flags === 'wx') disk.create(path, mode);
      const file: Open = disk.open(path);
      return {
        stat: async () => fileStat(file.stat()),
        read: async (buffer, offset, length, position) => ({ bytesRead: file.read(buffer, offset, length, position) }),
        writeFile: async (bytes) => {
          if (flags !== 'wx') throw fault('EBADF');
          file.write(bytes, 0);
        },
        sync: async () => file.sync(),
        close: async () => undefined,
      };
    },
    link: async (from, to) => disk.link(from, to),
    rename: async (from, to) => disk.rename(from, to),
    unlink: async (path) => disk.unlink(path),
    readdir: async (path) => disk.readdir(path),
    mkdir: async (path, { mode, recursive }) => mkdir(disk, path, mode, recursive),
    rmdir: async (path) => disk.rmdir(path),
    lstat: async (path) => fileStat(disk.stat(path)),
  };
}

/** @returns the first folder that was made */
function mkdir(disk: PowerlessDisk<FileLayer>, path: string, mode: number, recursive: boolean): string | undefined {
  if (path === '/') return undefined;
  const above = path.slice(0, path.lastIndexOf('/')) || '/';
  const first = recursive ? mkdir(disk, above, mode, true) : undefined;
  const isThere = disk.readdir(above).includes(path.slice(path.lastIndexOf('/') + 1));
  if (isThere && recursive) return undefined;
  disk.mkdir(path, mode);
  return first ?? path;
}

function fileStat({ isFolder, mode, ino, written, size, names }: Stat): FileStat {
  return {
    mode,
    uid: process.getuid?.() ?? 0,
    ino,
    mtimeMs: written,
    ctimeMs: written,
    size,
    nlink: names,
    isFile: () => !isFolder,
    isDirectory: () => isFolder,
    isSymbolicLink: () => false,
  };
}
