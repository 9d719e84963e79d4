// Files that are whole after a kill or a power failure: what was there before, or all of what was written.

import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '@fedzk/core/node';

let count = 0;

/** Writes a file that only its owner may read, in place of the one that may be there. It is on the disk when this resolves. */
export function writeDurably(path: string, text: string | Uint8Array): Promise<void> {
  return withPart(path, text, (part) => rename(part, path));
}

/** Writes a file as {@link writeDurably} does unless there is one: of several writers the first counts. @returns whether it was written */
export async function writeOnce(path: string, text: string): Promise<boolean> {
  let isWritten = true;
  await withPart(path, text, async (part) => {
    try {
      await link(part, path); // unlike a renaming, it never takes the place of another
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      isWritten = false;
    }
  });
  return isWritten;
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Writes a text beside a path, and has it named. */
async function withPart(path: string, text: string | Uint8Array, name: (part: string) => Promise<void>): Promise<void> {
  await removeLeft(path);
  const part = `${path}.${process.pid}-${++count}.new`;
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await name(part);
  } finally {
    await rm(part, { force: true });
  }
  await syncFolder(dirname(path));
}

/** Removes what writers that were killed have left beside a path: there may be secrets in it. */
async function removeLeft(path: string): Promise<void> {
  const [folder, start] = [dirname(path), `${basename(path)}.`];
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(start) ? /^(\d+)-\d+\.new$/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true });
  }
}
