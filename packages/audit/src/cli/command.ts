// Commands, and what all of them use.

import { createSigner, currentCheckpoint, type LogReader, type Signer } from '@fedzk/audit';
import { counted, escaped } from '@fedzk/core';
import { lineJson } from '../export/text.js';
import type { Option, Values } from './options.js';
import { readPrivateKey } from './private-key.js';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';

export interface Command {
  /** The names that follow it. */
  readonly names: readonly string[];
  /** The options that it takes. Others are refused: a user would believe that they do something. */
  readonly options: readonly Option[];
  /** @returns the exit code: 0 all is well, 1 it is not */
  run(request: Request): Promise<0 | 1>;
}

/** A command line, read. */
export interface Request {
  readonly names: readonly string[];
  readonly values: Values;
  readonly io: Surroundings;
}

/**
 * Prints a result: in words, or for `--json`.
 *
 * @returns the exit code
 */
export async function say(
  { values, io }: Request,
  value: unknown,
  words: readonly string[],
  code: 0 | 1 = 0,
): Promise<0 | 1> {
  io.ends(code);
  await io.write(`${values.json ? lineJson(value) : words.map(escaped).join('\n')}\n`);
  return code;
}

/** Prints a remark on standard error. */
export function tell({ io }: Request, words: string): void {
  io.tell(`fedzk-audit: ${escaped(words)}\n`);
}

/** Makes a function that shows progress in percent, if standard error is a terminal. */
export function progressOf({ io }: Request): (done: number) => void {
  let shown = -1;
  return (done) => {
    const percent = Math.floor(100 * done);
    if (!io.errorIsTerminal || percent === shown) return;
    shown = percent;
    io.tell(`\r${percent} %${percent === 100 ? '\n' : ''}`);
  };
}

/** @throws {Trouble} */
export function wholeOf(text: string, name: string, least = 0): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new Trouble(
    `${name} expected a whole number${least > 0 ? ` from ${least} on` : ''}, got ${JSON.stringify(text)}.`,
  );
}

export function entries(count: number): string {
  return counted(count, 'entry', 'entries');
}

/** Creates a log's signer of the private key in a file. Its name is that in `key`, or else that of the log's checkpoint. */
export async function signerFor(reader: LogReader, key: string | undefined, file: string): Promise<Signer> {
  const [named] = key?.trim().split('+') ?? [];
  return createSigner(named ?? (await currentCheckpoint(reader)).origin, readPrivateKey(file));
}
