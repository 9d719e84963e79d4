// Node's files: in place, and in the background by callbacks, which take less than half of what `node:fs/promises` takes.

import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { FileLayer, OpenFile } from './files.js';
import { readRegular, requireFolder } from './regular.js';

/** Of a file of which nobody says how long it can be. */
const MOST_BYTES = 1_000_000;

const call = {
  open: promisify(fs.open),
  write: promisify(fs.write),
  fsync: promisify(fs.fsync),
  fdatasync: promisify(fs.fdatasync),
  close: promisify(fs.close),
  rename: promisify(fs.rename),
  mkdir: promisify(fs.mkdir),
  rmdir: promisify(fs.rmdir) as (path: string) => Promise<void>,
};

export const nodeFiles: FileLayer = {
  open: async (path, flags, mode, inPlace) =>
    openFile(inPlace ? fs.openSync(path, flags, mode) : await call.open(path, flags, mode)),
  rename: async (from, to, inPlace) => (inPlace ? fs.renameSync(from, to) : call.rename(from, to)),
  unlink: promisify(fs.unlink),
  rmdir: (path) => call.rmdir(path),
  readdir: promisify(fs.readdir) as FileLayer['readdir'],
  readFile: (path, most = MOST_BYTES) => readRegular(path, most),
  mkdir: async (path, options, inPlace) => (inPlace ? fs.mkdirSync(path, options) : call.mkdir(path, options)),
  requireFolder,
};

function openFile(file: number): OpenFile {
  return {
    async write(bytes, offset, length, position, inPlace) {
      if (!inPlace) return call.write(file, bytes, offset, length, position);
      return { bytesWritten: fs.writeSync(file, bytes, offset, length, position) };
    },
    sync: () => call.fsync(file),
    datasync: async (inPlace) => (inPlace ? fs.fdatasyncSync(file) : call.fdatasync(file)),
    close: async (inPlace) => (inPlace ? fs.closeSync(file) : call.close(file)),
  };
}
