// Primitives that run in Node only: its own cryptography, a binding in C, files.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  pbkdf2Sync,
  timingSafeEqual,
} from 'node:crypto';
import argon2 from 'argon2';
import { CSEAL_INFO, NO_NONCE, SALT, SEAL_HEAD, TAG } from './peers.js';

export { fileCommits } from './files.js';
export { pbkdf2Sync };

/** Makes AES-256-GCM of OpenSSL, which expands the key for each message. */
export function gcm(bytes: Uint8Array): {
  seal(nonce: Uint8Array, plaintext: Uint8Array): Buffer;
  open(nonce: Uint8Array, sealed: Uint8Array): Buffer;
} {
  const key = createSecretKey(bytes);
  return {
    seal(nonce, plaintext) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const text = cipher.update(plaintext);
      cipher.final();
      return Buffer.concat([text, cipher.getAuthTag()]);
    },
    open(nonce, sealed) {
      const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
      cipher.setAuthTag(sealed.subarray(-TAG));
      const text = cipher.update(sealed.subarray(0, -TAG));
      cipher.final();
      return text;
    },
  };
}

const INFO = Buffer.from(CSEAL_INFO);

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Checks API keys by an HMAC of their secret, found by their id, compared in constant time. */
export function hmacCheck(keys: readonly string[], pepper: Uint8Array): (key: string) => boolean {
  const macOf = (key: string): Buffer => createHmac('sha256', pepper).update(key).digest();
  const known = new Map(keys.map((key) => [key.slice(11, 23), macOf(key)]));
  return (key) => timingSafeEqual(macOf(key), known.get(key.slice(11, 23)) ?? Buffer.alloc(32));
}

function keysOf(key: Uint8Array, salt: Uint8Array, context: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, Buffer.concat([INFO, sha256(context)]), 64));
}

/** Makes the committing seal of FORMAT.md, "Committing seal". */
export const committing = {
  seal(key: Uint8Array, context: Uint8Array, plaintext: Uint8Array, salt: Uint8Array): Buffer {
    const okm = keysOf(key, salt, context);
    const cipher = createCipheriv('aes-256-gcm', okm.subarray(0, 32), NO_NONCE);
    cipher.setAAD(context);
    const text = cipher.update(plaintext);
    cipher.final();
    return Buffer.concat([salt, okm.subarray(32), text, cipher.getAuthTag()]);
  },
  open(key: Uint8Array, context: Uint8Array, sealed: Uint8Array): Buffer {
    const okm = keysOf(key, sealed.subarray(0, SALT), context);
    if (!timingSafeEqual(okm.subarray(32), sealed.subarray(SALT, SEAL_HEAD))) throw new Error('another commitment');
    const cipher = createDecipheriv('aes-256-gcm', okm.subarray(0, 32), NO_NONCE, { authTagLength: TAG });
    cipher.setAAD(context);
    cipher.setAuthTag(sealed.subarray(-TAG));
    const text = cipher.update(sealed.subarray(SEAL_HEAD, -TAG));
    cipher.final();
    return text;
  },
};

/** Derives by Argon2id of the reference implementation in C, on one thread. */
export function argon2InC(
  password: Uint8Array,
  { salt, memoryKiB, passes }: { readonly salt: Uint8Array; readonly memoryKiB: number; readonly passes: number },
): Promise<Buffer> {
  return argon2.hash(Buffer.from(password), {
    type: argon2.argon2id,
    salt: Buffer.from(salt),
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: 1,
    hashLength: 32,
    raw: true,
  });
}
