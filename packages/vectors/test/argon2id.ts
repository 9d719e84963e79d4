/** Argon2id for those who test key stores and have none of their own. */
import { argon2id as noble } from '@noble/hashes/argon2.js';

/** Version 1.3, without secret and associated data, 32 bytes (RFC 9106). `memory` is in KiB. */
export function argon2id(
  passphrase: Uint8Array,
  salt: Uint8Array,
  { memory, passes, lanes }: { readonly memory: number; readonly passes: number; readonly lanes: number },
): Uint8Array {
  return noble(passphrase, salt, { m: memory, t: passes, p: lanes, dkLen: 32 });
}
