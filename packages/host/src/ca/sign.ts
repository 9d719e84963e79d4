import { type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';
import { toHex } from '@fedzk/core';
import { validityOf } from '../certificates/read.js';
import type { Authority } from './authority.js';
import type { Extensions } from './extensions.js';
import { signingKeyOf } from './keys.js';
import { type Name, type PublicKey, readX509, type X509, x509 } from './x509.js';

const DAY = 86_400_000;
/** How far a clock that reads the certificate may be behind this one. */
const SKEW = 5 * 60_000;

/** What a certificate says. */
export interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly days: number;
  readonly extensions: Extensions;
}

/** Signs the certificate of a root with the root's own key. */
export async function signRoot(key: KeyObject, subject: Subject): Promise<string> {
  return sign(subject, { key, subject: nameOf(subject.name, await x509()) });
}

/** Signs a certificate, which ends no later than its issuer's. */
export async function signBy({ certificate, key }: Authority, subject: Subject): Promise<string> {
  const { subjectName, publicKey } = await readX509(certificate, 'root');
  return sign(subject, { key, subject: subjectName, certificate, publicKey });
}

interface Issuer {
  readonly key: KeyObject;
  readonly subject: Name;
  readonly certificate?: X509Certificate;
  readonly publicKey?: PublicKey;
}

async function sign({ name, publicKey, days, extensions }: Subject, issuer: Issuer): Promise<string> {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const library = await x509();
  const { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension, X509CertificateGenerator } = library;
  const signed = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf(name, library),
    issuer: issuer.subject,
    ...timeOf(days, issuer.certificate),
    publicKey: spki,
    signingKey: await signingKeyOf(issuer.key, 'key'),
    extensions: [
      ...extensions(library),
      await SubjectKeyIdentifierExtension.create(spki),
      // OpenSSL's strict checks ask for it (RFC 5280 §4.2.1.1).
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey ?? spki),
    ],
  });
  return `${signed.toString('pem')}\n`;
}

/** Takes a name as it is: a text alone could be quoted, or hexadecimal. */
const nameOf = (name: string, library: X509): Name => new library.Name([{ CN: [{ utf8String: name }] }]);

/** Makes a serial number of 16 bytes, positive, that nobody can guess (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40; // the sign bit is clear, and no leading byte falls away
  return toHex(bytes);
}

function timeOf(days: number, issuer: X509Certificate | undefined): { notBefore: Date; notAfter: Date } {
  const now = Math.floor(Date.now() / 1000) * 1000; // certificates know no parts of seconds
  const wanted = { notBefore: now - SKEW, notAfter: now + Math.round((days * DAY) / 1000) * 1000 };
  const bounds = issuer === undefined ? undefined : validityOf(issuer);
  return {
    notBefore: new Date(Math.max(wanted.notBefore, bounds?.notBefore.getTime() ?? -Infinity)),
    notAfter: new Date(Math.min(wanted.notAfter, bounds?.notAfter.getTime() ?? Infinity)),
  };
}
