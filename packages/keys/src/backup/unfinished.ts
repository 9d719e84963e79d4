// Node: the hidden file that a backup is written to before it gets its name, and what is left where its writer was killed.

import { lstat, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../storage/files.js';

/** A process's id and a UUID, after the target's name. */
const OF_PROCESS = /^([1-9][0-9]{0,9})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Those that this program is writing. */
const writing = new Set<string>();

/** Does something with the path of a new unfinished file of a target. What is left of it then is removed. */
export async function withUnfinished(target: string, work: (path: string) => Promise<void>): Promise<void> {
  const path = join(dirname(target), `${prefixOf(target)}${process.pid}-${crypto.randomUUID()}`);
  writing.add(path);
  try {
    await work(path);
  } finally {
    await removeHidden(path);
    writing.delete(path);
  }
}

/**
 * Removes unfinished files of a target whose process is no longer there. One of another container, which has process ids
 * of its own, may be among them: its writer finds it gone, and writes another.
 */
export async function removeLeftOf(target: string): Promise<void> {
  const [folder, prefix] = [dirname(target), prefixOf(target)];
  // What is wrong with the folder, the write tells.
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const [, pid] = OF_PROCESS.exec(name.slice(prefix.length)) ?? [];
    const path = join(folder, name);
    if (pid === undefined || isWriting(Number(pid), path)) continue;
    const stat = await lstat(path).catch(() => undefined); // removed by another one
    if (stat?.isFile()) await removeHidden(path);
  }
}

function prefixOf(target: string): string {
  return `.${basename(target)}.new-`;
}

function isWriting(pid: number, path: string): boolean {
  if (pid === process.pid) return writing.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH'; // another user's, or nobody may ask
  }
}

/** What can't be removed is a hidden file that nobody reads. */
async function removeHidden(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}
