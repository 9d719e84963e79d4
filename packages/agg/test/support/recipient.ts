// Opening with the keys as they are stored.

import type { Bytes } from '../../src/protocol/encoding.js';
import { importRecipient, open, type Role, type Sealed } from '../../src/protocol/hpke.js';
import { type KeyPair, sealingPublicKey } from '../../src/protocol/keys.js';

/** What was sealed to this key pair, or to this private key and its own public one. */
export async function openWith(
  role: Role,
  key: KeyPair | Bytes,
  aad: Bytes,
  sealed: Sealed,
): Promise<Bytes | undefined> {
  const pair = key instanceof Uint8Array ? { privateKey: key, publicKey: sealingPublicKey(key) } : key;
  return open(role, await importRecipient(pair), aad, sealed);
}
