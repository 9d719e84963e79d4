/** Writes a ceremony's file in Node. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FedzkError, quoted, unexpected } from '@fedzk/core';
import { reasonOf } from '@fedzk/core/node';
import type { CeremonySink } from './sink.js';

/** What a sink does with files, so that tests can have it fail or stop at each step. */
export interface SinkFiles {
  exists(path: string): Promise<boolean>;
  /** Creates a file that must not exist. */
  create(path: string): Promise<SinkFile>;
  /** Gives a file a second name that must not exist. */
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(folder: string): Promise<void>;
}

/** An open file. */
export interface SinkFile {
  /** Appends; resolves to the number of bytes that were taken. */
  write(bytes: Uint8Array): Promise<number>;
  read(into: Uint8Array, at: number): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

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
  const target = resolve(nameOf(path));
  const part = `${target}.part-${randomBytes(6).toString('hex')}`;
  let opening: Promise<SinkFile> | undefined;
  const opened = async (): Promise<SinkFile> => {
    if (await files.exists(target)) throw exists(target);
    return files.create(part);
  };
  const file = (): Promise<SinkFile> => {
    opening ??= opened();
    return opening;
  };
  const stored = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (cause) {
      throw cause instanceof FedzkError ? cause : notWritten(target, cause);
    }
  };
  return {
    write: (bytes) => stored(async () => writeAll(await file(), bytes)),
    read: (at, length) => stored(async () => readBack(await file(), at, length)),
    commit: () =>
      stored(async () => {
        const own = await file();
        await own.sync();
        await own.close();
        await named(files, part, target);
        await files.syncFolder(dirname(target));
      }),
    async abort() {
      const own = await opening?.catch(() => undefined);
      // It is closed already if the commit failed after that.
      await own?.close().catch(() => {});
      if (own !== undefined) await files.remove(part).catch(() => {});
    },
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

async function writeAll(file: SinkFile, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += await file.write(bytes.subarray(at));
}

async function readBack(file: SinkFile, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const more = await file.read(bytes.subarray(read), at + read);
    if (more === 0) throw new Error('it became shorter while it was written');
    read += more;
  }
  return bytes;
}

/** Codes of file systems without links. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives the part its name. A link, unlike a renaming, never replaces a file that came in between. */
async function named(files: SinkFiles, part: string, target: string): Promise<void> {
  try {
    await files.link(part, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(target);
    if (!NO_LINKS.includes(code)) throw error;
    await files.rename(part, target);
    return;
  }
  // The file is whole under its name, so a part that stays is no failure.
  await files.remove(part).catch(() => {});
}

/** The file system. */
export const nodeFiles: SinkFiles = {
  exists: (path) =>
    lstat(path).then(
      () => true,
      () => false,
    ),
  async create(path) {
    const handle: FileHandle = await open(path, 'wx+', 0o666);
    return {
      write: async (bytes) => (await handle.write(bytes)).bytesWritten,
      read: async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead,
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  link,
  rename,
  remove: unlink,
  async syncFolder(folder) {
    // Windows can't open a folder, and needs no such call.
    const handle = await open(folder, 'r').catch(() => undefined);
    try {
      await handle?.sync().catch(() => {}); // some file systems can't, and the file is whole under its name
    } finally {
      await handle?.close();
    }
  },
};

function exists(target: string): FedzkError {
  return new FedzkError('already-exists', `${quoted(target)} exists; give the name of a new file.`);
}

function notWritten(target: string, cause: unknown): FedzkError {
  const message = `${quoted(target)} cannot be written: ${reasonOf(cause, 'written')}. Nothing was left of it.`;
  return new FedzkError('storage', message, { cause });
}
