// The signer of a private key in a file.

import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Signer } from '@fedzk/core';
import { readPrivateFile } from '@fedzk/core/node';
import { cannot, quoted, Trouble } from '../files.js';
import { type Option, SEE_HELP } from './options.js';

/** Before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** More than 32 bytes in hexadecimal and a line end. */
const MOST_BYTES = 128;
const ED25519 = 1;

/** Reads an Ed25519 key and makes its signer. @throws {Trouble} */
export function signerOf(file: string, name: string | undefined): Signer {
  requireSignerName(name, 'signer-name');
  const seed = readSeed(file);
  const encoded = Buffer.concat([PKCS8, seed]);
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
export function requireSignerName(name: string | undefined, option: Option): asserts name is string {
  if (name !== undefined && /^[^\s+\p{Cc}]+$/u.test(name)) return;
  throw new Trouble(`--${option} expected a name without spaces and pluses for the key. ${SEE_HELP}`);
}

function readSeed(file: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readPrivateFile(file, MOST_BYTES);
  } catch (error) {
    throw cannot('read', file, error);
  }
  if (bytes?.length === 32) return bytes;
  const digits = bytes === undefined ? '' : new TextDecoder('latin1').decode(bytes).trim();
  bytes?.fill(0);
  if (/^[0-9a-f]{64}$/i.test(digits)) return Buffer.from(digits, 'hex');
  throw new Trouble(`${quoted(file)} expected 32 bytes or their hexadecimal.`);
}
