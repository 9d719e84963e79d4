// Node's files: in place, and in the background by callbacks, which take less than half of what `node:fs/promises` takes.

import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { explainDenied } from './denied.js';
import type { FileLayer, OpenFile } from './files.js';
import { holdFolder } from './held.js';
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
  unlink: promisify(fs.unlink),
  readdir: promisify(fs.readdir) as FileLayer['readdir'],
  rmdir: promisify(fs.rmdir) as (path: string) => Promise<void>,
};

export const nodeFiles: FileLayer = {
  open: (path, flags, mode, inPlace) =>
    explained(flags === 'wx' ? dirname(path) : path, async () =>
      openFile(inPlace ? fs.openSync(path, flags, mode) : await call.open(path, flags, mode)),
    ),
  rename: (from, to, inPlace) =>
    explained(dirname(to), async () => (inPlace ? fs.renameSync(from, to) : call.rename(from, to))),
  unlink: (path) => explained(dirname(path), () => call.unlink(path)),
  rmdir: (path) => explained(dirname(path), () => call.rmdir(path)),
  readdir: (path) => explained(path, () => call.readdir(path)),
  readFile: (path, most = MOST_BYTES) => readRegular(path, most),
  mkdir: (path, options, inPlace) =>
    explained(dirname(path), async () => (inPlace ? fs.mkdirSync(path, options) : call.mkdir(path, options))),
  requireFolder,
  holdFolder,
};

/** Says whose a file or folder is where the system denies it. */
async function explained<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explainDenied(path, error);
  }
}

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
