// `fedzk-prove ceremony`: the command line of ceremonies.

import { isatty } from 'node:tty';
import { escaped, FedzkError } from '@fedzk/core';
import { progressBar } from '../bar.js';
import { quoted, Trouble, withoutSecrets } from '../files.js';
import { MANIFEST, SIGN, VERIFY } from './check.js';
import { BEACON, CONTRIBUTE } from './extend.js';
import { type CommandName, HELP, helpOf } from './help.js';
import { KEY } from './key.js';
import { NEW, PREPARE } from './make.js';
import { ownHelp, readArguments, requireOptions, SEE_HELP } from './options.js';
import { PAGE } from './page.js';
import type { Command } from './run.js';
import { SHOW } from './show.js';

export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  key: KEY,
  new: NEW,
  contribute: CONTRIBUTE,
  beacon: BEACON,
  prepare: PREPARE,
  verify: VERIFY,
  manifest: MANIFEST,
  sign: SIGN,
  show: SHOW,
  page: PAGE,
};

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** The codes of errors that are an answer about a ceremony, and no mistake of the call. */
const ANSWERS: ReadonlySet<string> = new Set(['not-authentic']);
/** The signals that cancel a command, each with a shell's exit code of a program that it ended: 128 + its number. */
const CANCELS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof CANCELS;

/**
 * Runs a command, and returns the exit code.
 *
 * @param args the words after "ceremony"
 * @param version reads the package's version
 */
export async function ceremony(args: readonly string[], version: () => string): Promise<number> {
  const stop = new AbortController();
  let cancelled = 0;
  const cancel = (signal: Signal): void => {
    cancelled ||= CANCELS[signal];
    stop.abort();
  };
  const signals = Object.keys(CANCELS) as Signal[];
  // A terminal that vanishes tells its programs of it twice, by the system and by the shell.
  for (const signal of signals) process[signal === 'SIGHUP' ? 'on' : 'once'](signal, cancel);
  const onTerminal = [0, 1, 2].some(isatty);
  const onError = ({ code }: NodeJS.ErrnoException): void => {
    if (code === 'EIO' && onTerminal) hangUp();
  };
  process.stderr.prependListener('error', onError);
  if (isatty(0)) process.stdin.on('error', onError);
  const bar = progressBar();
  const [kept, written]: [string[], string[]] = [[], []];
  // After SIGHUP the terminal is gone, and a write to it would end the process.
  const onProgress = (done: number): void => {
    if (!stop.signal.aborted) bar.show(done);
  };
  process.stdout.prependOnceListener('error', ({ code }: NodeJS.ErrnoException) => {
    // A verdict is the exit code even where nobody can read it.
    if (process.exitCode === 1) process.once('exit', () => (process.exitCode = 1));
    if (code === 'EPIPE' || written.length === 0) return;
    const names = escaped(written.map(quoted).join(', '));
    process.stderr.write(`fedzk-prove: ${names}: written and whole, but what follows can't be told of it.\n`);
  });
  // Known before the options are read, so that what is wrong with these leads to the command's page.
  const name = args.find((word) => !word.startsWith('-')) ?? '';
  try {
    const { values, positionals, given } = readArguments(args);
    const [first = '', ...names] = positionals;
    if (values.help || values.version) {
      const help = isCommand(first) ? helpOf(first, COMMANDS[first].options) : HELP;
      process.stdout.write(`${values.help ? help : version()}\n`);
      return 0;
    }
    if (!isCommand(first)) {
      throw new Trouble(`Expected ${Object.keys(COMMANDS).join(', ')}, got ${quoted(first)}. ${SEE_HELP}`);
    }
    const command = COMMANDS[first];
    requireOptions(first, command.options, given);
    const call = { signal: stop.signal, onProgress };
    return await command.run({ names, values, call, clear: bar.clear, kept, written });
  } catch (error) {
    if (stop.signal.aborted && isAbort(error, stop.signal)) {
      if (cancelled === CANCELS.SIGHUP && onTerminal) hangUp();
      const left = kept.length === 0 ? 'nothing was written' : kept.join(', ');
      process.stderr.write(`fedzk-prove: cancelled; ${escaped(left)}.\n`);
      return cancelled;
    }
    const message = error instanceof Error ? error.message : 'an unknown error';
    const why = isCommand(name) ? ownHelp(message, name) : message;
    process.stderr.write(`fedzk-prove: ${escaped(withoutSecrets(why))}\n`);
    return error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
  } finally {
    bar.clear();
    // The listeners stay: a signal that comes once the work is done changes nothing.
  }
}

/** Ends this process as its terminal does. Node sets the terminal back at its own end, and crashes if that is gone. */
function hangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

function isAbort(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}
