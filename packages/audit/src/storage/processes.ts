// Processes by number, by when they began, and by where that number is one: a start of the machine, a namespace of processes
// (pid_namespaces(7)), which each container has of its own, and a host. Another process may have the number by now, and
// another place has a process of the same number.

import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isRunning } from '@fedzk/core/node';
import type { Processes } from './lock.js';

export const nodeProcesses: Processes = {
  async own() {
    const [place, { started }] = await Promise.all([placeOf(), stateOf(process.pid)]);
    return [process.pid, started, place.boot, place.namespace, place.host].join('.');
  },
  async stateOf(name) {
    const [pid = '', started, boot, namespace, host, ...more] = name.split('.');
    const own = await placeOf();
    if (host === undefined || more.length > 0) return { unseen: 'of another version' };
    if (host !== own.host) return { unseen: `on another host (${host})` };
    if (boot !== own.boot) return { unseen: 'of another start of the machine' };
    if (namespace !== own.namespace) return { unseen: 'in another container (PID namespace)' };
    return (await runs(Number(pid), started)) ? 'runs' : 'gone';
  },
};

/**
 * Where a number stands for one process; what nothing tells is empty, as outside Linux. Deno would ask for the permission to
 * say the host's name, and a start of the machine is one host's anyway.
 */
async function placeOf(): Promise<{ readonly boot: string; readonly namespace: string; readonly host: string }> {
  const boot = (await textOf('/proc/sys/kernel/random/boot_id')).trim();
  const link = await readlink('/proc/self/ns/pid').catch(() => '');
  return {
    boot,
    namespace: link.replace(/\D/g, ''),
    host: ('Deno' in globalThis ? '' : hostname()).replace(/[^\w-]/g, '_').slice(0, 64),
  };
}

async function runs(pid: number, started: string | undefined): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const now = await stateOf(pid);
  // One that keeps it to itself when it began may be the same.
  return !now.ended && (now.started === '' || now.started === started);
}

/** Fields 3 and 22 of proc(5), counted behind the name, which may have anything in it. */
async function stateOf(pid: number): Promise<{ readonly started: string; readonly ended: boolean }> {
  const stat = await textOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Ended, and not waited for.
  return { started: fields[19] ?? '', ended: fields[0] === 'Z' || fields[0] === 'X' };
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
