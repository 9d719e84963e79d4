/** Writes a ceremony's file in Node. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FedzkError, quoted, unexpected } from '@fedzk/core';
import { reasonOf } from '@fedzk/core/node';
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
  const target = resolve(nameOf(path));
  const part = `${target}.part-${randomBytes(6).toString('hex')}`;
  let opening: Promise<FileHandle> | undefined;
  const file = (): Promise<FileHandle> => {
    opening ??= opened(target, part);
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
        const handle = await file();
        await handle.sync();
        await handle.close();
        await named(part, target);
        await syncFolder(dirname(target));
      }),
    async abort() {
      if (opening === undefined) return;
      // Closed already if it was the commit that failed.
      const handle = await opening.catch(() => undefined);
      await handle?.close().catch(() => {});
      if (handle !== undefined) await unlink(part).catch(() => {});
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

/** Opens the part, if the target isn't there. */
async function opened(target: string, part: string): Promise<FileHandle> {
  const isThere = await access(target, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw exists(target);
  return open(part, 'wx+', 0o666);
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function readBack(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, at + read);
    if (bytesRead === 0) throw new Error('it became shorter while it was written');
    read += bytesRead;
  }
  return bytes;
}

/** Codes of file systems without links. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives the part its name. A link, unlike a renaming, never replaces a file that came in between. */
async function named(part: string, target: string): Promise<void> {
  try {
    await link(part, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(target);
    if (!NO_LINKS.includes(code)) throw error;
    await rename(part, target);
    return;
  }
  await unlink(part);
}

/** Makes a name durable. Windows can't open a folder, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync().catch(() => {}); // some file systems can't, and the file is whole under its name
  } finally {
    await handle.close();
  }
}

function exists(target: string): FedzkError {
  return new FedzkError('already-exists', `${quoted(target)} exists; give the name of a new file.`);
}

function notWritten(target: string, cause: unknown): FedzkError {
  const message = `${quoted(target)} cannot be written: ${reasonOf(cause, 'written')}. Nothing was left of it.`;
  return new FedzkError('storage', message, { cause });
}
