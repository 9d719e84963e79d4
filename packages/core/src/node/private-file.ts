import { closeSync, fstatSync } from 'node:fs';
import { asked, openFile, readFile } from './file.js';

const OTHERS = 0o077;

/**
 * Reads a file that holds a secret. Only its owner may have access (mode 0600). The mode of a pipe is not checked, and
 * Windows has none.
 *
 * @param most the largest length in bytes
 * @returns undefined if the file is longer
 * @throws {FedzkError} as {@link openFile}; `storage`, too, if others have access
 *
 * @example
 * ```ts
 * const key = readPrivateFile('signing.key', 128);
 * ```
 */
export function readPrivateFile(file: string | URL, most: number): Uint8Array<ArrayBuffer> | undefined {
  const descriptor = openFile(file);
  try {
    asked('read', String(file), () => {
      const stats = fstatSync(descriptor);
      if (process.getuid === undefined || !stats.isFile() || (stats.mode & OTHERS) === 0) return;
      throw new Error('others have access to it; chmod it to 0600');
    });
    return readFile(descriptor, most);
  } finally {
    closeSync(descriptor);
  }
}
