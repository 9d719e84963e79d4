// Makes keys, in files that only their owner can read, and a task file from plain JSON.

import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError, readTaskFile, type TaskFileOptions, writeTaskFile } from '@fedzk/agg/task';
import { fromBase64url, quoted } from '@fedzk/core';
import { reasonOf } from '@fedzk/core/node';
import { read, Trouble } from './files.js';

/** The keys of each party, with the names of their public keys in a task file. */
const KEYS = {
  aggregator: { sealing: ['x25519', 'sealingKey'], signing: ['ed25519', 'signingKey'] },
  client: { signing: ['ed25519', 'publicKey'] },
} as const;

/**
 * Makes the keys of a party, in new files of mode 0600 in a folder of mode 0700.
 *
 * @returns the public keys, in base64url, as in a task file
 */
export function makeKeys(party: keyof typeof KEYS, folder: string): Readonly<Record<string, string>> {
  const made: Record<string, string> = {};
  makeFolder(folder);
  for (const [name, [kind, publicName]] of Object.entries(KEYS[party])) {
    const { d, x } = pairOf(kind);
    const hex = Buffer.from(d, 'base64url').toString('hex');
    writeNew(join(folder, `${name}.key`), `${hex}\n`, 0o600);
    made[publicName] = x;
  }
  return made;
}

function pairOf(kind: 'x25519' | 'ed25519'): { readonly d: string; readonly x: string } {
  const { privateKey } = kind === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  return { d, x };
}

/** Writes a new file, and refuses to overwrite one. */
export function writeNew(file: string, content: string | Uint8Array, mode: number): void {
  try {
    writeFileSync(file, content, { flag: 'wx', mode, flush: true });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = isThere ? 'it exists already, and is not overwritten' : reasonOf(error, 'written');
    throw new Trouble(`${quoted(file)} cannot be written: ${reason}.`);
  }
}

/** Makes a folder of mode 0700 where none is. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const isFile = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Trouble(`${quoted(folder)} cannot be made: ${isFile ? 'it is a file' : reasonOf(error, 'written')}.`);
  }
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Makes a task file from JSON with its fields, in any order and spacing. Fields with a default may be left out.
 *
 * @returns the file's bytes, and the task's hash
 */
export function makeTask(parts: string): { readonly bytes: Uint8Array; readonly hash: string } {
  const text = new TextDecoder().decode(read(parts));
  try {
    const bytes = writeTaskFile(optionsIn(parseObject(text)) as unknown as TaskFileOptions);
    return { bytes, hash: readTaskFile(bytes).file.hash };
  } catch (error) {
    if (error instanceof FedzkError) throw new Trouble(`${quoted(parts)}: ${error.message}`);
    if (error instanceof SyntaxError) throw new Trouble(`${quoted(parts)} is no JSON object.`);
    throw error;
  }
}

function parseObject(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (isObject(value)) return value;
  throw new SyntaxError('no object');
}

/** Converts JSON to options of `writeTaskFile`: text becomes bytes, bigints or times. */
function optionsIn(json: Json): Json {
  const { maxNormSq, leader, helper, clients, readers, schedule, quantization, type: _, v: __, ...plain } = json;
  const given = Object.fromEntries(Object.entries(plain).filter(([name, value]) => value !== null || name === 'omit'));
  return {
    ...given,
    maxNormSq: integerOf(maxNormSq),
    leader: keysOf(leader, ['sealingKey', 'signingKey']),
    helper: keysOf(helper, ['sealingKey', 'signingKey']),
    ...(Array.isArray(clients) && { clients: clients.map((client) => keysOf(client, ['publicKey'])) }),
    ...(readers !== undefined && { readers: Array.isArray(readers) ? readers.map(keyOf) : readers }),
    ...(isObject(schedule) && { schedule: { ...schedule, first: momentOf(schedule['first']) } }),
    ...(isObject(quantization) && {
      quantization: { clip: Number(quantization['clip']), scale: Number(quantization['scale']) },
    }),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function integerOf(value: unknown): unknown {
  const isInteger = (typeof value === 'string' && /^\d{1,100}$/.test(value)) || Number.isSafeInteger(value);
  return isInteger ? BigInt(value as string | number) : value;
}

function momentOf(value: unknown): unknown {
  return typeof value === 'string' ? Date.parse(value) : value;
}

/** Converts the named keys of an object to bytes. */
function keysOf(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return value;
  return { ...value, ...Object.fromEntries(names.map((name) => [name, keyOf(value[name])])) };
}

function keyOf(value: unknown): unknown {
  const bytes = typeof value === 'string' ? fromBase64url(value) : undefined;
  if (bytes !== undefined) return bytes;
  throw new FedzkError('invalid-argument', 'A key expected base64url, as "fedzk-agg key" prints it.');
}
