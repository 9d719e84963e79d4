// Node: a folder of files. A commit is a file that appears under its name whole and durable, or not at all.

import type { Stats } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { generationOf, headName, KEPT_HEADS, type KeyStoreBackend } from './backend.js';

/** What is used of `node:fs/promises`; a test puts something between that records, fails or loses. */
export interface FileLayer {
  open(path: string, flags: 'r' | 'wx', mode: number): Promise<OpenFile>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string): Promise<Uint8Array>;
  mkdir(path: string, options: { readonly mode: number; readonly recursive: boolean }): Promise<unknown>;
  lstat(path: string): Promise<FileStat>;
}

export interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type FileStat = Pick<Stats, 'mode' | 'uid' | 'mtimeMs' | 'isDirectory' | 'isSymbolicLink'>;

const PRIVATE_DIR = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
/** Of names in a folder that are still being written. */
const UNFINISHED = '.new-';
/** The name of an object, or of one that is still being written. */
const OBJECT = /^[hb]\/(?:\.new-)?[0-9a-f-]+$/;
const PREVIOUS_AT = 44;

/**
 * A folder as a key store's backend. The first write makes it, with mode 0700, and its files with 0600; looser ones, or
 * another user's, are refused. Several processes may use it at once. The file system must have hard links and honour
 * fsync.
 *
 * @example
 * ```ts
 * const store = await KeyStore.open(fileBackend('/var/lib/fedzk/keys'), { passphrase });
 * ```
 */
export function fileBackend(dir: string): KeyStoreBackend {
  return fileBackendOn(nodeFiles, dir);
}

/** The same on another file layer. */
export function fileBackendOn(files: FileLayer, dir: string): KeyStoreBackend {
  if (typeof dir === 'string' && dir !== '') return new FileBackend(dir, files);
  throw new FedzkError('invalid-argument', '"dir" expected the path of a folder.');
}

class FileBackend implements KeyStoreBackend {
  readonly #dir: string;
  readonly #files: FileLayer;
  #prepared: Promise<void> | undefined;

  constructor(dir: string, files: FileLayer) {
    // Whole, since a program may go elsewhere; and without a slash at its end, by which lstat follows a link.
    this.#dir = resolve(dir);
    this.#files = files;
  }

