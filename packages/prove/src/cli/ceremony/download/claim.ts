// A download's files belong to one run at a time: `FILE.lock` names its process.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning, removeStale } from '@fedzk/core/node';
import { cannot, quoted, Trouble } from '../../files.js';

/**
 * Runs work while no other run downloads to the same file.
 *
 * @throws {Trouble} another run does
 */
export async function claimed<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const own = `${process.pid} ${hostname()}`;
  claim(file, lock, own);
  try {
    return await work();
  } finally {
    if (holderOf(lock) === own) rmSync(lock, { force: true });
  }
}

/** @param own this process and its computer, which the lock's text is */
function claim(file: string, lock: string, own: string): void {
  for (;;) {
    try {
      writeFileSync(lock, own, { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannot('written', lock, error);
    }
    const holder = holderOf(lock);
    // It was released in between.
    if (holder === undefined) continue;
    if (!isEnded(holder, own)) throw busy(file, lock, holder);
    removeStale(lock, holder);
  }
}

function holderOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    // What can't be read names nobody.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
  }
}

/** Tells whether the run that a lock names was ended. Only a process of this computer can be asked for. */
function isEnded(holder: string, own: string): boolean {
  const [, pid, host] = /^(\d+) (.*)$/.exec(holder) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  // The number of a run that was killed may be this one's by now.
  return holder === own || !isRunning(Number(pid));
}

function busy(file: string, lock: string, holder: string): Trouble {
  const [pid = '', host] = holder.split(' ');
  const who = host === undefined ? '' : ` (process ${pid}${host === hostname() ? '' : ` on ${quoted(host)}`})`;
  return new Trouble(
    `Another run${who} is downloading to ${quoted(file)}. Wait for it, or give another name for the new file. If there is no such run, remove ${quoted(lock)}.`,
  );
}
