// The pepper: the secret that opens the store of the keys, and seals its snapshots.

import { bytesOf } from '@fedzk/core';
import { utf8 } from '../format/bytes.js';
import { hkdf } from '../primitives/derive.js';

const [LEAST, MOST] = [32, 1024];
const KEY_BYTES = 32;
const LABELS = { store: 'fedzk/api-keys', snapshot: 'fedzk/api-keys/snapshot' } as const;

/**
 * Derives a key from a pepper and wipes it after use.
 *
 * @throws {FedzkError} `invalid-argument`: it is no Uint8Array of 32 to 1,024 bytes
 */
export async function withPepperKey<T>(
  pepper: unknown,
  of: keyof typeof LABELS,
  use: (key: Uint8Array) => T,
): Promise<Awaited<T>> {
  const bytes = bytesOf(pepper, 'pepper', LEAST, MOST);
  try {
    const key = hkdf(bytes, { info: utf8(LABELS[of]), length: KEY_BYTES });
    try {
      return await use(key);
    } finally {
      key.fill(0);
    }
  } finally {
    bytes.fill(0);
  }
}
