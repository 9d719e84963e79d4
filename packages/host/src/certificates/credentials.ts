import type { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { FedzkError, fieldsOf } from '@fedzk/core';
import { TLS_1_3 } from '../tls/settings.js';
import { certificatesOf, isCurrent, privateKeyOf } from './read.js';

/** What one side of a connection shows and proves. */
export interface Credentials {
  /** Certificates in PEM: its own, then those that lead to one that the other side trusts. */
  readonly certificate: string;
  /** The private key, as PKCS#8 in PEM. */
  readonly key: string;
}

/**
 * Reads credentials, and checks that they belong together and are valid now.
 *
 * @throws {FedzkError} `invalid-argument`: malformed, or the key is not the certificate's; `expired`: not valid now
 */
export function credentialsOf(given: Credentials, name = 'options'): Credentials {
  const { certificate, key } = fieldsOf(given, ['certificate', 'key'], name);
  const own = certificatesOf(certificate, 'certificate')[0] as X509Certificate;
  if (!own.checkPrivateKey(privateKeyOf(key, 'key'))) {
    throw new FedzkError('invalid-argument', '"key" expected the private key of "certificate", got that of another.');
  }
  if (!isCurrent(own)) throw outOfTime('"certificate"', own);
  requireUsable(certificate, key);
  return { certificate, key };
}

/** Refuses what OpenSSL doesn't take for a connection, such as a short key of RSA. */
function requireUsable(cert: string, key: string): void {
  try {
    createSecureContext({ ...TLS_1_3, cert, key });
  } catch {
    throw new FedzkError(
      'invalid-argument',
      '"certificate" expected one that TLS 1.3 can use, of ECDSA P-256 or RSA-4096.',
    );
  }
}

/** Makes the error for a certificate that is not valid now. */
export function outOfTime(what: string, { validFrom, validTo }: X509Certificate): FedzkError {
  return new FedzkError(
    'expired',
    `${what} is valid from ${validFrom} to ${validTo}; get a new one, or set this machine's clock right.`,
  );
}
