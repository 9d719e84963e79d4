// The names after a command.

import { quoted, Trouble } from '../files.js';
import type { CommandName } from './help.js';
import { SEE_HELP } from './options.js';
import type { Request } from './run.js';

/** @throws {Trouble} */
export function oneName({ names }: Request, command: CommandName, what = 'one file'): string {
  const [first] = names;
  if (!first || names.length > 1) throw wrongNames(command, what, names);
  return first;
}

/** @throws {Trouble} */
export function twoNames({ names }: Request, command: CommandName): readonly [string, string] {
  const [first, second] = names;
  if (!first || !second || names.length > 2) throw wrongNames(command, 'IN and OUT', names);
  return [first, second];
}

function wrongNames(command: CommandName, expected: string, names: readonly string[]): Trouble {
  const got = names.length === 0 ? 'got none' : `got ${quoted(names.join(' '))}`;
  const why = names.includes('') ? 'and a name is empty' : got;
  return new Trouble(`"${command}" expected ${expected}, ${why}. ${SEE_HELP}`);
}
