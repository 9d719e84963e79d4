import { closeSync, fstatSync } from 'node:fs';
import { asked, openFile, readFile } from './file.js';

const OTHERS = 0o077;

/**
 * Reads a file that holds a secret, which nobody but its owner may read (mode 0600); undefined of one that is longer than
 * `most` bytes. A pipe that this process was given has no mode that matters, and Windows has none.
 *
 * @throws as {@link openFile}; for a file that others may read, too
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
      throw new Error('others may read it; chmod it to 0600');
    });
    return readFile(descriptor, most);
  } finally {
    closeSync(descriptor);
  }
}
