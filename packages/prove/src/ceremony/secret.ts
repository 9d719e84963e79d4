/** Where a contribution's secret comes from. */
import { concat } from '@fedzk/core';
import { u32 } from './format/bytes.js';

const SALT = 'fedzk/ceremony/v1';
/** Bytes from the system, twice as many as the seed has. */
const RANDOM_BYTES = 64;

/**
 * Makes the seed of a contribution's scalars: HKDF-SHA-256 (RFC 5869) of 64 bytes from the system | u32 length, little-endian |
 * what the contributor typed, as UTF-8. What was typed can only add: with nothing typed the seed is as hard to guess.
 *
 * @param typed may be empty
 * @param previous the hash of the contribution before
 * @returns 32 bytes, which the caller overwrites
 */
export async function newSeed(typed: string, previous: Uint8Array): Promise<Uint8Array> {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const text = new TextEncoder().encode(typed);
  const material = concat(random, u32(text.length), text) as Uint8Array<ArrayBuffer>;
  try {
    const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits']);
    const salt = new TextEncoder().encode(SALT);
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info: new Uint8Array(previous) };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 8 * 32));
  } finally {
    for (const bytes of [random, text, material]) bytes.fill(0);
  }
}
