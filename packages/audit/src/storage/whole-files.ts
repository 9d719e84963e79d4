// Files that are there whole or not at all: written beside, made durable, renamed.

import type { FileLayer, OpenFile } from './files.js';
import { storageError } from './files.js';

/** A file, by its path in the log and by where it is. */
export interface WholeFile {
  readonly path: string;
  readonly at: string;
  /** Where it is until it is whole: nobody else's, and of the same file system. */
  readonly unfinished: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

/** Files to write in any order, and folders to make durable after that. */
export interface WholeFiles {
  readonly files: readonly WholeFile[];
  readonly folders: readonly { readonly path: string; readonly at: string }[];
  /** How many files are written at a time. */
  readonly atOnce: number;
}

/**
 * Resolves when all files are whole and durable under their names, which last as soon as their folders are durable.
 *
 * @throws {FedzkError} `storage`: some of them may be there
 */
export async function writeWhole(layer: FileLayer, { files, folders, atOnce }: WholeFiles): Promise<void> {
  const waiting = [...files];
  const writeSome = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await writeOne(layer, file).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  await allSettled(Array.from({ length: Math.min(atOnce, files.length) }, writeSome));
  await allSettled(folders.map(({ path, at }) => syncFolder(layer, path, at)));
}

async function writeOne(layer: FileLayer, file: WholeFile): Promise<void> {
  const open = await createWhole(layer, file);
  await open.close().catch((error: unknown) => {
    throw storageError('write', file.path, error);
  });
}

/**
 * Writes a file whole, and leaves it open under its name: whatever somebody puts in its place, this is what was written.
 *
 * @throws {FedzkError} `storage`: it may be there
 */
export async function createWhole(
  layer: FileLayer,
  { path, at, unfinished, mode, bytes }: WholeFile,
): Promise<OpenFile> {
  let open: OpenFile | undefined;
  try {
    // Fails where there is anything, such as a link.
    open = await layer.open(unfinished, 'wx', mode);
    await writeAll(open, bytes, 0);
    await open.sync();
    await layer.rename(unfinished, at);
    return open;
  } catch (error) {
    await open?.close().catch(() => undefined);
    // On a full disk it would take the room that others need. Where it can't be removed, the next writer does it.
    if (open !== undefined) await layer.unlink(unfinished).catch(() => undefined);
    throw storageError('write', path, error);
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(layer: FileLayer, path: string, at: string): Promise<void> {
  try {
    await withOpen(layer, at, 'r', 0, (open) => open.sync());
  } catch (error) {
    throw storageError('make durable', path, error);
  }
}

/** None is under way any more when the first error is thrown. */
async function allSettled(calls: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(calls)) if (end.status === 'rejected') throw end.reason;
}

export async function withOpen(
  layer: FileLayer,
  at: string,
  flags: 'r' | 'wx',
  mode: number,
  work: (file: OpenFile) => Promise<void>,
): Promise<void> {
  const file = await layer.open(at, flags, mode);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
