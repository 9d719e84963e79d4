// Files that hold a secret: a passphrase, a key that opens a store.

import { type FileHandle, open } from 'node:fs/promises';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';

const OTHERS = 0o077;
const MOST_BYTES = 65_536;
/** Standard input, also where it is a socket, which can't be opened by its name. */
const STANDARD_INPUT: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

export function isStandardInput(path: string | undefined): boolean {
  return path !== undefined && STANDARD_INPUT.has(path);
}

/**
 * All bytes of a file of mode 0600, to be wiped. A symbolic link is followed, as mounted secrets have them; a pipe has
 * no mode that matters.
 *
 * @param what for messages, such as `the file of the passphrase`
 */
export async function readPrivateFile(path: string, what: string, io: Surroundings): Promise<Uint8Array> {
  if (isStandardInput(path)) {
    if (io.inputIsTerminal) throw new Trouble(`Standard input is a terminal, which would show it; ${what} is a file.`);
    return io.readInput().catch((error: unknown) => {
      throw unreadable(what, path, error);
    });
  }
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(what, path, error);
  });
  try {
    return await readChecked(file, what, path);
  } finally {
    await file.close();
  }
}

async function readChecked(file: FileHandle, what: string, path: string): Promise<Uint8Array> {
  const stat = await file.stat();
  if (stat.isFile() && process.getuid !== undefined && (stat.mode & OTHERS) !== 0) {
    throw new Trouble(`Others may read ${what}, ${JSON.stringify(path)}; chmod it to 0600.`);
  }
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  try {
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > MOST_BYTES) throw new Trouble(`There are more than ${MOST_BYTES} bytes in ${what}.`);
    return bytes.slice(0, length);
  } catch (error) {
    throw error instanceof Trouble ? error : unreadable(what, path, error);
  } finally {
    bytes.fill(0);
  }
}

/** Says that a file can't be read, and why. */
export function unreadable(what: string, path: string, error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault';
  return new Trouble(`${what[0]?.toUpperCase()}${what.slice(1)}, ${JSON.stringify(path)}, cannot be read (${code}).`);
}
