// Where the command line keeps the token of its session: one file for each aggregator, its owner's alone.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, requireOwned } from '../stores/layout.js';

function folder(): string {
  const { XDG_STATE_HOME: state } = process.env;
  return join(state || join(homedir(), '.local', 'state'), 'fedzk', 'sessions');
}

function pathOf(socket: string): string {
  return join(folder(), createHash('sha256').update(socket).digest('hex').slice(0, 32));
}

/** Reads the token for an aggregator's socket; `undefined` if nobody has signed in. @throws {FedzkError} others may change it */
export function readToken(socket: string): string | undefined {
  const path = pathOf(socket);
  if (!existsSync(path)) return undefined;
  requireOwned(path);
  return readFileSync(path, 'utf8').trim();
}

/** Keeps the token for an aggregator's socket, in the place of an earlier one. */
export function keepToken(socket: string, token: string): void {
  makeFolder(folder());
  forgetToken(socket);
  writeFileSync(pathOf(socket), `${token}\n`, { mode: 0o600, flag: 'wx', flush: true });
}

/** Forgets a token. */
export function forgetToken(socket: string): void {
  rmSync(pathOf(socket), { force: true });
}
