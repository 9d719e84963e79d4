// What comes after a command: the next one, and whose it is.

import { existsSync } from 'node:fs';
import type { Role } from '../config.js';
import { layoutOf } from '../stores/layout.js';
import type { Given } from './command.js';

/** Writes a command for the operator of a role. The folder is named where it is the one of this command. */
export function commandFor({ values, data }: Pick<Given, 'values' | 'data'>, role: Role, ...words: string[]): string {
  const isHere = values.data !== undefined && existsSync(layoutOf(data, role).folder);
  const folder = isHere ? ['--data', values.data ?? ''] : [];
  return ['fedzk', ...words, '--role', role, ...folder].map(shellWord).join(' ');
}

/** Quotes a word where a shell would take it for more than one, or for something else. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) || word === '"…"' ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** Says whose the next command is. */
export function nextLine(who: Role | 'clients', command: string): string {
  return `next, the ${who}: ${command}`;
}
