// Node: an anchor in a folder (FORMAT.md, "Anchor folder"). Each value is a file whose name has its generation.

import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FedzkError, fromHex, toHex } from '@fedzk/core';
import { codeOf } from '../storage/files.js';
import { READ, readAll } from '../storage/folder.js';
import type { Anchor, AnchorValue } from '../store/options.js';

const FIRST_LINE = 'fedzk-keys anchor 1';
const HASH = /^[0-9a-f]{64}$/;
const STORE_ID = /^[0-9a-f]{32}$/;
const GENERATION = /^[0-9a-f]{16}$/;
const GENERATION_DIGITS = 16;
const MOST_BYTES = 65_536;

/**
 * Makes a folder an anchor, which remembers the newest generation of stores. It helps if those who can write the store cannot
 * write this folder, such as on another machine's mount. The first value creates the folder with mode 0700, and its files
 * with 0600. Several processes may use it at once.
 *
 * @throws {FedzkError} `invalid-argument`; its methods reject with `storage` or `damaged`
 *
 * @example
 * ```ts
 * const store = await KeyStore.create(directoryStorage('keys'), { passphrase }, { anchor: directoryAnchor('/mnt/anchor') });
 * ```
 */
export function directoryAnchor(path: string): Anchor {
  if (typeof path !== 'string' || path === '') {
    throw new FedzkError('invalid-argument', '"path" expected the path of a folder.');
  }
  const folder = resolve(path);
  return {
    load: (storeId) => reporting(folder, () => load(folder, storeId)),
    save: (storeId, value) => reporting(folder, () => save(folder, storeId, value)),
  };
}

async function load(folder: string, storeId: string): Promise<AnchorValue | undefined> {
  // Another process may remove what it found to be older, between the look and the read.
  for (;;) {
    const newest = (await generations(folder, storeId)).at(-1);
    if (newest === undefined) return undefined;
    const path = join(folder, nameOf(storeId, newest));
    const text = await textOf(path);
    if (text !== undefined) return parse(text, newest, path);
  }
}

/** Reads the text of a regular file; undefined if there is none. */
async function textOf(path: string): Promise<string | undefined> {
  const file = await open(path, READ).catch(absentAsUndefined);
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MOST_BYTES) throw damagedFile(path);
    return new TextDecoder().decode(await readAll(file, stat.size));
  } finally {
    await file.close();
  }
}

/** Saves a value. It never replaces a higher generation: each has its own file, and the highest is read. */
async function save(folder: string, storeId: string, { generation, hash, roots }: AnchorValue): Promise<void> {
  await mkdir(folder, { mode: 0o700, recursive: true });
  const unfinished = join(folder, `.new-${crypto.randomUUID()}`);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(`${[FIRST_LINE, toHex(hash), ...roots.map(toHex)].join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join(folder, nameOf(storeId, generation)));
  } catch (error) {
    await unlink(unfinished).catch(absentAsUndefined);
    throw error;
  }
  await syncFolder(folder);
  const older = (await generations(folder, storeId)).slice(0, -1);
  for (const one of older) await unlink(join(folder, nameOf(storeId, one))).catch(absentAsUndefined);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Lists a store's generations, ascending. */
async function generations(folder: string, storeId: string): Promise<number[]> {
  if (!STORE_ID.test(storeId)) throw new FedzkError('invalid-argument', '"storeId" expected 32 hexadecimal digits.');
  const names = (await readdir(folder).catch(absentAsUndefined)) ?? [];
  return names
    .filter((name) => name.startsWith(`${storeId}-`) && GENERATION.test(name.slice(storeId.length + 1)))
    .map((name) => Number.parseInt(name.slice(storeId.length + 1), 16))
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}

function nameOf(storeId: string, generation: number): string {
  return `${storeId}-${generation.toString(16).padStart(GENERATION_DIGITS, '0')}`;
}

function parse(text: string, generation: number, path: string): AnchorValue {
  const [first, hash = '', ...rest] = text.split('\n');
  const [end, roots] = [rest.at(-1), rest.slice(0, -1)];
  if (first !== FIRST_LINE || end !== '' || roots.length < 1 || ![hash, ...roots].every((line) => HASH.test(line))) {
    throw damagedFile(path);
  }
  return { generation, hash: fromHex(hash), roots: roots.map(fromHex) };
}

function damagedFile(path: string): FedzkError {
  return new FedzkError(
    'damaged',
    `The anchor's file ${path} is damaged; restore it from a copy of the same generation.`,
  );
}

function absentAsUndefined(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
  return undefined;
}

async function reporting<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FedzkError) throw error;
    const code = codeOf(error);
    const why = typeof code === 'string' ? code : 'an unknown error';
    throw new FedzkError('storage', `The anchor in ${folder} cannot be read or written (${why}).`, { cause: error });
  }
}
