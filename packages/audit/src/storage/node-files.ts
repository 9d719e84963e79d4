// Node's files by its callbacks, which take less than half of what `node:fs/promises` takes for each call.

import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { FileLayer, OpenFile } from './files.js';

const call = {
  open: promisify(fs.open),
  write: promisify(fs.write),
  fsync: promisify(fs.fsync),
  fdatasync: promisify(fs.fdatasync),
  close: promisify(fs.close),
};

/** What goes into the system's memory sooner than it would be handed to another thread. */
const MOST_AT_ONCE = 1 << 18;

export const nodeFiles: FileLayer = {
  open: async (path, flags, mode) => openFile(await call.open(path, flags, mode)),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  readdir: promisify(fs.readdir) as FileLayer['readdir'],
  readFile: promisify(fs.readFile) as FileLayer['readFile'],
  mkdir: promisify(fs.mkdir) as FileLayer['mkdir'],
};

function openFile(file: number): OpenFile {
  return {
    async write(bytes, offset, length, position) {
      if (length > MOST_AT_ONCE) return call.write(file, bytes, offset, length, position);
      return { bytesWritten: fs.writeSync(file, bytes, offset, length, position) };
    },
    sync: () => call.fsync(file),
    datasync: () => call.fdatasync(file),
    close: () => call.close(file),
  };
}
