// Reads the words of a command line: a command, its names and options.

import { readWords } from '@fedzk/core/node';
import { Trouble } from './trouble.js';

export const SEE_HELP = '"fedzk-keys --help" shows how.';

const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;

/** All options of all commands. */
export const OPTIONS = {
  'passphrase-file': text,
  'key-file': text,
  'new-passphrase-file': text,
  'new-key-file': text,
  'pepper-file': text,
  anchor: text,
  audit: text,
  kdf: text,
  kind: text,
  purpose: text,
  owner: text,
  role: text,
  scopes: text,
  env: text,
  'overlap-seconds': text,
  expires: text,
  metadata: text,
  as: text,
  'key-version': text,
  before: text,
  hold: flag,
  'no-hold': flag,
  exportable: flag,
  replace: flag,
  hex: flag,
  reencrypt: flag,
  'drop-slots': flag,
  'accept-rollback': flag,
  json: flag,
} as const;

export type OptionName = keyof typeof OPTIONS | 'help' | 'version';
export type Values = ReturnType<typeof parse>['values'];

/** The words of a command line, sorted. */
export interface Words {
  /** Names before `--`, or all where there is none. */
  readonly names: readonly string[];
  /** What comes after `--`; undefined where there is none. */
  readonly after: readonly string[] | undefined;
  readonly values: Values;
  /** The options that were given, in their order. */
  readonly given: readonly OptionName[];
}

export function sortWords(args: readonly string[]): Words {
  const { values, positionals, tokens } = parse(args);
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? Number.POSITIVE_INFINITY;
  const before = tokens.filter(({ kind, index }) => kind === 'positional' && index < end).length;
  return {
    names: positionals.slice(0, before),
    after: end === Number.POSITIVE_INFINITY ? undefined : positionals.slice(before),
    values,
    given: tokens.flatMap((token) => (token.kind === 'option' ? [token.name as OptionName] : [])),
  };
}

function parse(args: readonly string[]) {
  return readWords(args, OPTIONS, (why) => new Trouble(`${why}. ${SEE_HELP}`));
}

/** Reads the number of a version, if one is given. */
export function wholeNumber(word: string | undefined, name: string): number | undefined {
  if (word === undefined || /^[1-9]\d{0,14}$/.test(word)) return word === undefined ? undefined : Number(word);
  throw new Trouble(`${name} expected a whole number from 1, got ${JSON.stringify(word)}.`);
}
