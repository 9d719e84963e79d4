// What the doctor sees from outside: the machine, the files, the ports.

import { existsSync, lstatSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { quoted } from '@fedzk/core';
import type { Config } from '../config.js';
import { freeAt, LEAST_FREE } from '../stores/disk.js';
import { isOfAnother, layoutOf } from '../stores/layout.js';
import { type Check, no, ok } from './check.js';

/** What package.json asks for. */
const NODE = [20, 19] as const;
const MIB = 2 ** 20;

/** Looks at the version of Node. */
export function checkNode(version: string = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  return isNew ? ok('node', version) : no('node', version, `Install Node ${NODE.join('.')} or newer.`);
}

/** Looks at who may read and write the files of an aggregator. */
export function checkModes({ data, role, mode, unlock }: Config): Check {
  const { folder, keys, log, database, rootKey } = layoutOf(data, role);
  const secret = [folder, keys, log, join(database, '..'), ...(mode === 'development' ? [rootKey] : [])];
  if (unlock !== undefined && 'file' in unlock) secret.push(unlock.file);
  for (const path of secret.filter((each) => existsSync(each))) {
    const stats = lstatSync(path);
    const right = stats.isDirectory() ? '700' : '600';
    if ((stats.mode & 0o077) !== 0) return no('modes', `others have access to ${path}`, `chmod ${right} ${path}`);
  }
  for (const path of [data, join(data, 'fedzk.json')].filter((each) => existsSync(each))) {
    const stats = statSync(path);
    const how = stats.isDirectory() ? '700' : 'go-w';
    if ((stats.mode & 0o022) !== 0) return no('modes', `others may change ${path}`, `chmod ${how} ${path}`);
    if (isOfAnother(path))
      return no('modes', `${path} belongs to another user`, 'Run this, and fedzk serve, as its owner.');
  }
  return ok('modes', `only their owner has access to the files of ${data}`);
}

/** Looks at the room on the disk. */
export async function checkDisk(path: string): Promise<Check> {
  return diskCheck(await freeAt(path));
}

/** Says whether so many bytes are enough. */
export function diskCheck(free: number): Check {
  const says = `${Math.floor(free / MIB)} MiB free`;
  const remedy = `Make room: below ${LEAST_FREE / MIB} MiB no reports are taken.`;
  return free >= LEAST_FREE ? ok('disk', says) : no('disk', says, remedy);
}

/** Looks whether the ports answer, or can be had. */
export async function checkPorts({ clients, peer, operators, telemetry }: Config, isRunning: boolean): Promise<Check> {
  const all = [clients, peer, { host: '127.0.0.1', port: operators.port }, telemetry];
  const numbers = all.map(({ port }) => port).join(', ');
  for (const { host, port } of all) {
    if (isRunning && !(await answers(host, port)))
      return no('ports', `nothing answers at port ${port}`, 'Start it again, and look at what it says.');
    if (!isRunning && !(await isFree(host, port)))
      return no(
        'ports',
        `port ${port} is taken`,
        'End what listens there (ss -ltnp), or name another port in fedzk.json. If it is started with FEDZK_…_PORT, run this with the same.',
      );
  }
  return ok('ports', isRunning ? `it listens at ${numbers}` : `${numbers} are free`);
}

function answers(host: string, port: number): Promise<boolean> {
  const target = host === '::' || host === '0.0.0.0' ? 'localhost' : host;
  return new Promise((resolve) => {
    const socket = connect({ host: target, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Looks at the folder. */
export function checkFolder(data: string, hasSystem: boolean): Check {
  if (hasSystem) return ok('folder', data);
  const remedy = 'Name its folder by --data, restore it from a backup, or make one: fedzk serve --help.';
  return no('folder', `${quoted(data)} has no system`, remedy);
}
