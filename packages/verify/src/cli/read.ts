// What the command line reads, and how it says that it cannot.

import { extname } from 'node:path';
import { quoted as inQuotes } from '@fedzk/core';
import { readFile, reasonOf } from '@fedzk/core/node';
import type { VerifyStatus } from '@fedzk/verify';

/** A verdict: the verifier's, or why there was nothing to ask it about. */
export type Status = VerifyStatus | 'no-json' | 'too-long' | 'incomplete' | 'unreadable';

/** What a run ends with where it comes to no verdict; of an item among many, its status. */
export class Trouble extends Error {
  readonly status: Status;

  constructor(message: string, status: Status = 'unreadable') {
    super(message);
    this.status = status;
  }
}

export const SEE_HELP = 'See fedzk-verify --help.';

export function quoted(file: string): string {
  return file === '-' ? 'standard input' : inQuotes(file);
}

/** A proof, or public signals: bytes, or what JSON says. */
export function readPart(file: string, most: number): unknown {
  const bytes = read(file, most);
  if (extname(file) === '.bin') return bytes;
  const value = parse(bytes);
  if (value !== NO_JSON) return value;
  const advice = 'Pass the file that snarkjs writes, or raw bytes in a file whose name ends in .bin.';
  throw new Trouble(`${quoted(file)} is not JSON. ${advice}`, 'no-json');
}

export const NO_JSON = Symbol('no JSON');

/** The message of JSON.parse quotes what it was given, so it is dropped. */
export function parse(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text));
  } catch {
    return NO_JSON;
  }
}

export function cannotRead(file: string, error: unknown): Trouble {
  return new Trouble(`${quoted(file)} cannot be read: ${reasonOf(error)}. Check the name and its place.`);
}

/** Reads a file of at most so many bytes. */
export function read(file: string, most: number): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(file, most);
  } catch (error) {
    throw cannotRead(file, error);
  }
  if (bytes === undefined) throw new Trouble(`${quoted(file)} is longer than ${most} bytes.`, 'too-long');
  return bytes;
}
