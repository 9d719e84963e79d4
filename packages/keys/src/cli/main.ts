// The command line, for Node only. It uses the package as any other program does: what it adds is files and words.

import { SEE_HELP, sortWords } from './arguments.js';
import { BACKUP_COMMANDS } from './backup.js';
import type { Command } from './command.js';
import { helpOf, OVERVIEW } from './help.js';
import { KEY_COMMANDS } from './keys.js';
import { LIFE_COMMANDS } from './life.js';
import { isStandardInput } from './private-file.js';
import { RUN_COMMANDS } from './run.js';
import { SLOT_COMMANDS } from './slots.js';
import type { Surroundings } from './surroundings.js';
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
};

const FILES = ['passphrase-file', 'key-file', 'new-passphrase-file', 'new-key-file'] as const;

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
    io.tell(`fedzk-keys: ${wordsOf(error)}\n`);
    return exitCodeOf(error);
  }
}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const { names, after, values, given } = sortWords(args);
  if (values.version) return written(io, io.version());
  const found = find(names);
  if (values.help) return written(io, found === undefined ? OVERVIEW : helpOf(found.name, found.command));
  if (found === undefined) throw new Trouble(`Expected a command, got ${JSON.stringify(names[0] ?? '')}. ${SEE_HELP}`);
  const { name, command, rest } = found;
  const help = `"fedzk-keys ${name} --help" shows how.`;
  const foreign = given.find((option) => !command.options.includes(option));
  if (foreign !== undefined) throw new Trouble(`"${name}" has no option --${foreign}. ${help}`);
  // Names that begin with a hyphen may come after "--" too.
  const own = command.takesProgram === true ? rest : [...rest, ...(after ?? [])];
  const program = command.takesProgram === true ? (after ?? []) : [];
  const [least, most] = command.names;
  if (own.length < least || own.length > most || (command.takesProgram === true && program.length === 0)) {
    throw new Trouble(`"${name}" expected ${command.usage} after it. ${help}`);
  }
  if (FILES.filter((option) => isStandardInput(values[option])).length > 1) {
    throw new Trouble('Standard input can be one of these files; name the others.');
  }
  return (await command.run({ names: own, program, values, io })) ?? 0;
}

/** A command of one word or two, and the names after it. */
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

async function written(io: Surroundings, words: string): Promise<number> {
  await io.write(`${words}\n`);
  return 0;
}
