// Processes by number, and by when they and the machine began: another one may have the number by now.

import { readFile } from 'node:fs/promises';
import { codeOf } from './files.js';
import type { Processes } from './lock.js';

export const nodeProcesses: Processes = {
  async own() {
    const [boot, { started }] = await Promise.all([bootOf(), stateOf(process.pid)]);
    return `${process.pid}.${started}.${boot}`;
  },
  async runs(name) {
    const [pid = '', started, boot] = name.split('.');
    if (boot !== (await bootOf())) return false;
    const now = await stateOf(Number(pid));
    return now.started === started && !now.ended && exists(Number(pid));
  },
};

/** The machine's start; empty where nothing tells it. */
async function bootOf(): Promise<string> {
  return (await textOf('/proc/sys/kernel/random/boot_id')).trim();
}

/** Fields 3 and 22 of proc(5), counted behind the name, which may have anything in it. */
async function stateOf(pid: number): Promise<{ readonly started: string; readonly ended: boolean }> {
  const stat = await textOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Ended, and not waited for.
  return { started: fields[19] ?? '', ended: fields[0] === 'Z' || fields[0] === 'X' };
}

function exists(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
