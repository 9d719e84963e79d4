// What the ceremony's commands share.

import { type CallOptions, escaped } from '@fedzk/core';
import type { LongCallOptions } from '@fedzk/prove/ceremony';
import { integerOf, type Option, type Values } from './options.js';

export interface Command {
  /** The options that it takes. */
  readonly options: readonly Option[];
  /** Returns the exit code: 0 done, 1 something is wrong with what was verified. */
  run(request: Request): Promise<0 | 1>;
}

/** A command line, read. */
export interface Request {
  readonly names: readonly string[];
  readonly values: Values;
  /** Cancels the work, and shows its progress. */
  readonly call: CallOptions & { readonly signal: AbortSignal };
  /** Takes the progress off the terminal. */
  readonly clear: () => void;
  /** Takes sentences, without full stops, on the files that stay if the command is cancelled now. */
  readonly kept: string[];
  /** Takes the names of the files that were written. */
  readonly written: string[];
}

/** Says something beside the result, on standard error. */
export function tell({ clear }: Request, line: string): void {
  clear();
  process.stderr.write(`fedzk-prove: ${escaped(line)}\n`);
}

/** Prints a result: for `--json`, or in words. */
export function say({ values, clear }: Request, value: object, ...words: readonly string[]): void {
  clear();
  const text = values.json ? [JSON.stringify(value)] : words;
  for (const line of text) process.stdout.write(`${escaped(line)}\n`);
}

/** Prints what was found, and returns the exit code: 0 all is right, 1 something is wrong. */
export function answer(request: Request, ok: boolean, value: object, ...words: readonly string[]): 0 | 1 {
  const code = ok ? 0 : 1;
  // It counts even where the words can't be written.
  process.exitCode = code;
  say(request, value, ...words);
  return code;
}

/** What a call takes that computes for long. */
export function longCall({ values, call }: Request): LongCallOptions {
  return { ...call, threads: threadsOf(values) };
}

export function threadsOf({ threads }: Values): number | undefined {
  return threads === undefined ? undefined : integerOf(threads, 'threads', 1, 64);
}
