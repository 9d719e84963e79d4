// The words of `fedzk-prove ceremony`.

import { readWords } from '@fedzk/core/node';
import { quoted, Trouble } from '../files.js';
import { type CommandName, meaningOf } from './help.js';

/** Ends a message. Where a command is named, it leads to the command's own page: {@link ownHelp}. */
export const SEE_HELP = 'See fedzk-prove ceremony --help.';

/** Has a message of a command lead to its own page. */
export function ownHelp(message: string, command: CommandName): string {
  return message.replace(SEE_HELP, `See fedzk-prove ceremony ${command} --help.`);
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const OPTIONS = {
  ...{
    curve: text,
    power: text,
    r1cs: text,
    circuit: text,
    ptau: text,
    zkey: text,
    name: text,
    typed: text,
    threads: text,
  },
  ...{ announce: text, announcement: text, signer: text, 'signer-name': text, value: text, signature: text },
  ...{ iterations: text, level: text, closes: text, round: text, height: text, signals: text, source: text },
  ...{ keys: text, block: text, powers: text, trust: text, development: flag, json: flag },
} as const;

export type Option = keyof typeof OPTIONS;
export type Values = ReturnType<typeof readArguments>['values'];

/** @throws {Trouble} */
export function readArguments(args: readonly string[]) {
  const { values, positionals, tokens } = readWords(
    args,
    OPTIONS,
    (why) => new Trouble(`${inWords(why)}. ${SEE_HELP}`),
  );
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  return { values, positionals, given };
}

/** Says what Node's reasons mean. */
function inWords(why: string): string {
  const [, option, what] = /^Option '(--[\w-]+)[^']*' argument (missing|is ambiguous)$/.exec(why) ?? [];
  if (option === undefined) return why;
  return `${option} needs a value${what === 'missing' ? '' : ', and what follows begins with "-"'}`;
}

/** Refuses options that a command would ignore. @throws {Trouble} */
export function requireOptions(command: CommandName, options: readonly Option[], given: readonly string[]): void {
  const other = given.find((name) => !(options as readonly string[]).includes(name) && !COMMON.includes(name));
  if (other !== undefined) throw new Trouble(`"${command}" has no option --${other}. ${SEE_HELP}`);
}

const COMMON: readonly string[] = ['json', 'help', 'version'];

/** Returns an option that a command needs. @throws {Trouble} */
export function needed(values: Values, option: Exclude<Option, 'development' | 'json'>, command: CommandName): string {
  const value = values[option];
  if (value === undefined) {
    throw new Trouble(`"${command}" needs ${meaningOf(command, option).join(': ')}. ${SEE_HELP}`);
  }
  return value;
}

/** Reads an integer. @throws {Trouble} */
export function integerOf(value: string, option: Option, least: number, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new Trouble(`--${option} expected an integer ${range}, got ${quoted(value)}. ${SEE_HELP}`);
}

/** Reads hexadecimal. @throws {Trouble} */
export function hexOf(value: string, option: Option, least = 1, most = 255): string {
  if (/^(?:[0-9a-f]{2})+$/.test(value) && value.length >= 2 * least && value.length <= 2 * most) return value;
  const bytes = least === most ? `${least}` : `${least} to ${most}`;
  throw new Trouble(`--${option} expected ${bytes} bytes in lower-case hexadecimal, got ${quoted(value)}. ${SEE_HELP}`);
}
