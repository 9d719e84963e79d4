import { fromHex } from '@fedzk/core';
import { CLIENT_AUTH } from '../certificates/client-id.js';
import type { CertificateUsage } from './arguments.js';
import type { Extension, X509 } from './x509.js';

/** Makes what a certificate says besides its subject, its key and its time. */
export type Extensions = (library: X509) => Extension[];

/** TLS server authentication (RFC 5280 §4.2.1.12). */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/** What makes a certificate an authority's, with so many authorities below it. */
export function authorityExtensions(pathLength: number): Extensions {
  return ({ BasicConstraintsExtension, KeyUsagesExtension, KeyUsageFlags }) => [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

/** What lets an authority sign client certificates only, and none with a DNS name or an IP address. */
export const clientsOnlyExtensions: Extensions = ({ ExtendedKeyUsageExtension, Extension }) => [
  new ExtendedKeyUsageExtension([CLIENT_AUTH]),
  new Extension(NAME_CONSTRAINTS, true, fromHex(NO_HOSTS)),
];

/** What makes a certificate one of a server or client. TLS 1.3 uses keys for signatures alone (RFC 8446 §4.4.2.2). */
export function leafExtensions(
  usages: readonly CertificateUsage[],
  names: readonly { readonly type: 'dns' | 'ip' | 'url'; readonly value: string }[],
): Extensions {
  return ({
    BasicConstraintsExtension,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectAlternativeNameExtension,
  }) => [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(usages.map((usage) => (usage === 'server' ? SERVER_AUTH : CLIENT_AUTH))),
    new SubjectAlternativeNameExtension([...names]),
  ];
}

/** RFC 5280 §4.2.1.10. */
const NAME_CONSTRAINTS = '2.5.29.30';

/**
 * Excludes all DNS names and IP addresses. URNs can't be constrained, since a constraint of URIs is one of their host.
 *
 * SEQUENCE { excludedSubtrees [1] { SEQUENCE { dNSName [2] "" }, SEQUENCE { iPAddress [7] 0.0.0.0/0 }, SEQUENCE { iPAddress [7] ::/0 } } }
 */
const NO_HOSTS: string = ['3036a134', '30028200', `300a8708${'00'.repeat(8)}`, `30228720${'00'.repeat(32)}`].join('');
