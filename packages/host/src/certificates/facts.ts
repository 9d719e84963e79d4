import { readX509, SubjectAlternativeNameExtension } from '../ca/x509.js';
import { spkiPin } from '../tls/pins.js';
import { certificateOf, validityOf } from './read.js';

/** What a status page and an alert need to know of a certificate. */
export interface CertificateFacts {
  /** Its distinguished name, such as `CN=localhost`. */
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** When two thirds of its life are over: time for the next one. */
  readonly renewAfter: Date;
  /** All of its names: DNS names, IP addresses and URIs. */
  readonly names: readonly string[];
  /** The pin of its key. */
  readonly pin: string;
  /** The SHA-256 of the certificate, in lower-case hexadecimal. */
  readonly fingerprint: string;
}

/**
 * Reads what a certificate says. It doesn't check who signed it.
 *
 * @param certificate PEM, of which the first counts, or DER
 * @throws {FedzkError} `invalid-argument`
 */
export function certificateFacts(certificate: string | Uint8Array): CertificateFacts {
  const read = certificateOf(certificate, 'certificate');
  const { subjectName, extensions } = readX509(read, 'certificate');
  const names = extensions.find((each) => each instanceof SubjectAlternativeNameExtension)?.names.items ?? [];
  const { notBefore, notAfter } = validityOf(read);
  return {
    subject: subjectName.toString(),
    notBefore,
    notAfter,
    renewAfter: new Date(notBefore.getTime() + (2 / 3) * (notAfter.getTime() - notBefore.getTime())),
    names: names.map(({ value }) => value),
    pin: spkiPin(read),
    fingerprint: read.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
