// Reads and writes the files of the command line.

import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { quoted as inQuotes } from '@fedzk/core';
import { readFile, reasonOf } from '@fedzk/core/node';
import { FedzkError } from '@fedzk/prove';

/** Ends a run without a proof. */
export class Trouble extends Error {}

/** The name for standard input. */
export const STDIN = '-';
/** All names of standard input. It is read asynchronously, since a blocking read would delay SIGINT. */
const STDIN_NAMES: readonly string[] = [STDIN, '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/** Quotes a name for a message. An address is cut to its origin and path: the rest may be secret. */
export function quoted(file: string): string {
  if (file === STDIN) return 'standard input';
  return inQuotes(/^https?:\/\//i.test(file) ? shownAddress(file) : withoutSecrets(file));
}

/** Cuts the addresses in a text to their origin and path: what else is in them may be secret. */
export function withoutSecrets(text: string): string {
  return text.replace(/\bhttps?:\/\/[^\s"]+/gi, shownAddress);
}

function shownAddress(address: string): string {
  if (!URL.canParse(address)) return 'http…';
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** The largest length of a file in bytes, which Node reads at once: a witness of almost 2^26 wires. */
const MOST_BYTES = 2 ** 31 - 1;
/** The largest length of a text in bytes: below the largest length of a string. */
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
 * Reads a file, or standard input until it ends or the signal is aborted.
 *
 * @throws {Trouble} it can't be read, or is longer than `most` bytes
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
 * Finds the list of symbols that `circom --sym` wrote for a circuit's module: NAME.sym beside NAME.wasm, or beside its folder
 * NAME_js. If there is none, returns the first name.
 */
export function symbolFile(circuit: string): string {
  const name = `${basename(circuit, '.wasm')}.sym`;
  const places = [dirname(circuit), dirname(dirname(resolve(circuit)))].map((folder) => join(folder, name));
  return places.find((place) => existsSync(place)) ?? join(dirname(circuit), name);
}

/** Reads a circuit's list of symbols; '' if there is none. */
export function symbolsOf(circuit: string): string {
  const file = symbolFile(circuit);
  return existsSync(file) ? new TextDecoder().decode(read(file, MOST_TEXT_BYTES)) : '';
}

/** Tells whether two names are of one file. Follows links. */
export function isSameFile(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  const [a, b] = [one, other].map((file) => (existsSync(file) ? statSync(file, { bigint: true }) : undefined));
  return a !== undefined && a.dev === b?.dev && a.ino === b.ino;
}

/** Reads JSON. Drops the message of JSON.parse, which quotes the secret input. */
export async function readJson(file: string, signal: AbortSignal): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(file, signal, MOST_TEXT_BYTES));
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble(`${quoted(file)} is not JSON. Pass an object with a value for each input of the circuit.`);
  }
}

/** Writes all files or none: writes temporary files first, then renames them. */
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

/** Replaces an option's name in an error of the package by the file's name. */
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
