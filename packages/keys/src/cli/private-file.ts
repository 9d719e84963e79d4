// Reads files that hold a secret: a passphrase, or a key that opens a store. Unlike core's, these readers wipe their memory,
// and read standard input where it is a socket.

import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { quoted } from '@fedzk/core';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';

const OTHERS = 0o077;
/** The most bytes of a secret: of the file of a passphrase, and of a key. */
export const MOST_BYTES = 65_536;
/** Names of what the process that started this one passed to it, such as the pipe of a shell's `<(command)`. */
const GIVEN = /^\/(?:dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;
/** Opens without waiting for the other end of a pipe. Windows has no such flag. */
const NO_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Standard input, also where it is a socket, which can't be opened by its name. */
const STANDARD_INPUT: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

export function isStandardInput(path: string | undefined): boolean {
  return path !== undefined && STANDARD_INPUT.has(path);
}

/**
 * Reads all bytes of a file of mode 0600; the caller wipes them. Follows a symbolic link, as mounted secrets have. Ignores the
 * mode of a pipe that was passed to this process.
 *
 * @param what for messages, such as `the file of the passphrase`
 */
export async function readPrivateFile(path: string, what: string, io: Surroundings): Promise<Uint8Array> {
  if (isStandardInput(path)) {
    if (io.inputIsTerminal)
      throw new Trouble(`Standard input is a terminal, which would show the secret; name a file for ${what}.`);
    return upTo(MOST_BYTES, what, await readInput(what, io));
  }
  const bytes = await readFile(path, what, (stat) => {
    if (stat.isFile() && process.getuid !== undefined && (stat.mode & OTHERS) !== 0) {
      throw new Trouble(`Others may read ${what}, ${quoted(path)}; chmod it to 0600.`);
    }
  });
  return upTo(MOST_BYTES, what, bytes);
}

function upTo(most: number, what: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length <= most) return bytes;
  bytes.fill(0);
  throw new Trouble(`There are more than ${most} bytes in ${what}.`);
}

/** Reads standard input, some more than {@link MOST_BYTES} bytes at most; the caller wipes them. */
export function readInput(what: string, io: Surroundings): Promise<Uint8Array> {
  return io.readInput(MOST_BYTES).catch((error: unknown) => {
    throw unreadable(what, 'standard input', error);
  });
}

/**
 * Reads a file, at most one byte more than {@link MOST_BYTES}; the caller wipes them. Refuses a pipe with a name, which nobody
 * may ever write to.
 *
 * @param check throws to refuse a file
 */
export async function readFile(
  path: string,
  what: string,
  check: (stat: Stats) => void = () => {},
): Promise<Uint8Array> {
  const bytes = new Uint8Array(MOST_BYTES + 1);
  const isGiven = GIVEN.test(path);
  let file: FileHandle | undefined;
  try {
    file = await open(path, isGiven ? constants.O_RDONLY : NO_WAIT);
    const stat = await file.stat();
    if (stat.isFIFO() && !isGiven) {
      throw new Trouble(
        `${named(what, path)}, is a pipe with a name; take a file, /dev/stdin, or <(command) of the shell.`,
      );
    }
    check(stat);
    if (stat.isFile() && stat.size > MOST_BYTES)
      throw new Trouble(`There are more than ${MOST_BYTES} bytes in ${what}.`);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.slice(0, length);
  } catch (error) {
    throw error instanceof Trouble ? error : unreadable(what, path, error);
  } finally {
    bytes.fill(0);
    await file?.close();
  }
}

function named(what: string, path: string): string {
  return `${what[0]?.toUpperCase()}${what.slice(1)}, ${quoted(path)}`;
}

/** Says that a file can't be read, and why. */
function unreadable(what: string, path: string, error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
  return new Trouble(`${named(what, path)}, cannot be read (${code}).`);
}
