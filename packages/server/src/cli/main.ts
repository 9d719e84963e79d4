// The command line: words into calls. It uses a running aggregator by its socket.

import { escaped, FedzkError, quoted } from '@fedzk/core';
import { readWords, reasonOf } from '@fedzk/core/node';
import { Unfinished } from '../client/patience.js';
import type { Role } from '../config.js';
import { dataFolder, roleIn } from '../stores/layout.js';
import { type Command, type Commands, OPTIONS, type Option, SEE_HELP, Trouble } from './command.js';
import { approvalCommands } from './commands/approval.js';
import { caCommands } from './commands/ca.js';
import { clientCommands } from './commands/client.js';
import { doctorCommands } from './commands/doctor.js';
import { loginCommands } from './commands/login.js';
import { peerCommands } from './commands/peer.js';
import { personCommands } from './commands/person.js';
import { roundCommands } from './commands/round.js';
import { serveCommands } from './commands/serve.js';
import { statusCommands } from './commands/status.js';
import { taskCommands } from './commands/task.js';
import { isRefusal, Operator } from './operator.js';
import type { Surroundings } from './surroundings.js';
import { helpFor, helpForAll, usageOf } from './words.js';

/** All commands. */
export const COMMANDS: Commands = {
  ...serveCommands,
  ...statusCommands,
  ...doctorCommands,
  ...taskCommands,
  ...roundCommands,
  ...clientCommands,
  ...peerCommands,
  ...caCommands,
  ...loginCommands,
  ...personCommands,
  ...approvalCommands,
};

/**
 * Runs the command line.
 *
 * @param args the words after its name
 * @returns the exit code: 0 yes, 1 no, 2 wrong use or a system that can't be started
 */
export async function main(args: readonly string[], io: Surroundings): Promise<number> {
  try {
    return await obey(args, io);
  } catch (error) {
    const isOurs = error instanceof FedzkError || error instanceof Trouble;
    const message = isOurs
      ? error.message
      : (refusedBySystem(error) ?? `An unexpected error: ${error instanceof Error ? error.message : 'unknown'}`);
    io.tell(`fedzk: ${escaped(message)}`);
    if (args.includes('--json')) io.say(escaped(JSON.stringify({ ok: false, code: codeOf(error), error: message })));
    return error instanceof FedzkError && isNo(error, args[0]) ? 1 : 2;
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Run this as the user whom it belongs to.',
  EPERM: 'Run this as the user whom it belongs to.',
  EROFS: 'Mount it for writing, or name another folder.',
  ENOSPC: 'Make room, and run this again.',
  EEXIST: 'Name a folder, or one that is not there yet.',
  ENOTDIR: 'Name a folder, or one that is not there yet.',
};

/** What reasons mean that are not the same where a file is written. */
const MEANINGS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'it or a folder above it is a file',
};

/** Says what the system refused to do with a file or a folder, and what helps; `undefined` for other errors. */
function refusedBySystem(error: unknown): string | undefined {
  const { code = '', path } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined;
  return (
    remedy && `${quoted(path ?? 'a file')} can't be used: ${MEANINGS[code] ?? reasonOf(error, 'written')}. ${remedy}`
  );
}

/** `wrong-use` is a mistake in the words, or in a file that they name. */
function codeOf(error: unknown): string {
  if (error instanceof FedzkError) return error.code;
  if (refusedBySystem(error) !== undefined) return 'storage';
  return error instanceof Trouble ? 'wrong-use' : 'internal';
}

/** What an aggregator or a check refuses is a no; all else is wrong use, or nothing to use. */
const NOES: readonly string[] = [
  'not-authentic',
  'already-reported',
  'not-found',
  'pin-mismatch',
  'expired',
  'rolled-back',
];

function isNo(error: FedzkError, command: string | undefined): boolean {
  // A port that is taken may be free later; a system that can't be opened stays so.
  const { code } = error;
  if (command === 'serve') return code === 'storage';
  // Elsewhere it is a passphrase that opens nothing.
  if (command === 'client' && code === 'wrong-key') return true;
  return isRefusal(error) || error instanceof Unfinished || NOES.includes(code);
}

