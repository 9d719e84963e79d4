// Whom bans are about: an address, or the owner of an API key. Each kind has tables of its own.

import { FedzkError, fieldsOf, unexpected } from '@fedzk/core';
import { addressKey } from '../limits/address.js';

/** Who is counted and banned. An address and an owner stay apart even where their texts are the same. */
export interface BanKey {
  readonly kind: 'address' | 'owner';
  /**
   * An address, which counts by its network, or `local` for all requests without one; or an owner, of 1 to 256 characters of any
   * kind.
   */
  readonly key: string;
}

/** The key of requests without an address, such as those of a local socket. No address is written so. */
export const LOCAL: BanKey = Object.freeze<BanKey>({ kind: 'address', key: 'local' });

/** Tells whether a text can be the owner of a key: 1 to 256 characters. */
export function isOwner(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text.length <= 256;
}

/**
 * Reads a key. A text is an address.
 *
 * @throws {FedzkError} `invalid-argument`, without the key, which may be personal
 */
export function banKeyOf(given: string | BanKey): BanKey {
  const { kind, key } = typeof given === 'string' ? { kind: 'address', key: given } : fieldsOf(given, FIELDS, 'key');
  if (kind === 'owner') {
    if (isOwner(key)) return { kind, key };
    throw new FedzkError('invalid-argument', '"key" expected an owner of 1 to 256 characters.');
  }
  if (kind !== 'address') throw unexpected('key.kind', '"address" or "owner"', kind);
  if (key === LOCAL.key) return LOCAL;
  const network = typeof key === 'string' ? addressKey(key.replace(/\/64$/, '')) : undefined;
  if (network !== undefined) return { kind, key: network };
  throw new FedzkError(
    'invalid-argument',
    '"key" expected an address; write an owner as { kind: "owner", key: "client_001" }.',
  );
}

const FIELDS = ['kind', 'key'] as const;

/** Tells whether an address's key is this machine's: `local`, 127.0.0.0/8, or ::1 with what else is in its network. */
export function isOwnMachine(network: string): boolean {
  return network === LOCAL.key || network.startsWith('127.') || network === '0:0:0:0::/64';
}
