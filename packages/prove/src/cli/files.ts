// What the command line reads and writes, and how it says that it cannot.

import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { quoted as inQuotes } from '@fedzk/core';
import { readFile, reasonOf } from '@fedzk/core/node';
import { FedzkError } from '@fedzk/prove';

/** What a run ends with where it makes no proof. */
export class Trouble extends Error {}

/** Standard input, where the name of a file is expected. */
export const STDIN = '-';
/** The system's names of standard input. What comes slowly is not read through them, since Node then hears no signal. */
const STDIN_NAMES: readonly string[] = [STDIN, '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

export function quoted(file: string): string {
  return file === STDIN ? 'standard input' : inQuotes(file);
}

/** The most bytes of a file: what Node reads at once. A witness of 2^26 wires has as many. */
const MOST_BYTES = 2 ** 31 - 1;
/** The most bytes of text: a string may be no longer. */
const MOST_TEXT_BYTES = 2 ** 28;

function read(file: string, most: number = MOST_BYTES): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(file, most);
  } catch (error) {
    throw cannot('read', file, error);
  }
  if (bytes === undefined) throw tooLong(file, most);
  return bytes;
}

function tooLong(file: string, most: number): Trouble {
  return new Trouble(`${quoted(file)} is longer than ${most} bytes.`);
}

/**
 * Reads a file, or standard input as it comes, until the signal is aborted.
 *
 * @throws the signal's reason
 */
export async function readInput(file: string, signal: AbortSignal, most: number = MOST_BYTES): Promise<Uint8Array> {
  signal.throwIfAborted();
  if (!STDIN_NAMES.includes(file)) return read(file, most);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of addAbortSignal(signal, process.stdin) as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw cannot('read', file, error);
  }
  if (length > most) throw tooLong(file, most);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * The file with the list of symbols that circom wrote beside a circuit's module, `--sym`: NAME.sym beside NAME.wasm, or
 * beside the folder NAME_js that it is in. Where there is none, the first of these.
 */
export function symbolFile(circuit: string): string {
  const name = `${basename(circuit, '.wasm')}.sym`;
  const places = [dirname(circuit), dirname(dirname(resolve(circuit)))].map((folder) => join(folder, name));
  return places.find((place) => existsSync(place)) ?? join(dirname(circuit), name);
}

/** A circuit's list of symbols; without one, nothing. */
export function symbolsOf(circuit: string): string {
  const file = symbolFile(circuit);
  return existsSync(file) ? new TextDecoder().decode(read(file, MOST_TEXT_BYTES)) : '';
}

/** Whether two names are of one file: links are followed. */
export function isSameFile(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  const [a, b] = [one, other].map((file) => (existsSync(file) ? statSync(file, { bigint: true }) : undefined));
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino;
}

/** The message of JSON.parse quotes what it was given, which is secret. */
export async function readJson(file: string, signal: AbortSignal): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(file, signal, MOST_TEXT_BYTES));
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble(`${quoted(file)} is not JSON. Pass an object with a value for each input of the circuit.`);
  }
}

/** All of them whole or none: a name that can't be written shows before the first one is. */
export function write(files: readonly { readonly file: string; readonly text: string }[]): void {
  const fresh = files.map(({ file }) => `${file}.${process.pid}.new`);
  let at = 0;
  const each = (act: (file: string, text: string, fresh: string) => void): void => {
    for (const [i, { file, text }] of files.entries()) {
      at = i;
      act(file, text, fresh[i] as string);
    }
  };
  try {
    each((file, text, own) => {
      writeFileSync(own, text);
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
        throw Object.assign(new Error(), { code: 'EISDIR' });
    });
    each((file, _, own) => renameSync(own, file));
  } catch (error) {
    for (const own of fresh) if (existsSync(own)) rmSync(own);
    throw cannot('written', files[at]?.file ?? '', error);
  }
}

/** An error of the package with the file that it is about, in place of its own word for that. */
export function named(error: unknown, files: Readonly<Record<string, string | undefined>>): unknown {
  if (!(error instanceof FedzkError)) return error;
  const message = error.message
    .replace(/^"(\w+)"/, (argument, name: string) => {
      const file = Object.hasOwn(files, name) ? files[name] : undefined;
      return file === undefined ? argument : quoted(file);
    })
    .replace('pass { allowInsecure: true }', 'give --allow-insecure')
    .replace('"threads"', '--threads');
  return message === error.message ? error : new FedzkError(error.code, message, { cause: error });
}

export function cannot(what: 'read' | 'written', file: string, error: unknown): Trouble {
  return new Trouble(`${quoted(file)} cannot be ${what}: ${reasonOf(error, what)}. Check the name and its place.`);
}
