import { byteLength, copyBytes, toBase64url } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { utf8 } from '../utf8.js';

const LEAST_KEY_BYTES = 32;

/**
 * Makes a `user_id` that shows the user only to holders of the tenant's key: `p:` and HMAC-SHA-256 of the user's name in
 * base64url, 45 characters. The name is taken as UTF-8 without normalization, so normalize names first. The same user has
 * the same pseudonym under the same key. Once the key is destroyed, nobody can find the user again.
 *
 * @param tenantKey at least 32 random bytes; copied, and the copy is wiped
 *
 * @example
 * ```ts
 * await log.append({ user_id: await pseudonym(tenantKey, 'alice'), operation: 'login', resource: 'system', result: 'success' });
 * ```
 */
export async function pseudonym(tenantKey: Uint8Array, userId: string): Promise<string> {
  if ((byteLength(tenantKey) ?? 0) < LEAST_KEY_BYTES) {
    throw unexpected('tenantKey', `a Uint8Array of ${LEAST_KEY_BYTES} or more`, tenantKey);
  }
  // Encoded, all lone surrogates would be the same.
  if (typeof userId !== 'string' || userId === '' || /\p{Cs}/u.test(userId)) {
    throw unexpected('userId', 'a string that is not empty, without lone surrogates', userId);
  }
  const copy = new Uint8Array(copyBytes(tenantKey));
  try {
    const key = await crypto.subtle.importKey('raw', copy, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return `p:${toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(userId))))}`;
  } finally {
    copy.fill(0);
  }
}
