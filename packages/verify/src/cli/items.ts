// Reads many proofs, from a folder or from lines, a chunk at a time.

import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { openFile } from '@fedzk/core/node';
import { cannotRead, NO_JSON, parse, quoted, readPart, SEE_HELP, type Status, Trouble } from './read.js';

export interface Statement {
  readonly proof: unknown;
  readonly publicSignals: unknown;
}

/** One of many proofs. If it could not be read it has a status, and no proof. */
export interface Item extends Statement {
  readonly place: { readonly line: number } | { readonly name: string };
  readonly status?: Status;
}

/** The number of proofs that are verified together. */
const CHUNK = 256;
/** The largest number of characters of a line. */
const MOST_OF_A_LINE = 2 ** 28;

/**
 * Reads the proofs of a folder, of a file of lines, or of standard input.
 *
 * @param most the largest length of a file in bytes, or of a line in characters
 * @param input returns standard input, if that is the source
 */
export async function* chunks(
  source: string,
  most: number,
  input: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Item[]> {
  let chunk: Item[] = [];
  for await (const item of open(source, most, input)) {
    chunk.push(item);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Makes the error for a source without proofs. */
export function noProofs(source: string): Trouble {
  const nothing = `There are no proofs in ${quoted(source)}`;
  if (source === '-' || !statSync(source).isDirectory()) return new Trouble(`${nothing}. ${SEE_HELP}`);
  const expected = 'pairs NAME.proof.json and NAME.public.json, or subfolders with a proof.json and a public.json';
  // The names that snarkjs uses for the files of one proof.
  const isOne = ['proof.json', 'public.json'].every((name) => existsSync(join(source, name)));
  const one = isOne ? ' For the proof.json and public.json in it, name both files.' : '';
  return new Trouble(`${nothing}: expected ${expected}.${one} ${SEE_HELP}`);
}

function open(
  source: string,
  most: number,
  input: () => AsyncIterable<Uint8Array>,
): Iterable<Item> | AsyncIterable<Item> {
  if (source === '-') return itemsInLines(source, input(), most);
  try {
    if (statSync(source).isDirectory()) return itemsInFolder(source, readdirSync(source), most);
    if (['.ndjson', '.jsonl'].includes(extname(source))) {
      return itemsInLines(source, createReadStream(source, { fd: openFile(source) }), most);
    }
  } catch (error) {
    throw cannotRead(source, error);
  }
  const choice = 'For one proof name its public signals too; for many, a folder, a file .ndjson or .jsonl, or -';
  throw new Trouble(`${quoted(source)} is neither a folder nor a file of lines. ${choice}. ${SEE_HELP}`);
}

function* itemsInFolder(folder: string, entries: readonly string[], most: number): Generator<Item> {
  const files = (prefix: string, part: string): string[] =>
    ['json', 'bin']
      .map((extension) => join(folder, `${prefix}${part}.${extension}`))
      .filter((file) => existsSync(file));
  const prefixes = entries.flatMap((entry) => {
    const [, name] = /^(.+)\.(?:proof|public)\.(?:json|bin)$/s.exec(entry) ?? [];
    if (name !== undefined) return `${name}.`;
    return files(`${entry}/`, 'proof').length + files(`${entry}/`, 'public').length > 0 ? `${entry}/` : [];
  });
  for (const prefix of new Set(prefixes.sort())) {
    const part = (name: string): unknown => {
      const [file, another] = files(prefix, name);
      if (file !== undefined && another === undefined) return readPart(file, most);
      throw new Trouble(`${quoted(prefix)} needs one file for its ${name}.`, 'incomplete');
    };
    const place = { name: prefix.replace(/\.$/, '') };
    try {
      yield { place, proof: part('proof'), publicSignals: part('public') };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      yield unread(place, error.status);
    }
  }
}

async function* itemsInLines(source: string, stream: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Item> {
  let line = 0;
  for await (const text of linesOf(source, stream, most)) {
    line++;
    if (text.length > most) yield unread({ line }, 'too-long');
    else if (!/^[ \t\r]*$/.test(text)) yield itemInLine(line, parse(text));
  }
}

function itemInLine(line: number, value: unknown): Item {
  if (value === NO_JSON) return unread({ line }, 'no-json');
  const { proof, publicSignals } = Object(value) as Partial<Statement>;
  return { place: { line }, proof, publicSignals };
}

function unread(place: Item['place'], status: Status): Item {
  return { place, status, proof: undefined, publicSignals: undefined };
}

/** Splits a text into lines. Cuts a line that is longer than `most`, so that the caller can tell. */
async function* linesOf(source: string, stream: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let [rest, dropped] = ['', 0];
  try {
    for await (const bytes of stream) {
      const [first = '', ...others] = decoder.decode(bytes, { stream: true }).split('\n');
      rest += first;
      for (const next of others) {
        yield rest;
        [rest, dropped] = [next, 0];
      }
      dropped += Math.max(0, rest.length - most - 1);
      rest = rest.slice(0, most + 1);
      if (dropped > MOST_OF_A_LINE) {
        throw new Trouble(`A line of ${quoted(source)} is longer than ${MOST_OF_A_LINE} characters. ${SEE_HELP}`);
      }
    }
  } catch (error) {
    throw error instanceof Trouble ? error : cannotRead(source, error);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
