// The signer of a private key in a file.

import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Signer } from '@fedzk/core';
import { readFile, readPrivateFile } from '@fedzk/core/node';
import { KEY_NAME, PKCS8, privateKeyIn } from '../../ceremony/private-key.js';
import { cannot, quoted, Trouble } from '../files.js';
import type { CommandName } from './help.js';
import { needed, type Option, SEE_HELP, type Values } from './options.js';

/** More than a private key in PEM, and than 32 bytes in hexadecimal and a line end. */
const MOST_BYTES = 256;
const ED25519 = 1;

/** Reads the key that a command is to sign with, and makes its signer. @throws {Trouble} */
export function signerIn(values: Values, command: CommandName): Signer {
  const file = needed(values, 'signer', command);
  const option = values['signer-name'] === undefined && values.name !== undefined ? 'name' : 'signer-name';
  const name = needed(values, option, command);
  requireSignerName(name, option, command);
  return signerOf(file, name, '--signer ');
}

/** Makes the signer of a file's key. @param named what errors begin with @throws {Trouble} */
export function signerOf(file: string, name: string, named = ''): Signer {
  const seed = readSeed(file, named);
  const encoded = Buffer.concat([Buffer.from(PKCS8, 'hex'), seed]);
  const key = createPrivateKey({ key: encoded, format: 'der', type: 'pkcs8' });
  for (const bytes of [seed, encoded]) bytes.fill(0);
  const typed = Buffer.concat([
    Buffer.of(ED25519),
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
  ]);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8);
  return {
    name,
    verifierKey: `${name}+${id}+${typed.toString('base64')}`,
    sign: async (message) => new Uint8Array(sign(undefined, message, key)),
  };
}

/** Refuses a name that no line of a key can have. @throws {Trouble} */
export function requireSignerName(name: string, option: Option, command: CommandName): void {
  if (KEY_NAME.test(name)) return;
  const or = option === 'name' && command !== 'key' ? ", which is the key's, too, or --signer-name beside it" : '';
  throw new Trouble(`--${option} expected a name without spaces and pluses${or}, got ${quoted(name)}. ${SEE_HELP}`);
}

function readSeed(file: string, named: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readPrivateFile(file, MOST_BYTES);
  } catch (error) {
    throw unreadable(file, named, error);
  }
  const seed = bytes === undefined ? undefined : privateKeyIn(bytes);
  if (seed === undefined) throw noKey(file, named, bytes);
  bytes?.fill(0);
  return seed;
}

/** The error for a file that can't be read as a secret. Of another file than a key that is said first, and not its mode. */
function unreadable(file: string, named: string, error: unknown): Trouble {
  try {
    const bytes = readFile(file, MOST_BYTES);
    const seed = bytes === undefined ? undefined : privateKeyIn(bytes);
    if (seed === undefined) return noKey(file, named, bytes);
    seed.fill(0);
    bytes?.fill(0);
  } catch {
    // The first error says why.
  }
  const { message } = cannot('read', file, error);
  return new Trouble(named === '' ? message : `${named}${message} ${WRITTEN}`);
}

function noKey(file: string, named: string, bytes: Uint8Array | undefined): Trouble {
  const isPublic = bytes !== undefined && PUBLIC_LINE.test(new TextDecoder().decode(bytes).trim());
  bytes?.fill(0);
  const instead = isPublic ? ', but the public line of one' : '';
  return new Trouble(
    `${named}${quoted(file)} has no private Ed25519 key (64 hexadecimal digits, 32 bytes, or PEM)${instead}. ${WRITTEN}`,
  );
}

const WRITTEN = 'Give the file that "fedzk-prove ceremony key FILE --name NAME" wrote.';
/** What "key" prints: name+id+base64. */
const PUBLIC_LINE = /^[^\s+]+\+[0-9a-f]{8}\+[\w+/=]+$/;
