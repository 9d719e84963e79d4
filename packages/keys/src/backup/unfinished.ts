// Node: the hidden file that a backup is written to before it gets its name, and its removal after a crash.

import { lstat, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '@fedzk/core/node';

/** The end of an unfinished file's name, after the target's name: a process id and a UUID. */
const OF_PROCESS = /^([1-9][0-9]{0,9})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Paths of the unfinished files that this program is writing. */
const writing = new Set<string>();

/** Does work with the path of a new unfinished file of a target, and then removes the file if it is still there. */
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
 * Removes unfinished files of a target whose process no longer runs. A file of another container, which
 * has its own process ids, may be among them; its writer then finds it missing and writes another.
 */
export async function removeLeftOf(target: string): Promise<void> {
  const [folder, prefix] = [dirname(target), prefixOf(target)];
  // The write reports what is wrong with the folder.
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const [, pid] = OF_PROCESS.exec(name.slice(prefix.length)) ?? [];
    const path = join(folder, name);
    if (pid === undefined || isWriting(Number(pid), path)) continue;
    const stat = await lstat(path).catch(() => undefined); // another process removed it
    if (stat?.isFile()) await removeHidden(path);
  }
}

function prefixOf(target: string): string {
  return `.${basename(target)}.new-`;
}

function isWriting(pid: number, path: string): boolean {
  return pid === process.pid ? writing.has(path) : isRunning(pid);
}

/** Removes a file. If that fails, a hidden file stays that nobody reads. */
async function removeHidden(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}
