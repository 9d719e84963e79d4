import { toBase64url } from '@fedzk/core';
import { memoryStorage } from '@fedzk/keys';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { type Contender, measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';
import { fixedBytes, utf8 } from './bytes.js';
import { nodePeers } from './peers.js';

export interface ApiKeysEffort extends Effort {
  readonly keys: number;
}

/** Names the subject. */
export const CHECKING = 'checking an API key';

const PEPPER = fixedBytes(32, 21);

/**
 * Times the check of a valid key among many. Peers hash the key and look the hash up in a Map, which stands for the
 * database of a real one: SHA-256 by WebCrypto in base64url is how better-auth stores keys, and the same by Node is
 * quicker. An HMAC, compared in constant time, is what ours does. None of them has a checksum, an expiry, a revocation or a
 * bound on how old its records are.
 */
export async function measureApiKeys({ keys: count, ...effort }: ApiKeysEffort): Promise<SubjectResult> {
  const node = await nodePeers();
  const keys = await ApiKeys.open(memoryStorage(), { pepper: PEPPER });
  try {
    const issue = (_: unknown, i: number) => keys.issue({ owner: `client_${i}`, role: 'client' });
    const issued = (await Promise.all(Array.from({ length: count }, issue))).map(({ key }) => key);
    const ways: Record<string, (key: string) => unknown> = {
      fedzk: async (key) => (await keys.validate(key)).valid,
      'webcrypto, SHA-256': await lookUp(issued, async (key) =>
        toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(key)))),
      ),
      ...(node && {
        'node:crypto, SHA-256': await lookUp(issued, async (key) => node.sha256(utf8(key)).toString('base64url')),
        'node:crypto, HMAC': node.hmacCheck(issued, PEPPER),
      }),
    };
    const contenders: Contender[] = [];
    for (const [name, check] of Object.entries(ways)) {
      for (const key of issued.slice(0, 100)) await requireValid(name, check, key);
      let next = 0;
      contenders.push({ name, run: () => check(issued[next++ % count] ?? '') });
    }
    return await measureSubject({ name: `${CHECKING} among ${count.toLocaleString('en')}`, contenders }, effort);
  } finally {
    await keys.close();
  }
}

/** Looks the hash of a key up. */
async function lookUp(
  keys: readonly string[],
  hash: (key: string) => Promise<string>,
): Promise<(key: string) => Promise<boolean>> {
  const known = new Map<string, string>();
  for (const key of keys) known.set(await hash(key), key);
  return async (key) => known.has(await hash(key));
}

async function requireValid(name: string, check: (key: string) => unknown, key: string): Promise<void> {
  if ((await check(key)) === true) return;
  throw new Error(`${name} refuses a key that was issued`);
}
