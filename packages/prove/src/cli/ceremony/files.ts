// The files of the ceremony's commands.

import { existsSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import { type KeyFile, openKeyFile } from '@fedzk/prove/node';
import { lettersOf } from '../../ceremony/format/file.js';
import { cannot, quoted, STDIN, Trouble } from '../files.js';

/** Refuses "-", which other commands read. @throws {Trouble} */
function requireNamed(name: string): void {
  if (name !== STDIN) return;
  throw new Trouble('"-" is standard input, which only --typed reads. Give the name of a file.');
}

/** Opens a large file by its name, uses it and closes it. */
export async function withFile<T>(name: string, use: (file: KeyFile) => Promise<T>): Promise<T> {
  requireNamed(name);
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
    const found = Object.hasOwn(KINDS, letters) ? KINDS[letters as Kind] : 'no file of a ceremony';
    throw new Trouble(`${quoted(name)} is ${found}, where ${KINDS[kind]} was expected. Give the file that is meant.`);
  });
}

const KINDS: Readonly<Record<Kind, string>> = {
  zkey: 'a zkey file (a key)',
  ptau: 'a ptau file (powers of τ)',
  r1cs: "an r1cs file (a circuit's constraints)",
};

/** @throws {Trouble} */
export function requireNew(name: string): void {
  if (name === STDIN) {
    throw new Trouble('A new file cannot be "-": nothing is written to standard output. Give the name of a file.');
  }
  if (existsSync(name)) throw new Trouble(`${quoted(name)} exists. Give the name of a new file.`);
}

/** The longest text that a command reads. */
export const MOST_TEXT_BYTES = 1 << 22;

/** Reads a text. @throws {Trouble} */
export function readText(name: string): string {
  requireNamed(name);
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(name, MOST_TEXT_BYTES);
  } catch (error) {
    throw cannot('read', name, error);
  }
  if (bytes === undefined)
    throw new Trouble(
      `${quoted(name)} is longer than ${MOST_TEXT_BYTES} bytes, so it is no announcement, note, manifest or list of keys. Check the name.`,
    );
  return new TextDecoder().decode(bytes);
}
