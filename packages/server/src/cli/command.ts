// What a command of the command line is, and what it is given.

import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { FedzkError, quoted } from '@fedzk/core';
import { readFile, reasonOf, type Words } from '@fedzk/core/node';
import * as v from 'valibot';
import type { Role } from '../config.js';
import { requireFingerprint } from '../control/card.js';
import type { Operator } from './operator.js';
import type { Surroundings } from './surroundings.js';

const word = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** All options, each with what it takes. A command lists those that it has. */
export const OPTIONS = {
  ...{ data: word, role: word, port: word, id: word, home: word, out: word, fingerprint: word },
  ...{ leader: word, helper: word, key: word, manifest: word, trusted: word, signatures: word },
  ...{ task: word, round: word, values: word, format: word, wait: word, accuracy: word, name: word, days: word },
  ...{ 'passphrase-file': word, roles: word },
  ...{ development: flag, create: flag, 'take-over': flag, pad: flag, json: flag },
} as const;
export type Option = keyof typeof OPTIONS;
export type Values = Words<typeof OPTIONS>['values'];

/** What a command gives. */
export interface Outcome {
  /** For people. */
  readonly lines: readonly string[];
  /** For programs. */
  readonly json: object;
  /** Whether the answer is yes; `true` if left out. */
  readonly ok?: boolean;
}

/** What a command is given. */
export interface Given {
  /** The words after the command's name. */
  readonly names: readonly string[];
  readonly values: Values;
  readonly data: string;
  readonly role: Role;
  readonly operator: Operator;
  readonly io: Surroundings;
}

/** A command. */
export interface Command {
  /** The words after the command's name, such as `TASK ROUND`. */
  readonly usage?: string;
  /** The options that it can't do without. */
  readonly needs?: readonly Option[];
  readonly options?: readonly Option[];
  /** One line for the help. */
  readonly says: string;
  /** What an option is for, where it is not the same as in other commands. */
  readonly words?: Readonly<Partial<Record<Option, string>>>;
  /** Lines below the options. */
  readonly notes?: readonly string[];
  /** Whether it writes into a folder of data. */
  readonly keeps?: boolean;
  /** Does it. A number is an exit code: all was said already. */
  run(given: Given): Promise<Outcome | number>;
}

/** Commands by the words of their names. */
export type Commands = Readonly<Record<string, Command>>;

/** A mistake in the words, or in a file that they name. */
export class Trouble extends Error {}

export const SEE_HELP = 'See fedzk --help.';

/** More than an answer has. */
const MOST_ANSWER = 65_536;

/** The most bytes of a file that a command reads: more than any task file has. */
const MOST_BYTES = 2 ** 26;

/** Returns the value of an option that the command needs. */
export function required(
  values: Values,
  option: Exclude<Option, 'development' | 'create' | 'take-over' | 'pad' | 'json'>,
): string {
  const value = values[option];
  if (value === undefined || value === '') throw new Trouble(`--${option} is missing. ${SEE_HELP}`);
  return value;
}

/** Reads a file. @throws {Trouble} */
export function read(path: string): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(path, MOST_BYTES);
  } catch (error) {
    throw new Trouble(`${quoted(path)} cannot be read: ${reasonOf(error)}.`);
  }
  if (bytes === undefined) throw new Trouble(`${quoted(path)} is longer than ${MOST_BYTES} bytes.`);
  return new Uint8Array(bytes);
}

/** Reads a file of text. @throws {Trouble} */
export function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read(path));
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${quoted(path)} is no text in UTF-8.`);
  }
}

/** Reads a file of JSON, whose form is not known yet. @throws {Trouble} */
export function readJson<T = unknown>(path: string): T {
  const text = readText(path);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Trouble(`${quoted(path)} is no JSON.`);
  }
}

/** A form of JSON, and what a file of it is called, such as `a card`. */
export type Form<Schema> = readonly [schema: Schema, what: string];

/** Reads a file of JSON that has a form. @throws {Trouble} with the member that is wrong */
export function readAs<Schema extends v.GenericSchema>(
  [schema, what]: Form<Schema>,
  path: string,
): v.InferOutput<Schema> {
  const found = v.safeParse(schema, readJson(path));
  if (found.success) return found.output;
  const [issue] = found.issues;
  throw new Trouble(`${quoted(path)} is not ${what}: ${quoted(v.getDotPath(issue) ?? 'the whole')}: ${issue.message}`);
}

/**
 * Reads a file of JSON that has a form, and that its sender's fingerprint names.
 *
 * @throws {Trouble} with the member that is wrong
 * @throws {FedzkError} `not-authentic`, with both fingerprints
 */
export function readCompared<Schema extends v.GenericSchema<unknown, object>>(
  form: Form<Schema>,
  path: string,
  fingerprint: string,
): v.InferOutput<Schema> {
  const found = readAs(form, path);
  requireFingerprint(fingerprint, found, quoted(path));
  return found;
}

/** Writes a new file, and never over another. @throws {Trouble} */
export function writeNew(path: string, content: string | Uint8Array, mode = 0o644): void {
  if (existsSync(path)) throw new Trouble(`${quoted(path)} exists. Give the name of a new file.`);
  try {
    writeFileSync(path, content, { flag: 'wx', mode, flush: true });
  } catch (error) {
    // It may have a part of it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(path, { force: true });
    throw new Trouble(`${quoted(path)} cannot be written: ${reasonOf(error, 'written')}.`);
  }
}

/**
 * Makes a new file for what an aggregator will answer, so that nothing is asked whose answer would be lost.
 *
 * @throws {Trouble} and what `ask` throws: no file stays then
 */
export async function writeAnswer<T>(path: string, ask: () => Promise<T>): Promise<T> {
  // Its room is taken before, so that a full disk refuses here.
  writeNew(path, ' '.repeat(MOST_ANSWER), 0o600);
  try {
    const answer = await ask();
    const text = `${JSON.stringify(answer)}\n`;
    writeFileSync(path, text, { flag: 'r+', flush: true });
    truncateSync(path, Buffer.byteLength(text));
    return answer;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** Adds a file's name to the error of a package. */
export async function within<T>(path: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof FedzkError) throw new Trouble(`${quoted(path)}: ${error.message}`);
    throw error;
  }
}
