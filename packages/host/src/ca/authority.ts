import type { KeyObject, X509Certificate } from 'node:crypto';
import { FedzkError, fieldsOf } from '@fedzk/core';
import { CLIENT_AUTH } from '../certificates/client-id.js';
import { outOfTime } from '../certificates/credentials.js';
import { certificatesOf, isCurrent, privateKeyOf } from '../certificates/read.js';
import { algorithmOf } from './keys.js';

/** Who signs certificates. Plain data, to be stored where only its owner can read it. */
export interface CertificateAuthority {
  /** Its own certificate in PEM. */
  readonly certificate: string;
  /** Its private key, as PKCS#8 in PEM. */
  readonly key: string;
}

/** An authority that has been read. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  /** Whether it may sign client certificates only. */
  readonly clientsOnly: boolean;
}

/**
 * Reads an authority, and checks that it may sign now.
 *
 * @throws {FedzkError} `invalid-argument`: malformed, no authority's, or the key is of another; `unsupported`: the key's kind;
 *   `expired`: not valid now
 */
export function authorityOf(given: CertificateAuthority, name: string): Authority {
  const fields = fieldsOf(given, ['certificate', 'key'], name);
  const certificate = certificatesOf(fields.certificate, `${name}.certificate`)[0] as X509Certificate;
  const key = privateKeyOf(fields.key, `${name}.key`);
  algorithmOf(key, `${name}.key`);
  if (!certificate.ca) {
    throw new FedzkError(
      'invalid-argument',
      `"${name}" expected an authority's certificate, got one that may not sign others.`,
    );
  }
  if (!certificate.checkPrivateKey(key)) {
    throw new FedzkError('invalid-argument', `"${name}.key" expected the key of its certificate, got that of another.`);
  }
  if (!isCurrent(certificate)) throw outOfTime(`"${name}.certificate"`, certificate);
  const uses = certificate.keyUsage as readonly string[] | undefined; // Node gives the extended ones
  return { certificate, key, clientsOnly: uses?.length === 1 && uses[0] === CLIENT_AUTH };
}
