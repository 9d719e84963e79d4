// The contexts that sealed messages are bound to (FORMAT.md, "Keys").

import { concat } from '@fedzk/core';
import { utf8 } from './bytes.js';

const POOL_BYTES = 16_384;
let pool = new Uint8Array(0);

/** Joins public bytes, in a buffer shared by many results: engines are slow to allocate each alone. */
function join(...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > POOL_BYTES) return concat(...parts);
  if (length > pool.length) pool = new Uint8Array(POOL_BYTES);
  const joined = pool.subarray(0, length);
  pool = pool.subarray(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The only suite: committing AES-256-GCM with HKDF-SHA256. */
export const SUITE = 1;
export const STORE_ID_BYTES = 16;
/** The length of a 32-byte key in a committing seal. */
export const WRAPPED_KEY_BYTES = 112;

const PREFIX = concat(utf8('fedzk/keys/v1'), Uint8Array.of(SUITE));
const [NAME, SLOT, MASTER, DEK, ENTRY] = (['name', 'slot', 'master', 'dek', 'entry'] as const).map((label) =>
  utf8(`${label}\0`),
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** The labels of keys that are derived from the root key. */
export const LABELS: Readonly<Record<'commitment' | 'wrap' | 'mac', Uint8Array>> = {
  commitment: utf8('fedzk/keys/v1/root-commit'),
  wrap: utf8('fedzk/keys/v1/wrap'),
  mac: utf8('fedzk/keys/v1/head-mac'),
};

export function nameContext(storeId: Uint8Array): Uint8Array {
  return concat(PREFIX, storeId, NAME);
}

export function slotContext(storeId: Uint8Array, slotId: Uint8Array, type: number, parameters: Uint8Array): Uint8Array {
  return concat(PREFIX, storeId, SLOT, slotId, Uint8Array.of(type), parameters);
}

/** Makes a master key's context. @param head the first 12 bytes of its context's fields: id and time of creation */
export function masterContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return concat(PREFIX, storeId, MASTER, head);
}

/** Makes a data key's context. @param head the first 36 bytes of the entry */
export function dekContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return join(PREFIX, storeId, DEK, head);
}

/** Makes a payload's context. @param head the first 32 bytes of the entry */
export function payloadContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return join(PREFIX, storeId, ENTRY, head);
}
