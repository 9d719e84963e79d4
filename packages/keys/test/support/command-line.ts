// The command line, in this process or as a program of its own; no output of either may have a secret.

import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program as programOf } from '@fedzk/testkit/processes';
import { Random } from '@fedzk/testkit/random';
import { afterAll, expect } from 'vitest';
import { main } from '../../src/cli/main.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { hex } from './vectors.js';

export const program: string = await programOf(new URL('../../src/cli.ts', import.meta.url));
/** Where all of a test file's names lie. */
export const root = mkdtempSync(join(tmpdir(), 'fedzk-keys-'));
process.chdir(root);
afterAll(() => {
  process.chdir(tmpdir());
  rmSync(root, { recursive: true });
});

export const PASSPHRASE = 'correct horse battery staple';
export const WRONG = 'incorrect horse';
const random = new Random('cli');
export const KEY = random.bytes(32);
export const LONG = random.bytes(65_536);

/** 32 bytes that open a store. */
export const KEY_FILE = file('key file', random.bytes(32));

export interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface Given {
  /** In the environment, undefined for none. Where it isn't given a key file opens the store, which takes no time. */
  readonly passphrase?: string | undefined;
  readonly input?: Uint8Array;
  /** Answers to questions; undefined where there is no terminal. */
  readonly answers?: readonly (string | Uint8Array)[];
  /** Which streams are a terminal. */
  readonly terminals?: { readonly input?: boolean; readonly output?: boolean; readonly error?: boolean };
  /** The output has the key that was asked for. */
  readonly reveals?: boolean;
}

/** In this process. */
export async function run(
  args: readonly string[],
  given: Given = {},
): Promise<Ended & { readonly questions: string[] }> {
  const { passphrase } = given;
  const stdout: Uint8Array[] = [];
  const questions: string[] = [];
  let stderr = '';
  const code = await main([...opening(given), ...args], {
    env: { USER: 'tester', ...(passphrase !== undefined && { FEDZK_MASTER_PASSWORD: passphrase }) },
    version: () => 'a version',
    inputIsTerminal: given.terminals?.input === true,
    outputIsTerminal: given.terminals?.output === true,
    errorIsTerminal: given.terminals?.error === true,
    readInput: async () => new Uint8Array(given.input ?? []),
    write: async (output) => {
      stdout.push(Buffer.from(output));
    },
    tell: (words) => {
      stderr += words;
    },
    openTerminal: () => (given.answers === undefined ? undefined : terminalOf(given.answers, questions)),
  });
  const ended = { code, stdout: Buffer.concat(stdout), stderr, questions };
  if (!given.reveals) keepsSecrets(Buffer.concat([ended.stdout, Buffer.from(stderr)]));
  return ended;
}

function opening(given: Given): string[] {
  return 'passphrase' in given ? [] : ['--key-file', KEY_FILE];
}

function terminalOf(answers: readonly (string | Uint8Array)[], questions: string[]): Terminal {
  return {
    ask: async (question) => {
      questions.push(question);
      return new Uint8Array(Buffer.from(answers[questions.length - 1] ?? ''));
    },
    close: () => undefined,
  };
}

/** As a program of its own, without a terminal. */
export async function runProgram(
  args: readonly string[],
  given: Given & { readonly closed?: boolean; readonly command?: readonly string[] } = {},
): Promise<Ended> {
  const { passphrase } = given;
  const { FEDZK_MASTER_PASSWORD: _, ...env } = process.env;
  if (passphrase !== undefined) env['FEDZK_MASTER_PASSWORD'] = passphrase;
  const [file = '', ...before] = given.command ?? [process.execPath, program];
  const ended = await new Promise<Ended>((resolve, reject) => {
    // A session of its own has no terminal, whoever runs the tests.
    const child = spawn(file, [...before, ...opening(given), ...args], { cwd: root, env, detached: true });
    const stdout: Buffer[] = [];
    let stderr = '';
    if (given.closed) child.stdout.destroy();
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr }));
    child.stdin.on('error', () => {}).end(given.input);
  });
  if (!given.reveals) keepsSecrets(Buffer.concat([ended.stdout, Buffer.from(ended.stderr)]));
  return ended;
}

/** No output has a passphrase or a key. */
export function keepsSecrets(output: Buffer): void {
  for (const secret of [PASSPHRASE, WRONG, KEY, hex(KEY), Buffer.from(KEY).toString('base64'), LONG.subarray(0, 16)]) {
    expect(output.includes(typeof secret === 'string' ? secret : Buffer.from(secret))).toBe(false);
  }
}

/** What a command prints that is done. */
export async function done(args: readonly string[], given?: Given): Promise<string> {
  const { code, stdout, stderr } = await run(args, given);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout.toString('utf8');
}

/** Names of the package's methods and options, which mean nothing to whoever uses the command line. */
const WORDS_OF_THE_API = /KeyStore|\w\(\)|\{ \w+|"\w+" expected (?:a|one)\b|with "\w+"/;

/** What a command says that isn't: words, in one line. */
export async function refused(wanted: 1 | 2, args: readonly string[], given?: Given): Promise<string> {
  const { code, stdout, stderr } = await run(args, given);
  expect({ args, code, stdout: stdout.toString() }, stderr).toEqual({ args, code: wanted, stdout: '' });
  expect(stderr).toMatch(/^fedzk-keys: [^\n]+\.\n$/);
  expect(stderr).not.toMatch(WORDS_OF_THE_API);
  return stderr;
}

export function file(name: string, content: string | Uint8Array, mode = 0o600): string {
  writeFileSync(join(root, name), content);
  chmodSync(join(root, name), mode);
  return name;
}
