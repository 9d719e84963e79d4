// The key of a network address.

import { optionsOf, unexpected } from '@fedzk/core';

export interface AddressKeyOptions {
  /** Bits of an IPv6 address that count, a multiple of 4 from 16 to 128. Default: 64, the smallest network that a site gets. */
  readonly ipv6Prefix?: number | undefined;
}

/**
 * Makes the key by which an address is limited or banned. An IPv4 address is its own key, and an IPv6 address is that of its
 * prefix, since a host can have any address below it. An IPv4 address in an IPv6 one, mapped (`::ffff:192.0.2.1`) or of NAT64
 * (`64:ff9b::192.0.2.1`, RFC 6052), is an IPv4 address. A port, brackets and zones are dropped.
 *
 * @returns undefined for a text that is no address, as the sender of a header may write
 * @throws {FedzkError} `invalid-argument`: no text, or an invalid option
 * @example
 * ```ts
 * addressKey('2001:DB8::1:2'); // '2001:db8:0:0::/64'
 * addressKey('192.0.2.1:8080'); // '192.0.2.1'
 * ```
 */
export function addressKey(address: string, options: AddressKeyOptions = {}): string | undefined {
  const { ipv6Prefix = 64 } = optionsOf(options, ['ipv6Prefix']);
  if (typeof address !== 'string') throw unexpected('address', 'a text', address);
  if (!Number.isInteger(ipv6Prefix) || ipv6Prefix < 16 || ipv6Prefix > 128 || ipv6Prefix % 4 !== 0) {
    throw unexpected('ipv6Prefix', 'a multiple of 4 from 16 to 128', ipv6Prefix);
  }
  const groups = addressGroups(address);
  if (groups === undefined) return undefined;
  const [a = 0, b = 0] = groups.slice(6);
  if (startsWith(groups, MAPPED)) return [a >> 8, a & 255, b >> 8, b & 255].join('.');
  const kept = Math.ceil(ipv6Prefix / 16);
  const prefix = groups.slice(0, kept).map((group, i) => {
    const bits = Math.min(16, ipv6Prefix - 16 * i);
    return (group & (0xffff << (16 - bits))).toString(16);
  });
  return `${prefix.join(':')}${kept < 8 ? '::' : ''}/${ipv6Prefix}`;
}

/** Prefixes of IPv6 addresses whose last 32 bits are an IPv4 address. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff];
const NAT64 = [0x64, 0xff9b, 0, 0, 0, 0];

/** Reads an address as the eight groups of IPv6, with IPv4 as mapped; undefined for what is none. */
export function addressGroups(address: string): number[] | undefined {
  if (address.length > 64) return undefined;
  const v4 = ipv4(address.replace(/^([\d.]+):\d{1,5}$/, '$1'));
  if (v4 !== undefined) return [...MAPPED, ...pairs(v4)];
  const groups = ipv6(address.replace(/^\[(.*)\](?::\d{1,5})?$/, '$1').replace(/%[\w.~-]+$/, ''));
  return groups !== undefined && startsWith(groups, NAT64) ? [...MAPPED, ...groups.slice(6)] : groups;
}

function startsWith(groups: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((group, i) => groups[i] === group);
}

/** The four bytes of an IPv4 address as two groups. */
function pairs([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] {
  return [(a << 8) | b, (c << 8) | d];
}

/** Reads four decimal numbers without leading zeros, which some programs take for octal. */
function ipv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** Reads the eight groups of an address (RFC 4291 §2.2). */
function ipv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [before, after] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (before === undefined) return undefined;
  if (halves.length === 1) return before.length === 8 ? before : undefined;
  if (after === undefined || before.length + after.length > 7) return undefined;
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** @param isEnd whether the address ends here, where its last two groups may be written as an IPv4 address */
function groupsOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = isEnd ? ipv4(parts.at(-1) ?? '') : undefined;
  if (last !== undefined) {
    parts.splice(-1, 1, ...pairs(last).map((group) => group.toString(16)));
  }
  return parts.every((part) => /^[\da-f]{1,4}$/i.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}
