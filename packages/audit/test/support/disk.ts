// A disk that loses power, as a log's files see it.

import { Disk as PowerlessDisk } from '@fedzk/testkit/disk';
import { type FileLayer, Unreadable } from '../../src/storage/files.js';
import { fault } from './layers.js';

export { anything, type Fate, kept, lost } from '@fedzk/testkit/fates';

export class Disk extends PowerlessDisk<FileLayer> {
  constructor(files?: ReadonlyMap<string, Uint8Array>) {
    super(layerOf, files);
  }

  /** A durable disk of such files. */
  static of(files: ReadonlyMap<string, Uint8Array>): Disk {
    return new Disk(files);
  }
}

function layerOf(disk: PowerlessDisk<FileLayer>): FileLayer {
  return {
    open: async (path, flags) => {
      if (flags === 'wx') disk.create(path);
      const file = disk.open(path);
      let open = true;
      return {
        write: async (bytes, offset, length, position) => {
          if (flags === 'r' || !open) throw fault('EBADF');
          file.write(bytes.subarray(offset, offset + length), position);
          return { bytesWritten: length };
        },
        sync: async () => file.sync(),
        datasync: async () => file.sync(),
        close: async () => {
          open = false;
        },
      };
    },
    rename: async (from, to) => disk.rename(from, to),
    unlink: async (path) => disk.unlink(path),
    rmdir: async (path) => disk.rmdir(path),
    readdir: async (path) => disk.readdir(path),
    readFile: async (path, most = Number.POSITIVE_INFINITY) => {
      const file = disk.open(path);
      const { isFolder, size } = file.stat();
      if (!isFolder && size > most) throw new Unreadable(`it has ${size} bytes`, 'EFBIG');
      const bytes = new Uint8Array(size);
      file.read(bytes, 0, size, 0);
      return bytes;
    },
    requireFolder: async (path) => void disk.readdir(path),
    mkdir: async (path) => disk.mkdir(path),
  };
}
