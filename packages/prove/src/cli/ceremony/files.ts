// The files of the ceremony's commands.

import { existsSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import { type KeyFile, openKeyFile } from '@fedzk/prove/node';
import { lettersOf } from '../../ceremony/format/file.js';
import { cannot, quoted, STDIN, Trouble } from '../files.js';

/** Opens a large file by its name, uses it and closes it. */
export async function withFile<T>(name: string, use: (file: KeyFile) => Promise<T>): Promise<T> {
  const file = await openKeyFile(name).catch((error: unknown) => {
    throw error instanceof FedzkError ? cannot('read', name, error.cause) : error;
  });
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The kinds of large files, by the four letters that each begins with. */
export type Kind = 'zkey' | 'ptau' | 'r1cs';

/** Opens a file of a kind, as {@link withFile}. @throws {Trouble} it is of another kind */
export function withKind<T>(name: string, kind: Kind, use: (file: KeyFile) => Promise<T>): Promise<T> {
  return withFile(name, async (file) => {
    const letters = await lettersOf(file);
    if (letters === kind) return use(file);
    const found = KINDS.includes(letters) ? `a file of ${letters}` : 'another file';
    throw new Trouble(`${quoted(name)} expected a file of ${kind}, and is ${found}.`);
  });
}

const KINDS: readonly string[] = ['zkey', 'ptau', 'r1cs'] satisfies Kind[];

/** @throws {Trouble} */
export function requireNew(name: string): void {
  if (name === STDIN) {
    throw new Trouble('A new file cannot be "-": nothing is written to standard output. Give the name of a file.');
  }
  if (existsSync(name)) throw new Trouble(`${quoted(name)} exists. Give the name of a new file.`);
}

const MOST_TEXT_BYTES = 1 << 22;

/** Reads a text. @throws {Trouble} */
export function readText(name: string): string {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(name, MOST_TEXT_BYTES);
  } catch (error) {
    throw cannot('read', name, error);
  }
  if (bytes === undefined) throw new Trouble(`${quoted(name)} is longer than ${MOST_TEXT_BYTES} bytes.`);
  return new TextDecoder().decode(bytes);
}
