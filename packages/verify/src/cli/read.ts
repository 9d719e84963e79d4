// What the command line reads, and how it says that it cannot.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { extname } from 'node:path';
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

/** Who names a file must not steer a terminal with it. */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}

export function quoted(file: string): string {
  return file === '-' ? 'standard input' : `"${printable(file)}"`;
}

/** A proof, or public signals: bytes, or what JSON says. */
export function readPart(file: string, most: number): unknown {
  const bytes = read(file, most);
  if (bytes.length > most) throw new Trouble(`${quoted(file)} is longer than ${most} bytes.`, 'too-long');
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

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  ENOTDIR: 'there is none',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  ENOSPC: 'the disk is full',
  NotCapable: 'Deno reads it only with --allow-read',
};

/** Why the system refuses, in words where they are known. */
export function reasonOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  const reason = code ?? name;
  return REASONS[reason] ?? reason;
}

export function cannotRead(file: string, error: unknown): Trouble {
  return new Trouble(`${quoted(file)} cannot be read: ${reasonOf(error)}. Check the name and its place.`);
}

/** A file, of one that is longer than `most` a byte more than that. */
export function read(file: string, most?: number): Uint8Array {
  try {
    if (most === undefined) return readFileSync(file);
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(most + 1);
      let [length, last] = [0, -1];
      while (last !== 0 && length < bytes.length) {
        last = readSync(descriptor, bytes, length, bytes.length - length, null);
        length += last;
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw cannotRead(file, error);
  }
}
