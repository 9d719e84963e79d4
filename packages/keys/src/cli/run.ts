// Runs a program with keys in its environment.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { quoted } from '@fedzk/core';
import type { KeyStore } from '@fedzk/keys';
import { type Command, OPENING, onStore, type Request } from './command.js';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';
import { VARIABLE } from './unlock.js';
import { reasoned } from './words.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const FORMS = ['hex', 'base64', 'text'] as const;
type Form = (typeof FORMS)[number];
const [NOT_EXECUTABLE, NOT_FOUND, BY_SIGNAL] = [126, 127, 128];
/** Signals that are forwarded to the program. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
/** Signals that a terminal sends to all programs in its foreground, so the program has already got them. */
const FROM_TERMINAL: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

export const RUN_COMMANDS: Readonly<Record<string, Command>> = {
  run: {
    usage: 'DIR NAME=ID ... -- PROGRAM [ARGUMENT ...]',
    summary: 'run a program with exportable keys in its environment',
    details: [
      'Each NAME is a variable, ID a key; --as hex (default), base64, or text for keys that are UTF-8.',
      "Exit code: the program's; 128 and its number where a signal ended it; 127 where it is not found, 126 where it",
      "cannot be run. Signals are forwarded. Whoever may look at the program's environment sees the keys.",
      `It refuses to run with ${VARIABLE} set, which the program could read from its parent.`,
    ],
    names: [2, Number.POSITIVE_INFINITY],
    takesProgram: true,
    options: [...OPENING, 'as'],
    run: async (request) => {
      refusePassphraseIn(request.io);
      const variables = await exported(request);
      return runProgram(request, variables);
    },
  },
};

/** Refuses a passphrase in the environment: the program can read the environment that its parent was started with. */
function refusePassphraseIn({ env }: Surroundings): void {
  if (!env[VARIABLE]) return;
  throw new Trouble(
    `${VARIABLE} is set, and the program could read it from this process; nothing was run. Unset it, and take ` +
      '--passphrase-file FILE or --key-file FILE, or type the passphrase.',
  );
}

/** Exports the keys, and returns the variables when the store is locked again. */
async function exported(request: Request): Promise<ReadonlyMap<string, string>> {
  const form = formOf(request.values.as);
  const wanted = mappingOf(request.names.slice(1));
  const variables = new Map<string, string>();
  await onStore(async (store) => {
    for (const [name, id] of wanted) variables.set(name, await variableOf(store, id, form));
    return undefined;
  })(request);
  return variables;
}

function formOf(given = 'hex'): Form {
  const form = FORMS.find((one) => one === given);
  if (form !== undefined) return form;
  throw new Trouble(`--as expected hex, base64 or text, got ${JSON.stringify(given)}.`);
}

function mappingOf(words: readonly string[]): Map<string, string> {
  const wanted = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const [name, id] = [word.slice(0, Math.max(0, at)), word.slice(at + 1)];
    if (!NAME.test(name) || id === '') {
      throw new Trouble(`"run" expected NAME=ID, the name of a variable and of a key, got ${JSON.stringify(word)}.`);
    }
    if (wanted.has(name)) throw new Trouble(`"run" expected each variable once, got ${name} twice.`);
    wanted.set(name, id);
  }
  return wanted;
}

async function variableOf(store: KeyStore, id: string, form: Form): Promise<string> {
  const key = await store.export(id.normalize('NFC'));
  try {
    if (form !== 'text') return Buffer.from(key.buffer, key.byteOffset, key.length).toString(form);
    return textOf(key, id);
  } finally {
    key.fill(0);
  }
}

function textOf(key: Uint8Array, id: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(key);
    if (!text.includes('\0')) return text;
  } catch {
    // said below
  }
  throw new Trouble(`The key ${JSON.stringify(id)} is not UTF-8 text; use --as hex or base64.`);
}

/** @returns its exit code */
function runProgram({ program, io }: Request, variables: ReadonlyMap<string, string>): Promise<number> {
  const [file = '', ...args] = program;
  const { [VARIABLE]: _, ...env } = io.env;
  const child = spawn(file, args, { stdio: 'inherit', env: { ...env, ...Object.fromEntries(variables) } });
  const forward = (signal: NodeJS.Signals): void => {
    if (!(io.inputIsTerminal && FROM_TERMINAL.has(signal))) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return new Promise<number>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      io.tell(`fedzk-keys: ${reasoned(`${quoted(file)} cannot be run (${error.code ?? 'an unknown error'}).`)}\n`);
      resolve(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.once('exit', (code, signal) => {
      if (code !== null) resolve(code);
      else if (signal !== null) resolve(BY_SIGNAL + constants.signals[signal]);
      else reject(new Error('A program ended without a code or a signal.'));
    });
  }).finally(() => {
    for (const signal of FORWARDED) process.off(signal, forward);
  });
}
