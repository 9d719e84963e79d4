// Node: reads the words of a command line.

import { parseArgs } from 'node:util';
import { callbackOf, listOf, unexpected } from '../argument.js';
import { asOptions } from '../options.js';

/** An option of a command line. */
export interface WordOption {
  /** Whether it takes a word. */
  readonly type: 'string' | 'boolean';
  /** Its one-letter form. */
  readonly short?: string;
  /** Its value if it isn't given. */
  readonly default?: string | boolean;
}

/** Options by their names. */
export type WordOptions = Readonly<Record<string, WordOption>>;

/** An option's value: undefined if it isn't given and has no default. */
export type ValueOf<Option extends WordOption> =
  | (Option['type'] extends 'boolean' ? boolean : string)
  | (Option extends { readonly default: string | boolean } ? never : undefined);

/** The options that every command line has. */
const COMMON = {
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** A command line's words, sorted. */
export interface Words<Options extends WordOptions> {
  readonly values: { readonly [Name in keyof Options]: ValueOf<Options[Name]> } & {
    readonly help: boolean;
    readonly version: boolean;
  };
  readonly positionals: readonly string[];
  /** Each word's kind, with its index. */
  readonly tokens: readonly (
    | { readonly kind: 'option'; readonly index: number; readonly name: string }
    | { readonly kind: 'positional'; readonly index: number; readonly value: string }
    | { readonly kind: 'option-terminator'; readonly index: number }
  )[];
}

/**
 * Sorts the words of a command line into options and names. `--help`, `-h` and `--version` are added to the options.
 *
 * @param refuse makes the error from a reason, which is a sentence without its full stop
 * @throws {FedzkError} `invalid-argument`: not an array of strings, or no function
 * @throws what `refuse` makes: an option is unknown, is given twice, lacks its value, or takes none and has one
 *
 * @example
 * ```ts
 * const { values, positionals } = readWords(process.argv.slice(2), { key: { type: 'string' } }, (why) => new Error(why));
 * ```
 */
export function readWords<const Options extends WordOptions>(
  args: readonly string[],
  options: Options,
  refuse: (why: string) => Error,
): Words<Options> {
  if (callbackOf(refuse, 'refuse') === undefined) throw unexpected('refuse', 'a function', refuse);
  const given = listOf(args, 'args', 'a list of words', (word, index) => {
    if (typeof word === 'string') return word;
    throw unexpected(`args[${index}]`, 'a string', word);
  });
  const words = parse(given, asOptions(options), refuse);
  const seen = new Set<string>();
  for (const token of words.tokens) {
    if (token.kind !== 'option') continue;
    // One of two values would be ignored.
    if (seen.has(token.name)) throw refuse(`Option '--${token.name}' is given twice`);
    seen.add(token.name);
  }
  return words;
}

function parse<Options extends WordOptions>(
  args: readonly string[],
  options: Options,
  refuse: (why: string) => Error,
): Words<Options> {
  try {
    const all: WordOptions = { ...options, ...COMMON };
    const found = parseArgs({ args: [...args], options: all, allowPositionals: true, tokens: true });
    return { ...found, values: found.values as Words<Options>['values'] };
  } catch (error) {
    // Node's further sentences explain "--", which doesn't help here.
    throw refuse(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : 'The options cannot be read');
  }
}
