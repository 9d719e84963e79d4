// Errors of the package, in the words of the command line.

import { FedzkError } from '@fedzk/keys';
import { Trouble } from './trouble.js';

/** The codes of errors that are an answer of the store, with exit code 1. */
const ANSWERS: ReadonlySet<string> = new Set([
  'wrong-key',
  'not-found',
  'already-exists',
  'damaged',
  'rolled-back',
  'erased',
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
  pepper: 'the pepper',
  expiresAt: '--expires',
};

export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
}

export function wordsOf(error: unknown): string {
  if (error instanceof Trouble) return reasoned(error.message);
  // The cause names the audit file.
  if (error instanceof FedzkError && error.code === 'not-logged' && error.cause instanceof Trouble) {
    return `${error.message.replace(/; [^;]*$/, '')}: ${wordsOf(error.cause)}`;
  }
  if (error instanceof FedzkError) return reasoned(inWords(error.message));
  return error instanceof Error ? error.message : 'an unknown error';
}

/** A call, such as `list()`, `update(id, { hold: false })` or `retire(id, { before })`. */
const CALL = /\b([a-z][A-Za-z]*)\((?:[a-z]+)?(?:, )?(?:\{ (\w+)(?:: (true|false))? \})?\)/g;
const OPTIONS = /\{ \w+: (?:true|false)(?:, \w+: (?:true|false))* \}/g;
const OPTION = /(\w+): (true|false)/g;

/** Replaces the names of methods and options in a message by commands and options of the command line. */
export function inWords(message: string): string {
  return message
    .replace(/; KeyStore\.open opens it/, '')
    .replace(/KeyStore\.(\w+)/g, (_, method: string) => command(method))
    .replace(CALL, (_, method: string, option?: string, value?: string) => command(method, option, value))
    .replace(OPTIONS, (all) => [...all.matchAll(OPTION)].map(([, option = '', value]) => flag(option, value)).join(' '))
    .replace(/(?:^|(?<=with ))"(\w+)"/g, (_, option: string) => OPTION_OF[option] ?? flag(option))
    .replace(/^the /, 'The ');
}

/** The system's codes in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  ENOTDIR: 'it is, or lies in, a file that is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its file system can only be read',
  ENOSPC: 'there is no space left',
};
const FOLDER_MISSING = 'its folder is not there';

/** A message with a reason in place of a code of the system, such as `(ENOENT)`. */
export function reasoned(message: string): string {
  return message.replace(/^(.*?) \((E[A-Z0-9]+)\)/, (all, before: string, code: string) => {
    const writes = /cannot be written$|^Could not write /.test(before);
    const reason = code === 'ENOENT' && writes ? FOLDER_MISSING : REASONS[code];
    return reason === undefined ? all : `${before}: ${reason}`;
  });
}

function command(method: string, option?: string, value?: string): string {
  const words = ['fedzk-keys', COMMAND_OF[method] ?? kebab(method), ...(option ? [flag(option, value)] : [])];
  return `"${words.join(' ')}"`;
}

function flag(option: string, value = 'true'): string {
  return `--${value === 'false' ? 'no-' : ''}${kebab(option)}`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
