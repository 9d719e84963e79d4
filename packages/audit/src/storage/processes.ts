// Processes by number, by when they began, and by where that number is one: a start of the machine, a namespace of processes
// (pid_namespaces(7)), which each container has of its own, and a host. Another process may have the number by now, and
// another place has a process of the same number.

import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isRunning, processState } from '@fedzk/core/node';
import type { Processes } from './lock.js';

export const nodeProcesses: Processes = {
  async own() {
    const place = await placeOf();
    return [process.pid, processState(process.pid).started, place.boot, place.namespace, place.host].join('.');
  },
  async stateOf(name) {
    const [pid = '', started, boot, namespace, host, ...more] = name.split('.');
    const own = await placeOf();
    if (host === undefined || more.length > 0) return { unseen: 'of another version' };
    if (host !== own.host) return { unseen: `on another host (${host})` };
    if (boot !== own.boot) return { unseen: 'of another start of the machine' };
    if (namespace !== own.namespace) return { unseen: 'in another container (PID namespace)' };
    return runs(Number(pid), started) ? 'runs' : 'gone';
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

function runs(pid: number, started: string | undefined): boolean {
  if (!isRunning(pid)) return false;
  const now = processState(pid);
  // One that keeps it to itself when it began may be the same.
  return !/[ZX]/.test(now.state) && (now.started === '' || now.started === started);
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
