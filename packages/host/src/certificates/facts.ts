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
  const { notBefore, notAfter } = validityOf(read);
  return {
    // Node writes a part in a line, and escapes what would begin one.
    subject: read.subject.split('\n').join(', '),
    notBefore,
    notAfter,
    renewAfter: new Date(notBefore.getTime() + (2 / 3) * (notAfter.getTime() - notBefore.getTime())),
    names: namesOf(read.subjectAltName ?? ''),
    pin: spkiPin(read),
    fingerprint: read.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Reads the names as Node writes them: `DNS:localhost, IP Address:127.0.0.1`. One with a comma or a quote is a string of JSON. */
function namesOf(text: string): string[] {
  const each = text.matchAll(/(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return Array.from(each, ([, kind, value = '']) => {
    const name = value.startsWith('"') ? (JSON.parse(value) as string) : value;
    // Node doesn't shorten them as RFC 5952 does.
    return kind === 'IP Address' && name.includes(':') ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
  });
}
