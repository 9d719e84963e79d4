// Reads the files of the command line.

import { extname } from 'node:path';
import { quoted as inQuotes } from '@fedzk/core';
import { readFile, reasonOf } from '@fedzk/core/node';
import type { VerifyStatus } from '@fedzk/verify';

/** The verifier's verdict, or the reason why a proof could not be read. */
export type Status = VerifyStatus | 'no-json' | 'too-long' | 'incomplete' | 'unreadable';

/** Ends a run without a verdict. For an item of many it carries the status. */
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

/** Reads a proof or public signals: bytes from a .bin file, else JSON. */
export function readPart(file: string, most: number): unknown {
  const bytes = read(file, most);
  if (extname(file) === '.bin') return bytes;
  const value = parse(bytes);
  if (value !== NO_JSON) return value;
  const advice = 'Pass the file that snarkjs writes, or raw bytes in a file whose name ends in .bin.';
  throw new Trouble(`${quoted(file)} is not JSON. ${advice}`, 'no-json');
}

export const NO_JSON = Symbol('no JSON');

/** Parses JSON. Drops the message of JSON.parse, which quotes the input. */
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

/** Reads a file of at most `most` bytes. */
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
