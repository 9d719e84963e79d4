import type { VerifyStatus } from '@fedzk/verify';
import type { Statement } from '../support/vectors.js';

/**
 * What goes wrong where a verifier lets it pass:
 * - `soundness`: a statement nobody proved is accepted;
 * - `aliasing`: the same proof or signal counts under a second value, which slips past a check for repeats;
 * - `encoding`: the same value under a second spelling;
 * - `robustness`: a type or shape that no JSON of snarkjs has;
 * - `accepted`: unusual and right, has to be accepted.
 */
export type CaseClass = 'soundness' | 'aliasing' | 'encoding' | 'robustness' | 'accepted';

export interface Case {
  readonly class: CaseClass;
  readonly name: string;
  readonly status: VerifyStatus;
  /** Whose key is asked. */
  readonly statement: Statement;
  readonly proof: unknown;
  readonly signals: unknown;
}

/** A class, and whose key is asked where that is another statement than usual. */
type Kind = CaseClass | readonly [CaseClass, Statement];

export interface Cases {
  /** A statement with other signals. */
  withSignals(kind: Kind, status: VerifyStatus, name: string, signals: unknown): Case;
  /** A statement with another proof. */
  withProof(kind: Kind, status: VerifyStatus, name: string, proof: unknown): Case;
}

/** Cases that change this statement, unless they say which. */
export function casesOf(usual: Statement): Cases {
  const unfold = (kind: Kind): readonly [CaseClass, Statement] => (typeof kind === 'string' ? [kind, usual] : kind);
  return {
    withSignals(kind, status, name, signals) {
      const [caseClass, statement] = unfold(kind);
      return { class: caseClass, name: `signals: ${name}`, status, statement, proof: statement.proof, signals };
    },
    withProof(kind, status, name, proof) {
      const [caseClass, statement] = unfold(kind);
      return { class: caseClass, name: `proof: ${name}`, status, statement, proof, signals: statement.publicSignals };
    },
  };
}

/** A statement with its proof in other bytes. */
export function withBytes(
  statement: Statement,
  caseClass: CaseClass,
  status: VerifyStatus,
  name: string,
  bytes: Uint8Array,
): Case {
  return casesOf(statement).withProof(caseClass, status, name, bytes);
}

/** The list with one element replaced. */
export function replaced<T>(list: readonly T[], at: number, value: unknown): unknown[] {
  return list.map((element, i): unknown => (i === at ? value : element));
}

/** Other spellings of a decimal integer, none of which is canonical. */
export function spellings(value: string): readonly (readonly [string, string])[] {
  const shifted = (zero: number): string =>
    value.replace(/\d/g, (digit) => String.fromCharCode(zero + digit.charCodeAt(0) - 0x30));
  return [
    ['hexadecimal', `0x${BigInt(value).toString(16)}`],
    ['upper-case hexadecimal', `0X${BigInt(value).toString(16).toUpperCase()}`],
    ['octal', `0o${BigInt(value).toString(8)}`],
    ['binary', `0b${BigInt(value).toString(2)}`],
    ['a leading zero', `0${value}`],
    ['a plus sign', `+${value}`],
    ['a space before it', ` ${value}`],
    ['a space after it', `${value} `],
    ['a tab before it', `\t${value}`],
    ['a newline after it', `${value}\n`],
    ['a carriage return after it', `${value}\r`],
    ['a no-break space after it', `${value}\u00a0`],
    ['a byte order mark before it', `\ufeff${value}`],
    ['a zero-width space after it', `${value}\u200b`],
    ['NUL before it', `\0${value}`],
    ['NUL after it', `${value}\0`],
    ['a fraction of zero', `${value}.0`],
    ['a full stop', `${value}.`],
    ['an exponent of zero', `${value}e0`],
    ['a bigint suffix', `${value}n`],
    ['a numeric separator', `${value.slice(0, -1)}_${value.slice(-1)}`],
    ['a thousands comma', `${value.slice(0, -1)},${value.slice(-1)}`],
    ['full-width digits', shifted(0xff10)],
    ['Arabic-Indic digits', shifted(0x660)],
    ['quotes around it', `"${value}"`],
    ['a second number after it', `${value} 1`],
    ['a minus sign after it', `${value}-`],
    ['a fraction over 1', `${value}/1`],
    ['a million leading zeros', '0'.repeat(1e6) + value],
  ];
}

/** Values that are no strings, though most become the right one when converted. */
export function notStrings(value: string): readonly (readonly [string, unknown])[] {
  return [
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['a number', 1],
    ['a number with the value', Number(value)],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a nested array', [value]],
    ['a twice nested array', [[value]]],
    ['an empty array', []],
    ['an object', {}],
    ['an object that converts to it', { toString: () => value, valueOf: () => value }],
    ['an object that converts to it by Symbol.toPrimitive', { [Symbol.toPrimitive]: () => value }],
    ['an object that JSON makes of a bigint', { value, type: 'bigint' }],
    ['a String object', Object(value)],
    ['a BigInt object', Object(/^\d+$/.test(value) ? BigInt(value) : 1n)],
    ['a function', () => value],
    ['a symbol', Symbol(value)],
    ['a date', new Date(0)],
    ['32 bytes', new Uint8Array(32)],
  ];
}

/** Strings that stand for no integer. */
export const noNumbers: readonly (readonly [string, string])[] = [
  ['the empty string', ''],
  ['blanks', '   '],
  ['a minus sign', '-'],
  ['minus zero', '-0'],
  ['an exponent', '1e3'],
  ['a fraction', '1.5'],
  ['the text NaN', 'NaN'],
  ['the text Infinity', 'Infinity'],
  ['a word', 'one'],
  ['NUL', '\0'],
  ['half an emoji', '\ud83d'],
  ['a million ones', '1'.repeat(1e6)],
  ['a million nines with a minus sign', `-${'9'.repeat(1e6)}`],
  ['a million letters', 'a'.repeat(1e6)],
  ['a million blanks', ' '.repeat(1e6)],
];
