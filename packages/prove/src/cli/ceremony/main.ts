// `fedzk-prove ceremony`: the command line of ceremonies.

import { escaped, FedzkError } from '@fedzk/core';
import { progressBar } from '../bar.js';
import { Trouble } from '../files.js';
import { MANIFEST, SIGN, VERIFY } from './check.js';
import { BEACON, CONTRIBUTE } from './extend.js';
import { NEW, PREPARE } from './make.js';
import { HELP, readArguments, requireOptions, SEE_HELP } from './options.js';
import { PAGE } from './page.js';
import type { Command } from './run.js';
import { SHOW } from './show.js';

const COMMANDS: Readonly<Record<string, Command>> = {
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

/** The codes of errors that are an answer about a ceremony, and no mistake of the call. */
const ANSWERS: ReadonlySet<string> = new Set(['not-authentic']);
/** A shell's exit code of a program that SIGINT ended: 128 + 2. */
const CANCELLED = 130;

/**
 * Runs a command, and returns the exit code.
 *
 * @param args the words after "ceremony"
 * @param version reads the package's version
 */
export async function ceremony(args: readonly string[], version: () => string): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const bar = progressBar();
  try {
    const { values, positionals, given } = readArguments(args);
    if (values.help || values.version) {
      process.stdout.write(`${values.help ? HELP : version()}\n`);
      return 0;
    }
    const [name = '', ...names] = positionals;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) {
      throw new Trouble(`Expected ${Object.keys(COMMANDS).join(', ')}, got ${JSON.stringify(name)}. ${SEE_HELP}`);
    }
    requireOptions(name, command.options, given);
    return await command.run({ names, values, call: { signal: stop.signal, onProgress: bar.show }, clear: bar.clear });
  } catch (error) {
    if (stop.signal.aborted && isAbort(error, stop.signal)) {
      process.stderr.write('fedzk-prove: cancelled; nothing was written.\n');
      return CANCELLED;
    }
    process.stderr.write(`fedzk-prove: ${escaped(error instanceof Error ? error.message : 'an unknown error')}\n`);
    return error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
  } finally {
    bar.clear();
    process.removeListener('SIGINT', interrupt);
  }
}

function isAbort(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}
