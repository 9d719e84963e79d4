// Errors of the package in the words of the command line.

import { FedzkError } from '@fedzk/keys';
import { Trouble } from './trouble.js';

/** What is an answer of the store, and not a fault of whoever asks. */
const ANSWERS: ReadonlySet<string> = new Set([
  'wrong-key',
  'not-found',
  'already-exists',
  'damaged',
  'rolled-back',
  'not-exportable',
  'expired',
  'invalid-state',
]);

/** Methods whose command has another name. */
const COMMAND_OF: Readonly<Record<string, string>> = {
  addSlot: 'slots add',
  changePassphrase: 'passwd',
  open: 'list',
  create: 'init',
  removeSlot: 'slots remove',
  rotateMaster: 'rotate',
  rotateRoot: 'rotate-root',
  slots: 'slots list',
};

/** Options whose argument has another name. */
const OPTION_OF: Readonly<Record<string, string>> = {
  id: 'ID',
  key: 'the key',
  dir: 'DIR',
  path: 'the name of a file or folder',
  passphrase: 'the passphrase',
  expiresAt: '--expires',
};

export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
}

export function wordsOf(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  if (error instanceof FedzkError) return translated(error.message);
  return error instanceof Error ? error.message : 'an unknown error';
}

/** The package names its methods and options; the command line has commands and options of its own. */
function translated(message: string): string {
  return message
    .replace(/; KeyStore\.open opens it/, '')
    .replace(/KeyStore\.(\w+)/g, (_, method: string) => command(method))
    .replace(/\b([a-z][A-Za-z]*)\(\)/g, (_, method: string) => command(method))
    .replace(/\{ (\w+): true \}/g, (_, option: string) => `--${kebab(option)}`)
    .replace(/(?:^|(?<=with ))"(\w+)"/g, (_, option: string) => OPTION_OF[option] ?? `--${kebab(option)}`)
    .replace(/^the /, 'The ');
}

function command(method: string): string {
  return `"fedzk-keys ${COMMAND_OF[method] ?? kebab(method)}"`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
