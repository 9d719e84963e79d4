// Where things lie: one folder for each role, below the folder of data.

import { chmodSync, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import type { Role } from '../config.js';

/** The paths of one role. */
export interface Layout {
  readonly folder: string;
  /** The key store: certificates, private keys, clients, tasks. */
  readonly keys: string;
  /** The API keys of clients, which a pepper of the key store opens. */
  readonly apiKeys: string;
  /** The database of rounds. */
  readonly database: string;
  /** The tasks, whose hashes are in the key store. */
  readonly tasks: string;
  /** The audit log. */
  readonly log: string;
  /** What the log says of people and duties, as it was at some entry: sealed under a key of the key store. */
  readonly snapshot: string;
  /** In development, the key that opens the key store. */
  readonly rootKey: string;
  /** In production, what the CA is asked for. */
  readonly request: string;
  /** The socket of the command line. */
  readonly socket: string;
}

/**
 * Returns the paths of a role.
 *
 * @param folder its folder; another one while it is made
 */
export function layoutOf(data: string, role: Role, folder: string = join(data, role)): Layout {
  const at = (...names: string[]): string => join(folder, ...names);
  const runtime = process.env['RUNTIME_DIRECTORY'];
  return {
    folder,
    keys: at('keys'),
    apiKeys: at('api-keys'),
    database: at('rounds', 'aggregator.db'),
    tasks: at('rounds', 'tasks'),
    log: at('log'),
    snapshot: at('comply.snapshot'),
    rootKey: at('root.key'),
    request: at('certificates.request.json'),
    socket: runtime === undefined || runtime === '' ? join(data, `${role}.sock`) : join(runtime, `${role}.sock`),
  };
}

/** Returns the folder of data: the given one, systemd's, root's, or the user's. */
export function dataFolder(given: string | undefined): string {
  const { STATE_DIRECTORY: state, XDG_DATA_HOME: home } = process.env;
  if (given !== undefined) return resolve(given);
  if (state) return resolve(state);
  if (process.getuid?.() === 0) return '/var/lib/fedzk';
  return join(home || join(homedir(), '.local', 'share'), 'fedzk');
}

/** Returns the role of a folder of data that has the helper alone, else `leader`. */
export function roleIn(data: string): Role {
  const has = (role: Role): boolean => existsSync(layoutOf(data, role).folder);
  return has('helper') && !has('leader') ? 'helper' : 'leader';
}

/** Makes a folder that only its owner may enter. */
export function makeFolder(path: string): void {
  makeFolders(path);
  chmodSync(path, 0o700);
}

/**
 * Makes folders, down to the given one, that only their owner may enter. Where the system takes none, as below /proc, Node's own
 * `recursive` would try without end.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function makeFolders(path: string): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolders(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== 'ENOENT') throw error;
    const says = `${quoted(path)} can't be made: the system takes no folders in ${quoted(above)}. Name another folder.`;
    throw new FedzkError('invalid-argument', says, { cause: error });
  }
}

/**
 * Refuses a file or a folder that others than its owner may change.
 *
 * @throws {FedzkError} `invalid-state`
 */
export function requireOwned(path: string): void {
  if (process.getuid === undefined) return;
  const stats = statSync(path);
  const { mode, uid } = stats;
  if ((mode & 0o022) !== 0) {
    throw new FedzkError(
      'invalid-state',
      `Others may change ${quoted(path)}. Run chmod ${stats.isDirectory() ? '700' : 'go-w'} on it.`,
    );
  }
  if (isOfAnother(path, uid)) {
    throw new FedzkError('invalid-state', `${quoted(path)} belongs to another user. Run this as its owner.`);
  }
}

/** Whether a file or a folder belongs to another user than this process's, and not to root. */
export function isOfAnother(path: string, uid: number = statSync(path).uid): boolean {
  const own = process.getuid?.();
  // Of a link, who may change what it leads to, and who made it: its own mode says nothing.
  return own !== undefined && [uid, lstatSync(path).uid].some((each) => each !== own && each !== 0);
}
