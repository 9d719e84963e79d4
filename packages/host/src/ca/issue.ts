import { createPublicKey } from 'node:crypto';
import { FedzkError, optionsOf } from '@fedzk/core';
import type { Credentials } from '../certificates/credentials.js';
import { privateKeyOf } from '../certificates/read.js';
import { type CertificateUsage, daysOf, hostNamesOf, usagesOf } from './arguments.js';
import { authorityOf, type CertificateAuthority } from './authority.js';
import { leafExtensions } from './extensions.js';
import { algorithmOf, makeKey, pemOf } from './keys.js';
import { signBy } from './sign.js';
import { SubjectAlternativeNameExtension } from './x509.js';

export interface CertificateOptions {
  /** DNS names in lower case and IP addresses, 1 to 100. The first is shown as the subject. */
  readonly names: readonly string[];
  /** `server`, `client` or both. */
  readonly usages: readonly CertificateUsage[];
  /** How long it is valid: 365 at most, and no longer than the root. Default: 90. */
  readonly days?: number | undefined;
  /** A private key of before, as PKCS#8 in PEM, so that its pin stays. Left out: a new one. */
  readonly key?: string | undefined;
}

/**
 * Makes a certificate for a machine of one's own, such as a server.
 *
 * @throws {FedzkError} `invalid-argument`; `unsupported`: a key of another kind; `expired`: the root is not valid now
 */
export async function issueCertificate(root: CertificateAuthority, options: CertificateOptions): Promise<Credentials> {
  const given = optionsOf(options, ['names', 'usages', 'days', 'key']);
  const names = hostNamesOf(given.names);
  const usages = usagesOf(given.usages);
  const days = daysOf(given.days);
  const authority = authorityOf(root, 'root');
  if (authority.clientsOnly) {
    throw new FedzkError(
      'invalid-argument',
      '"root" expected a root, got an issuer, which signs for clients by their id only.',
    );
  }
  const key = given.key === undefined ? await makeKey() : privateKeyOf(given.key, 'key');
  algorithmOf(key, 'key');
  const certificate = await signBy(authority, {
    name: (names[0]?.value ?? '').slice(0, 64),
    publicKey: createPublicKey(key),
    days,
    extensions: [...leafExtensions(usages), new SubjectAlternativeNameExtension([...names])],
  });
  return { certificate, key: pemOf(key) };
}