  async readHead(): Promise<{ generation: number; bytes: Uint8Array } | undefined> {
    if (!(await this.#isThere())) return undefined;
    await this.#prepare();
    // Between the look and the read, writers may have removed what was the newest.
    for (;;) {
      const generation = await this.#newest();
      if (generation === undefined) return undefined;
      const bytes = await this.get(headName(generation));
      if (bytes !== undefined) return { generation, bytes };
    }
  }

  async commitHead(generation: number, bytes: Uint8Array): Promise<'ok' | 'conflict'> {
    await this.#prepare();
    const name = headName(generation);
    const unfinished = await this.#writeUnfinished('h', bytes);
    try {
      await this.#files.link(unfinished, join(this.#dir, name));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EEXIST') return 'conflict';
      if (NO_LINKS.has(code)) throw noLinks(this.#dir, error);
      throw storageError('write', name, error);
    } finally {
      await this.#remove([unfinishedName(unfinished)]);
    }
    if (!(await this.#stands(generation, bytes))) {
      await this.#remove([name]);
      return 'conflict';
    }
    await this.#syncDir('h');
    await this.#removeOldHeads(generation);
    return 'ok';
  }

  /**
   * Whether a head that was just linked is one of the store's, or took the place of one that was removed meanwhile: then
   * there is a higher one, and the next one doesn't follow from it.
   */
  async #stands(generation: number, bytes: Uint8Array): Promise<boolean> {
    const newest = await this.#newest();
    if (newest === generation) return true;
    const next = await this.get(headName(generation + 1));
    if (next === undefined) return false;
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
    return hash.every((byte, i) => byte === next[PREVIOUS_AT + i]);
  }

  async #removeOldHeads(generation: number): Promise<void> {
    const heads = (await this.#names('h')).map((name) => `h/${name}`);
    await this.#remove(heads.filter((name) => (generationOf(name) ?? generation) <= generation - KEPT_HEADS));
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    await this.#prepare();
    const path = this.#path(name);
    try {
      return new Uint8Array(await this.#files.readFile(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw storageError('read', name, error);
    }
  }

  async put(objects: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<void> {
    await this.#prepare();
    for (const { name, bytes } of objects) {
      const path = this.#path(name);
      const unfinished = await this.#writeUnfinished('b', bytes);
      await this.#files.rename(unfinished, path).catch(async (error: unknown) => {
        await this.#discard(unfinished);
        throw storageError('write', name, error);
      });
    }
    if (objects.length > 0) await this.#syncDir('b');
  }

  async delete(names: readonly string[]): Promise<void> {
    await this.#remove(names);
    if (!names.some((name) => generationOf(name) !== undefined)) return;
    for (const folder of ['b', 'h']) await this.#syncDir(folder);
  }

  /** Where power is lost they may be there again. */
  async #remove(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.#files.unlink(this.#path(name)).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw storageError('remove', name, error);
      });
    }
  }

  async list(): Promise<{ name: string; age: number }[]> {
    await this.#prepare();
    const names = [
      ...(await this.#names('h')).map((name) => `h/${name}`),
      ...(await this.#names('b')).map((name) => `b/${name}`),
    ];
    const found: { name: string; age: number }[] = [];
    // Others are none of ours, as what a file manager or NFS leaves there.
    for (const name of names.filter((one) => OBJECT.test(one))) {
      const stat = await this.#files.lstat(this.#path(name)).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw storageError('look at', name, error);
      });
      if (stat !== undefined) found.push({ name, age: Math.max(0, Date.now() - stat.mtimeMs) });
    }
    return found;
  }

  /** Who only looks for a store makes no folder. */
  async #isThere(): Promise<boolean> {
    if (this.#prepared !== undefined) return true;
    return this.#files.lstat(this.#dir).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'ENOENT') return false;
        throw storageError('look at', this.#dir, error);
      },
    );
  }

  /** Makes and checks the folders, once. A failure is not remembered. */
  #prepare(): Promise<void> {
    this.#prepared ??= this.#prepareNow().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async #prepareNow(): Promise<void> {
    for (const dir of [this.#dir, join(this.#dir, 'h'), join(this.#dir, 'b')]) {
      await this.#files.mkdir(dir, { mode: PRIVATE_DIR, recursive: dir === this.#dir }).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw storageError('make', dir, error);
      });
      await this.#refuseLoose(dir);
    }
    await this.#refuseLooseFiles();
    await this.#syncDir('.');
    // Where there is no head, nobody may have made durable yet that the folder is there.
    if ((await this.#newest()) === undefined) await this.#syncAbove();
  }

  /** The folders above, of which this or another process may have made any. One that isn't its user's to sync was not. */
  async #syncAbove(): Promise<void> {
    for (let path = this.#dir; path !== dirname(path); path = dirname(path)) {
      await this.#syncDir(relative(this.#dir, dirname(path))).catch((error: unknown) => {
        if (!(error instanceof FedzkError && cannotSync(error.cause))) throw error;
      });
    }
  }

  async #refuseLooseFiles(): Promise<void> {
    for (const folder of ['h', 'b']) {
      for (const name of await this.#names(folder)) await this.#refuseLoose(join(this.#dir, folder, name));
    }
  }

  /** A file or folder that others could read or put there. */
  async #refuseLoose(path: string): Promise<void> {
    const stat = await this.#files.lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined; // removed meanwhile by another process
      throw storageError('look at', path, error);
    });
    if (stat === undefined) return;
    const { getuid } = process;
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
    if (stat.isSymbolicLink()) {
      throw new FedzkError('storage', `${path} is a symbolic link; a key store's files must be its own.`);
    }
    // Windows has neither modes nor numbers of users.
    if (getuid === undefined) return;
    if (stat.uid !== getuid()) {
      throw new FedzkError(
        'storage',
        `${path} belongs to another user (${stat.uid}); chown it, or use another folder.`,
      );
    }
    if ((stat.mode & OTHERS) !== 0) {
      const wanted = stat.isDirectory() ? '0700' : '0600';
      throw new FedzkError('storage', `${path} has mode ${mode}, so that others may use it; chmod it to ${wanted}.`);
    }
  }

  async #newest(): Promise<number | undefined> {
    const generations = (await this.#names('h')).map((name) => generationOf(`h/${name}`));
    return generations.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
  }

  async #names(folder: string): Promise<string[]> {
    return this.#files.readdir(join(this.#dir, folder)).catch((error: unknown) => {
      throw storageError('read', folder, error);
    });
  }

  #path(name: string): string {
    if (OBJECT.test(name)) return join(this.#dir, name);
    throw new FedzkError('invalid-argument', '"name" expected the name of an object.');
  }

  /** A durable file under a name that nobody reads. */
  async #writeUnfinished(folder: string, bytes: Uint8Array): Promise<string> {
    const path = join(this.#dir, folder, `${UNFINISHED}${crypto.randomUUID()}`);
    try {
      await this.#withOpen(path, 'wx', async (file) => {
        await file.writeFile(bytes);
        await file.sync();
      });
      return path;
    } catch (error) {
      await this.#discard(path);
      throw storageError('write', path, error);
    }
  }

  async #syncDir(folder: string): Promise<void> {
    const path = join(this.#dir, folder);
    try {
      await this.#withOpen(path, 'r', (dir) => dir.sync());
    } catch (error) {
      throw storageError('make durable', path, error);
    }
  }

  async #withOpen(path: string, flags: 'r' | 'wx', work: (file: OpenFile) => Promise<void>): Promise<void> {
    const file = await this.#files.open(path, flags, PRIVATE_FILE);
    try {
      await work(file);
    } finally {
      await file.close();
    }
  }

  /** A full disk is not to be filled with what failed; what can't be removed is an orphan. */
  async #discard(path: string): Promise<void> {
    await this.#files.unlink(path).catch(() => undefined);
  }
}

function unfinishedName(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}

/** What open and fsync say of a folder that may not be read, or lies on a file system that has no fsync of folders. */
const CANNOT_SYNC: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** That, or that Deno was not given the folder. */
function cannotSync(cause: unknown): boolean {
  return CANNOT_SYNC.has(codeOf(cause)) || (cause instanceof Error && cause.name === 'NotCapable');
}

/** What link says on FAT and on network and user-space file systems that have none. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

function noLinks(dir: string, cause: unknown): FedzkError {
  return new FedzkError(
    'storage',
    `The file system of ${dir} refuses hard links (${codeOf(cause)}), by which a key store is written; nothing was ` +
      'changed. Use a folder on another one.',
    { cause },
  );
}

// Not by `instanceof Error`: what Node throws is no instance of the one that a test under Jest has.
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function storageError(verb: string, what: string, cause: unknown): FedzkError {
  const code = codeOf(cause);
  const why = typeof code === 'string' ? code : 'an unknown fault';
  return new FedzkError(
    'storage',
    `Could not ${verb} ${what} (${why}). Whether a change was made is seen by reading again.`,
    {
      cause,
    },
  );
}
