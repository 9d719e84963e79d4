import { isIP } from 'node:net';
import { FedzkError, listOf, unexpected } from '@fedzk/core';
import { isClientId } from '../certificates/client-id.js';

/** A certificate's usual and longest life. */
const DAYS = 90;
const MOST_DAYS = 365;

/** @throws {FedzkError} `invalid-argument` */
export function daysOf(days: unknown): number {
  if (days === undefined) return DAYS;
  if (typeof days === 'number' && days > 0 && days <= MOST_DAYS) return days;
  throw unexpected('days', `a number above 0, ${MOST_DAYS} at most`, days);
}

/**
 * Reads the name of an authority: 1 to 64 characters (RFC 5280, ub-common-name).
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function commonNameOf(name: unknown): string {
  if (typeof name === 'string' && /^[\p{L}\p{N}\p{P}\p{S} ]{1,64}$/u.test(name) && name === name.trim()) return name;
  throw unexpected('name', 'a text of 1 to 64 characters that can be shown', name);
}

/** @throws {FedzkError} `invalid-argument`. The message doesn't repeat the id, which may be personal */
export function clientIdArgument(id: unknown): string {
  if (isClientId(id)) return id;
  throw new FedzkError('invalid-argument', '"id" expected 3 to 64 of the characters A-Z, a-z, 0-9, "_" and "-".');
}

/** What a certificate may be used for. */
export type CertificateUsage = 'server' | 'client';

/** @throws {FedzkError} `invalid-argument` */
export function usagesOf(usages: unknown): readonly CertificateUsage[] {
  const expected = 'a list of "server", "client" or both';
  const read = listOf(usages, 'usages', expected, (usage) => {
    if (usage === 'server' || usage === 'client') return usage;
    throw unexpected('usages', expected, usage);
  });
  if (read.length === 0 || new Set(read).size !== read.length) throw unexpected('usages', expected, usages);
  return read;
}

/** A name of a server, as `@peculiar/x509` takes it. */
export interface HostName {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** Names in one certificate, at most. */
const MOST_NAMES = 100;
/** A label has letters, digits and hyphens (RFC 1123 §2.1). The first may be a star (RFC 6125 §6.4.3). */
const DNS = /^(\*\.(?=.*\.))?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** @throws {FedzkError} `invalid-argument` */
export function hostNamesOf(names: unknown): readonly HostName[] {
  const expected = `a list of 1 to ${MOST_NAMES} DNS names in lower case and IP addresses`;
  const read = listOf(names, 'names', expected, (name): HostName => {
    if (typeof name === 'string' && isIP(name) !== 0 && !name.includes('%')) return { type: 'ip', value: name };
    const isDns = typeof name === 'string' && name.length <= 253 && DNS.test(name) && !/(^|\.)[0-9]+$/.test(name);
    if (isDns) return { type: 'dns', value: name };
    throw unexpected('names', expected, name);
  });
  if (read.length === 0 || read.length > MOST_NAMES) throw unexpected('names', expected, names);
  return read;
}
