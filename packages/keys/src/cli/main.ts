// The command line, for Node only. It uses the package as any other program does, and adds files and messages.

import { escaped, quoted } from '@fedzk/core';
import { API_KEY_COMMANDS } from './api-keys.js';
import { SEE_HELP, sortWords } from './arguments.js';
import { BACKUP_COMMANDS } from './backup.js';
import type { Command } from './command.js';
import { helpOf, helpOfGroup, OVERVIEW } from './help.js';
import { withoutApiKeys } from './hiding.js';
import { KEY_COMMANDS } from './keys.js';
import { LIFE_COMMANDS } from './life.js';
import { isStandardInput } from './private-file.js';
import { RUN_COMMANDS } from './run.js';
import { SLOT_COMMANDS } from './slots.js';
import type { Surroundings } from './surroundings.js';
import { keepTerminal } from './terminal.js';
import { Trouble } from './trouble.js';
import { STORE_COMMANDS } from './whole-store.js';
import { exitCodeOf, wordsOf } from './words.js';

export const COMMANDS: Readonly<Record<string, Command>> = {
  ...KEY_COMMANDS,
  ...LIFE_COMMANDS,
  ...RUN_COMMANDS,
  ...STORE_COMMANDS,
  ...SLOT_COMMANDS,
  ...BACKUP_COMMANDS,
  ...API_KEY_COMMANDS,
};

const FILES = ['passphrase-file', 'key-file', 'new-passphrase-file', 'new-key-file', 'pepper-file'] as const;

/**
 * Runs the command line.
 *
 * @param args the words after its name
 * @returns the exit code: 0 done, 1 no, 2 wrong use or broken input; that of the program after `run`
 */
export async function main(args: readonly string[], io: Surroundings): Promise<number> {
  try {
    return await obey(args, io);
  } catch (error) {
    io.tell(`fedzk-keys: ${escaped(withoutApiKeys(wordsOf(error)))}\n`);
    return exitCodeOf(error);
  }
}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const { names, after, values, given } = sortWords(args);
  if (values.version) return written(io, io.version());
  const found = find(names);
  if (values.help) return written(io, found === undefined ? helpOfNone(names[0]) : helpOf(found.name, found.command));
  if (found === undefined) throw noCommand(names);
  const { name, command, rest } = found;
  const help = `"fedzk-keys ${name} --help" shows how.`;
  const foreign = given.find((option) => !command.options.includes(option));
  if (foreign !== undefined) throw new Trouble(`"${name}" has no option --${foreign}. ${help}`);
  // Names that begin with a hyphen may come after "--" too.
  const own = command.takesProgram === true ? rest : [...rest, ...(after ?? [])];
  const program = command.takesProgram === true ? (after ?? []) : [];
  const [least, most] = command.names;
  if (own.length > most) {
    // They are not shown: one may be a passphrase.
    throw new Trouble(`"${name}" expected ${command.usage} and nothing more, got ${own.length} words. ${help}`);
  }
  if (own.length < least || (command.takesProgram === true && program.length === 0)) {
    throw new Trouble(`"${name}" expected ${command.usage} after it. ${help}`);
  }
  if (FILES.filter((option) => isStandardInput(values[option])).length > 1) {
    throw new Trouble('Standard input can be only one of the files of passphrases and keys; name the others.');
  }
  const obeyWith = (by: Surroundings) => command.run({ names: own, program, values, io: by });
  return (await (command.asksAgain === true ? keepTerminal(io, obeyWith) : obeyWith(io))) ?? 0;
}

/** Finds a command of one word or two, and the names after it. */
function find(
  names: readonly string[],
): { readonly name: string; readonly command: Command; readonly rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const name = names.slice(0, words).join(' ');
    const command = names.length >= words && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command !== undefined) return { name, command, rest: names.slice(words) };
  }
  return undefined;
}

/** Lists the commands of two words that begin with this one. */
function groupOf(first: string | undefined): readonly (readonly [string, Command])[] {
  return Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${first} `));
}

function helpOfNone(first: string | undefined): string {
  const group = groupOf(first);
  return group.length === 0 ? OVERVIEW : helpOfGroup(group);
}

function noCommand([first, second]: readonly string[]): Trouble {
  const group = groupOf(first).map(([name]) => name.split(' ')[1] ?? '');
  if (first === undefined) return new Trouble(`Expected a command. ${SEE_HELP}`);
  if (group.length === 0) return new Trouble(`Expected a command, got ${quoted(first)}. ${SEE_HELP}`);
  const expected = `${group.slice(0, -1).join(', ')} or ${group.at(-1)}`;
  const got = second === undefined ? '' : `, got ${quoted(second)}`;
  return new Trouble(`"${first}" expected ${expected} after it${got}. "fedzk-keys ${first} --help" shows how.`);
}

async function written(io: Surroundings, words: string): Promise<number> {
  await io.write(`${words}\n`);
  return 0;
}
