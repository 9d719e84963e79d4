import { FedzkError, shown } from '@fedzk/core';
import { addressKey } from '../limits/address.js';

/** A key of bans: an address by its network, or anything else as it is. */
export interface BanKey {
  readonly key: string;
  readonly isAddress: boolean;
}

/** @throws {FedzkError} `invalid-argument`, without the key, which may be personal */
export function banKeyOf(key: string): BanKey {
  if (typeof key !== 'string' || key === '' || key.length > 256 || shown(key) !== key) {
    throw new FedzkError(
      'invalid-argument',
      '"key" expected a text of 1 to 256 characters, without control characters.',
    );
  }
  const network = addressKey(key.replace(/\/64$/, ''));
  return network === undefined ? { key, isAddress: false } : { key: network, isAddress: true };
}

/** Tells whether an address's key is that of this machine: 127.0.0.0/8, and ::1 with what else is in its network. */
export function isLoopback(key: string): boolean {
  return key.startsWith('127.') || key === '0:0:0:0::/64';
}
