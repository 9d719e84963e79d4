// The names after a command.

import { quoted, Trouble } from '../files.js';
import { SEE_HELP } from './options.js';
import type { Request } from './run.js';

/** @throws {Trouble} */
export function oneName({ names }: Request, command: string): string {
  const [first] = names;
  if (first === undefined || names.length > 1) throw wrongNames(command, 'one file', names);
  return first;
}

/** @throws {Trouble} */
export function twoNames({ names }: Request, command: string): readonly [string, string] {
  const [first, second] = names;
  if (first === undefined || second === undefined || names.length > 2) throw wrongNames(command, 'IN and OUT', names);
  return [first, second];
}

function wrongNames(command: string, expected: string, names: readonly string[]): Trouble {
  return new Trouble(
    `"${command}" expected ${expected}, got ${names.length === 0 ? 'none' : quoted(names.join(' '))}. ${SEE_HELP}`,
  );
}
