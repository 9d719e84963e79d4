// @peculiar/x509 needs what reflect-metadata adds to `Reflect`, and reads it while it is imported.
import 'reflect-metadata';

import type { X509Certificate } from 'node:crypto';
import { FedzkError } from '@fedzk/core';
import { X509Certificate as X509Reader } from '@peculiar/x509';

export {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/**
 * Reads a certificate's names and extensions.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readX509({ raw }: X509Certificate, name: string): X509Reader {
  try {
    return new X509Reader(raw);
  } catch (cause) {
    throw new FedzkError('invalid-argument', `"${name}" expected a certificate as RFC 5280 describes it.`, { cause });
  }
}
