/** The three suites of TLS 1.3 that are used, joined by colons (RFC 8446 §B.4). */
export const TLS_CIPHERS: string = 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256';

/** What both sides of every connection have in common. */
export const TLS_1_3 = {
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.3',
  ciphers: TLS_CIPHERS,
} as const;

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
