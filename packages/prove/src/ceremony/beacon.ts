import type { Beacon } from './format/links.js';

/**
 * Hashes a beacon's value 2^exponent times with SHA-256, as snarkjs does: the seed of its scalars, 32 bytes.
 *
 * @throws the signal's reason
 */
export async function beaconSeed({ value, exponent }: Beacon, signal?: AbortSignal): Promise<Uint8Array> {
  let hash = new Uint8Array(value);
  for (let i = 0; i < 2 ** exponent; i++) {
    signal?.throwIfAborted();
    hash = new Uint8Array(await crypto.subtle.digest('SHA-256', hash));
  }
  return hash;
}
