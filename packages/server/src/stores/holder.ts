// Which process has a folder of data, or one role of it. It is there so that a second start is told so, before it opens anything;
// what keeps two from writing are the locks of the stores.

import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import { isRunning, processState, removeStale } from '@fedzk/core/node';
import type { Role } from '../config.js';
import { writeOnce } from './durable.js';

/** What may be held: all of a folder, by what starts the aggregators, or one role of it, by the aggregator. */
type Held = 'serve' | Role;

/**
 * Takes a folder, or a role of it, for this process.
 *
 * @returns gives it back
 * @throws {FedzkError} `invalid-state`: a process that runs has it
 */
export async function hold(data: string, what: Held): Promise<() => void> {
  const path = pathOf(data, what);
  const own = nameOf(data, process.pid);
  while (!(await writeOnce(path, own))) {
    const found = textOf(path);
    requireFree(data, what);
    if (found !== undefined) removeStale(path, found);
  }
  return () => {
    if (textOf(path) === own) rmSync(path, { force: true });
  };
}

/** Refuses what a process that runs has. @throws {FedzkError} `invalid-state` */
export function requireFree(data: string, what: Held): void {
  const pid = holderOf(data, what);
  if (pid === undefined) return;
  const other = existsSync('/proc/self/stat')
    ? ''
    : ` If that is another program, remove ${quoted(pathOf(data, what))}.`;
  throw new FedzkError(
    'invalid-state',
    `fedzk serve already runs here (process ${pid}). End that one first, or name another folder by --data.${other}`,
  );
}

/** Returns the process that has it, if that runs. */
export function holderOf(data: string, what: Held): number | undefined {
  const text = textOf(pathOf(data, what));
  const pid = Number(/^\d+/.exec(text ?? '')?.[0]);
  return isRunning(pid) && nameOf(data, pid) === text ? pid : undefined;
}

function pathOf(data: string, what: Held): string {
  return join(data, `${what}.pid`);
}

/**
 * Names a process so that no other has the name: a number is given again, also after the machine was started again, and a copy of the
 * folder is not that process's. Elsewhere than on Linux nothing says when a process began.
 */
function nameOf(data: string, pid: number): string {
  const boot = textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  const { state, started } = processState(pid);
  const hasEnded = state === 'Z' || state === 'X';
  return `${pid} ${hasEnded ? 'ended' : started} ${boot} ${statSync(data).ino}\n`;
}

/** Whether a process was stopped, by SIGSTOP or a debugger: it answers nothing. */
export function isStopped(pid: number): boolean {
  return /^t$/i.test(processState(pid).state);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