/** An id of a task: 32 bytes in base64url, of which one in 64 begins as an option does. */
const TASK_ID = /^-[A-Za-z0-9_-]{42}$/;
/** Goes before such an id, so that it is read as a word. */
const MARK = '\0';

const marked = (word: string): string => (TASK_ID.test(word) ? MARK + word : word);
const unmarked = (word: string): string => (word.startsWith(MARK) ? word.slice(MARK.length) : word);

/** Says what Node calls ambiguous: an option whose value would be the next option. */
function inWords(why: string): string {
  return why.replace(
    /^(Option '(.*)') argument is ambiguous$/,
    "$1 expected a value; one that begins with - is given as '$2=-…'",
  );
}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const read = readWords(args.map(marked), OPTIONS, (why) => new Trouble(`${inWords(why)}. ${SEE_HELP}`));
  const { tokens } = read;
  const positionals = read.positionals.map(unmarked);
  const values = { ...read.values, ...(read.values.task && { task: unmarked(read.values.task) }) };
  if (values.version) return said(io, io.version());
  const [first, second = ''] = positionals;
  if (values.help)
    return said(io, (first === undefined ? undefined : helpFor(first, second, COMMANDS)) ?? helpForAll());
  const [name, command] = commandOf(first, second);
  const used = tokens.flatMap((token) => (token.kind === 'option' ? [token.name as Option] : []));
  const { usage = '', needs = [], options = [] } = command;
  const foreign = used.find((option) => ![...needs, ...options, 'data', 'json'].includes(option));
  if (foreign !== undefined) throw new Trouble(`"${name}" has no option --${foreign}. ${seeHelp(name)}`);
  const names = positionals.slice(name.split(' ').length);
  const needed = usage.split(' ').filter((each) => each !== '').length;
  if (names.length !== needed || names.includes(''))
    throw new Trouble(`"${name}" expected ${usage || 'nothing'} after it. ${seeHelp(name)}`);
  const empty = used.find((option) => values[option] === '');
  if (empty !== undefined) throw new Trouble(`--${empty} expected a value, got "". ${seeHelp(name)}`);
  const missing = needs.find((option) => values[option] === undefined);
  if (missing !== undefined) throw new Trouble(`--${missing} is missing. ${seeHelp(name)}`);
  const data = dataFolder(values.data);
  const role = roleOf(values.role) ?? roleIn(data);
  const given = { names, values, data, role, operator: new Operator(data, role), io };
  const outcome = await (command.keeps ? kept(() => command.run(given)) : command.run(given));
  if (typeof outcome === 'number') return outcome;
  const { lines, json, ok = true } = outcome;
  if (values.json) io.say(escaped(JSON.stringify({ ok, ...json })));
  else for (const line of lines) io.say(escaped(line));
  return ok ? 0 : 1;
}

/** Runs what makes files that are its owner's alone, whatever the shell says of new files. */
async function kept<T>(run: () => Promise<T>): Promise<T> {
  const before = process.umask(0o077);
  try {
    return await run();
  } finally {
    process.umask(before);
  }
}

function commandOf(first: string | undefined, second: string): [string, Command] {
  for (const name of [`${first} ${second}`, first ?? '']) {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command !== undefined) return [name, command];
  }
  const group = first ?? '';
  const own = Object.entries(COMMANDS).filter(([name]) => name.split(' ')[0] === group);
  if (own.length > 0) {
    const names = own.map(([name, command]) => usageOf(name, command).split(' ')[1]);
    throw new Trouble(`"${group}" expected one of ${names.join(', ')}, got ${quoted(second)}. ${seeHelp(group)}`);
  }
  const groups = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0]))];
  const got = first === undefined ? '' : `, got ${quoted(first)}`;
  throw new Trouble(`Expected a command: ${groups.join(', ')}${got}. ${SEE_HELP}`);
}

function seeHelp(name: string): string {
  return `See fedzk ${name} --help.`;
}

function said(io: Surroundings, text: string): number {
  io.say(text);
  return 0;
}

function roleOf(text: string | undefined): Role | undefined {
  if (text === undefined || text === 'leader' || text === 'helper') return text;
  throw new Trouble(`--role expected leader or helper, got ${quoted(text)}.`);
}
