import { unexpected } from '@fedzk/core';

/** The three suites of TLS 1.3 that are used, joined by colons (RFC 8446 §B.4). */
export const TLS_CIPHERS: string = 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256';

/** What both sides of every connection have in common. */
export const TLS_1_3 = {
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.3',
  ciphers: TLS_CIPHERS,
} as const;

/**
 * Reads how long a handshake may take.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function millisecondsOf(given: number | undefined, usual: number, name: string): number {
  if (given === undefined) return usual;
  if (Number.isInteger(given) && given >= 1 && given <= 600_000) return given;
  throw unexpected(name, 'an integer from 1 to 600000', given);
}

/**
 * Returns the value of the header `Strict-Transport-Security` (RFC 6797 §6.1): a year, with subdomains. Don't send it on
 * `localhost`, where it reaches every port.
 *
 * @example
 * ```ts
 * response.setHeader('strict-transport-security', strictTransportSecurity());
 * ```
 */
export function strictTransportSecurity(): string {
  return 'max-age=31536000; includeSubDomains';
}
