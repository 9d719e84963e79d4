/** Writes a new file in Node, which appears under its name as a whole and durable, or not at all. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import { reasonOf } from '@fedzk/core/node';

/** What a new file does with the system's files, so that tests can have it fail or stop at each step. */
export interface SinkFiles {
  exists(path: string): Promise<boolean>;
  /** What tells a file from others, by its name; undefined if there is none. */
  idOf(path: string): Promise<string | undefined>;
  /** Creates a file that must not exist. @param mode who may read and write it, less what the process forbids (umask) */
  create(path: string, mode: number): Promise<SinkFile>;
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
  /** What tells it from others: {@link SinkFiles.idOf}. */
  id(): Promise<string>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file that has no name yet: it is written as `NAME.part-…` beside it. */
export interface NewFile {
  /** The bytes written so far. */
  readonly size: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Reads back what was written, until the file is named. */
  read(at: number, length: number): Promise<Uint8Array>;
  /** Makes durable what was written. */
  sync(): Promise<void>;
  /** Gives it its name, which it must be synced for. Never replaces another file. */
  name(): Promise<void>;
  /**
   * Takes its name from it again, if {@link NewFile.name} gave it one, and drops what was written. Another file that has the
   * name by now stays. Doesn't reject.
   */
  drop(): Promise<void>;
}

/** Access for all. */
const ALL = 0o666;

/**
 * Makes a new file. Its calls reject with `already-exists`, or with `storage` and the system's error as `cause`.
 *
 * @param mode who may read and write it
 */
export function newFile(path: string, mode: number = ALL): NewFile {
  return newFileOn(nodeFiles, path, mode);
}

/** Makes a new file on a layer of files. */
export function newFileOn(files: SinkFiles, path: string, mode: number = ALL): NewFile {
  const target = resolve(path);
  const part = `${target}.part-${randomBytes(6).toString('hex')}`;
  let opening: Promise<SinkFile> | undefined;
  let size = 0;
  /** Once it has its name. */
  let own: string | undefined;
  const opened = async (): Promise<SinkFile> => {
    if (await files.exists(target)) throw exists(target);
    return files.create(part, mode);
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
    get size() {
      return size;
    },
    write: (bytes) =>
      stored(async () => {
        await writeAll(await file(), bytes);
        size += bytes.length;
      }),
    read: (at, length) => stored(async () => readBack(await file(), at, length)),
    sync: () => stored(async () => (await file()).sync()),
    name: () =>
      stored(async () => {
        const written = await file();
        const id = await written.id();
        await written.close();
        await nameOnce(files, part, target);
        own = id;
        await files.syncFolder(dirname(target));
      }),
    async drop() {
      const written = await opening?.catch(() => undefined);
      // It is closed already if it was named, or if that failed.
      await written?.close().catch(() => {});
      if (written === undefined) return;
      // Somebody may have removed it, and another run have written its own.
      if (own === undefined) await files.remove(part).catch(() => {});
      else if ((await files.idOf(target)) === own) await files.remove(target).catch(() => {});
    },
  };
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
const NO_LINKS: readonly unknown[] = ['EPERM', 'EACCES', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * Gives the part its name. A link never replaces a file that came in between. A renaming replaces one that comes after the
 * question whether there is any.
 */
async function nameOnce(files: SinkFiles, part: string, target: string): Promise<void> {
  try {
    await files.link(part, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(target);
    if (!NO_LINKS.includes(code)) throw error;
    if (await files.exists(target)) throw exists(target);
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
  idOf: (path) => lstat(path, { bigint: true }).then(idOf, () => undefined),
  async create(path, mode) {
    const handle: FileHandle = await open(path, 'wx+', mode);
    return {
      write: async (bytes) => (await handle.write(bytes)).bytesWritten,
      read: async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead,
      id: async () => idOf(await handle.stat({ bigint: true })),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  link: (from, to) => link(from, to),
  rename: (from, to) => rename(from, to),
  remove: (path) => unlink(path),
  async syncFolder(folder) {
    // Windows can't open a folder, and needs no such call.
    const handle = await open(folder, 'r').catch(() => undefined);
    try {
      await handle?.sync();
    } catch (error) {
      // Some file systems can't, and the file is whole under its name. After another fault a loss of power may take the name.
      if (!NO_FOLDER_SYNC.includes((error as NodeJS.ErrnoException).code)) throw error;
    } finally {
      await handle?.close();
    }
  },
};

/** Codes of file systems that make no folder durable by itself. */
const NO_FOLDER_SYNC: readonly unknown[] = [
  'EINVAL',
  'EPERM',
  'EACCES',
  'EBADF',
  'EISDIR',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
];

function idOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev} ${ino}`;
}

function exists(target: string): FedzkError {
  return new FedzkError('already-exists', `${quoted(target)} exists; give the name of a new file.`);
}

function notWritten(target: string, cause: unknown): FedzkError {
  const message = `${quoted(target)} cannot be written: ${reasonOf(cause, 'written')}. Nothing was left of it.`;
  return new FedzkError('storage', message, { cause });
}
