import { hkdfSync } from 'node:crypto';

/** The key by which a pepper opens the store of API keys (FORMAT.md, "API keys"). */
export function storeKeyOf(pepper: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pepper, new Uint8Array(), 'fedzk/api-keys', 32));
}
