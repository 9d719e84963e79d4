// What each sealed message is bound to (FORMAT.md, "Keys").

import { concat } from '@fedzk/core';
import { u8, utf8 } from './bytes.js';

/** The only suite: committing AES-256-GCM with HKDF-SHA256. */
export const SUITE = 1;
export const STORE_ID_BYTES = 16;
/** A key of 32 bytes in a committing seal. */
export const WRAPPED_KEY_BYTES = 112;

const PREFIX = utf8('fedzk/keys/v1');
const NOTHING = new Uint8Array(0);

/** What is derived from the root key. */
export const LABELS: Readonly<Record<'commitment' | 'wrap' | 'mac', Uint8Array>> = {
  commitment: utf8('fedzk/keys/v1/root-commit'),
  wrap: utf8('fedzk/keys/v1/wrap'),
  mac: utf8('fedzk/keys/v1/head-mac'),
};

function context(storeId: Uint8Array, label: string, ...fields: readonly Uint8Array[]): Uint8Array {
  return concat(PREFIX, u8(SUITE), storeId, utf8(label), u8(0), ...fields);
}

export function nameContext(storeId: Uint8Array): Uint8Array {
  return context(storeId, 'name', NOTHING);
}

export function slotContext(storeId: Uint8Array, slotId: Uint8Array, type: number, parameters: Uint8Array): Uint8Array {
  return context(storeId, 'slot', slotId, u8(type), parameters);
}

/** @param head the first 12 bytes of a master key: id and time of creation */
export function masterContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return context(storeId, 'master', head);
}

/** @param head the first 36 bytes of an entry */
export function dekContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return context(storeId, 'dek', head);
}

/** @param head the first 32 bytes of an entry */
export function payloadContext(storeId: Uint8Array, head: Uint8Array): Uint8Array {
  return context(storeId, 'entry', head);
}
