// What each sealed message is bound to (FORMAT.md, "Keys").

import { concat } from '@fedzk/core';
import { utf8 } from './bytes.js';

const POOL_BYTES = 16_384;
let pool = new Uint8Array(0);

/** Joins bytes that are no secret, in memory that is made for many at once: engines take long to make it for each. */
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
/** A key of 32 bytes in a committing seal. */
export const WRAPPED_KEY_BYTES = 112;

const PREFIX = concat(utf8('fedzk/keys/v1'), Uint8Array.of(SUITE));
const [NAME, SLOT, MASTER, DEK, ENTRY] = (['name', 'slot', 'master', 'dek', 'entry'] as const).map((label) =>
  utf8(`${label}\0`),
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** What is derived from the root key. */
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

/** @param head the first 12 bytes of a master key: id and time of creation */
export function masterContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return concat(PREFIX, storeId, MASTER, head);
}

/** @param head the first 36 bytes of an entry */
export function dekContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return join(PREFIX, storeId, DEK, head);
}

/** @param head the first 32 bytes of an entry */
export function payloadContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return join(PREFIX, storeId, ENTRY, head);
}
