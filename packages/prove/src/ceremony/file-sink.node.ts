/** Writes a ceremony's file in Node. */
import { fileURLToPath } from 'node:url';
import { unexpected } from '@fedzk/core';
import { newFileOn, nodeFiles, type SinkFiles } from './new-file.node.js';
import type { CeremonySink } from './sink.js';

/**
 * Makes a sink of a new file. It is written as `NAME.part-…` beside it, and gets its name once it is whole and durable. A run
 * that is killed leaves that part, and never a file with the name.
 *
 * @param path the name of a file that doesn't exist, or its `file:` URL
 * @throws {FedzkError} `invalid-argument`. The sink's calls reject with `already-exists`, or with `storage` and the system's
 *   error as `cause`
 *
 * @example
 * ```ts
 * await contribute(zkey, fileSink('circuit_0004.zkey'), { name: 'Alice' });
 * ```
 */
export function fileSink(path: string | URL): CeremonySink {
  return fileSinkOn(nodeFiles, path);
}

/** Makes a sink on a layer of files. */
export function fileSinkOn(files: SinkFiles, path: string | URL): CeremonySink {
  const file = newFileOn(files, nameOf(path));
  return {
    write: (bytes) => file.write(bytes),
    read: (at, length) => file.read(at, length),
    async commit() {
      await file.sync();
      await file.name();
    },
    abort: () => file.drop(),
  };
}

function nameOf(path: string | URL): string {
  try {
    const name = typeof path === 'string' ? path : fileURLToPath(path);
    if (name !== '' && !name.includes('\0')) return name;
  } catch (cause) {
    throw unexpected('path', 'the path of a new file, or its file: URL', path, { cause });
  }
  throw unexpected('path', 'the path of a new file, or its file: URL', path);
}
