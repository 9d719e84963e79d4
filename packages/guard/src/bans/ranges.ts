// Lists of addresses and of their ranges.

import { FedzkError, listOf } from '@fedzk/core';
import { addressGroups } from '../limits/address.js';

interface Range {
  readonly groups: readonly number[];
  readonly bits: number;
}

/** An IPv4 address stands in the last 32 of 128 bits. */
const IPV4_AT = 96;
/** Bans of IPv6 are those of a network of so many bits. */
const IPV6_BITS = 64;

/**
 * Reads a list such as `['10.0.0.5', '192.0.2.0/24', '2001:db8::/48']`. Of an IPv6 address its whole /64 counts, as bans do.
 *
 * @param name the list's, for messages
 * @returns a function that tells whether an address, or the key of its network, is in one of them
 * @throws {FedzkError} `invalid-argument`
 */
export function rangesOf(list: unknown, name: string): (address: string) => boolean {
  const expected = 'a function, or a list of addresses and ranges such as "192.0.2.0/24"';
  const ranges = listOf(list, name, expected, (item, i) => {
    const range = typeof item === 'string' ? rangeOf(item) : undefined;
    if (range !== undefined) return range;
    throw new FedzkError('invalid-argument', `"${name}[${i}]" expected an address, or a range such as "192.0.2.0/24".`);
  });
  return (address) => {
    const groups = addressGroups(address.replace(/\/\d+$/, ''));
    return groups !== undefined && ranges.some((range) => isIn(groups, range));
  };
}

function rangeOf(text: string): Range | undefined {
  const [, address = '', length] = /^([^/]{2,64})(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const groups = addressGroups(address);
  if (groups === undefined) return undefined;
  const first = address.includes(':') ? 0 : IPV4_AT;
  const bits = length === undefined ? 128 : first + Number(length);
  if (bits > 128) return undefined;
  if (!isIn(groups, IPV4)) return { groups, bits: Math.min(bits, IPV6_BITS) };
  return bits < IPV4_AT ? undefined : { groups, bits };
}

const IPV4: Range = { groups: [0, 0, 0, 0, 0, 0xffff, 0, 0], bits: IPV4_AT };

function isIn(groups: readonly number[], range: Range): boolean {
  return groups.every((group, i) => {
    const bits = Math.min(16, Math.max(0, range.bits - 16 * i));
    return (group ^ (range.groups[i] ?? 0)) >> (16 - bits) === 0;
  });
}
