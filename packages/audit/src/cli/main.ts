// The command line, for Node only. It uses the package as any other program does, and adds files and messages.

import { FedzkError } from '@fedzk/audit';
import { escaped } from '@fedzk/core';
import type { Command } from './command.js';
import { EXPORT, TAIL } from './entries.js';
import { BACKUP, RECOVER } from './keep.js';
import { HELP, readArguments, requireNames, requireOptions, SEE_HELP } from './options.js';
import { CHECK, PROVE } from './prove.js';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';
import { VERIFY } from './verify.js';
import { messageOf } from './words.js';
import { PRUNE, UNLOCK, WITNESS } from './write.js';

const COMMANDS: Readonly<Record<string, Command>> = {
  verify: VERIFY,
  prove: PROVE,
  check: CHECK,
  export: EXPORT,
  tail: TAIL,
  backup: BACKUP,
  recover: RECOVER,
  unlock: UNLOCK,
  witness: WITNESS,
  prune: PRUNE,
};

/** The codes of errors that are an answer about the log, with exit code 1. */
const ANSWERS: ReadonlySet<string> = new Set(['not-found', 'not-authentic', 'damaged', 'rolled-back', 'invalid-state']);
/** A shell's exit code of a program that SIGINT ended: 128 + 2. */
const CANCELLED = 130;

/**
 * Runs the command line.
 *
 * @param args the words after its name
 * @returns the exit code: 0 all is well, 1 it is not, 2 wrong use or broken input, 130 cancelled
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let cancelled: AbortSignal | undefined;
  const io: Surroundings = {
    ...surroundings,
    cancelled() {
      cancelled = surroundings.cancelled();
      return cancelled;
    },
  };
  try {
    return await obey(args, io);
  } catch (error) {
    if (cancelled?.aborted && error === cancelled.reason) {
      io.tell('fedzk-audit: cancelled; nothing was left half done.\n');
      return CANCELLED;
    }
    io.tell(`fedzk-audit: ${escaped(messageOf(error))}\n`);
    return error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
  }
}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const { values, positionals, given } = readArguments(args);
  if (values.help) return written(io, HELP);
  if (values.version) return written(io, io.version());
  const [name, ...names] = positionals;
  if (name === undefined) throw new Trouble(`Expected a command. ${SEE_HELP}`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Trouble(`Expected a command, got ${JSON.stringify(name)}. ${SEE_HELP}`);
  requireOptions(name, command.options, given);
  requireNames(name, command.names, names);
  return command.run({ names, values, io });
}

async function written(io: Surroundings, words: string): Promise<number> {
  await io.write(`${words}\n`);
  return 0;
}
