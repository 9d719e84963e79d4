// Reads certificates and private keys. No message here repeats what was given, which may be a key.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { FedzkError, ownBytes } from '@fedzk/core';

/** A server's chain has two or three; a file of trusted ones may have some more. */
const MOST = 32;
const LONGEST = 256 * 1024;
const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * Reads all certificates of a PEM text (RFC 7468 §5), in their order.
 *
 * @throws {FedzkError} `invalid-argument`: no text, no certificate, more than 32, or one that can't be read
 */
export function certificatesOf(pem: unknown, name: string): readonly X509Certificate[] {
  const blocks = typeof pem === 'string' && pem.length <= LONGEST ? (pem.match(BLOCK) ?? []) : [];
  const certificates = blocks.map(parsed);
  if (certificates.length === 0 || certificates.length > MOST || certificates.includes(undefined)) {
    throw new FedzkError(
      'invalid-argument',
      `"${name}" expected certificates in PEM, which begin with "-----BEGIN CERTIFICATE-----", ${MOST} at most.`,
    );
  }
  return certificates as X509Certificate[];
}

/**
 * Reads one certificate: PEM, of which the first counts, DER, or Node's own class.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function certificateOf(certificate: unknown, name: string): X509Certificate {
  if (typeof certificate === 'string') return certificatesOf(certificate, name)[0] as X509Certificate;
  const bytes = ownBytes(rawOf(certificate) ?? certificate, LONGEST);
  const read = bytes === undefined ? undefined : parsed(bytes);
  if (read !== undefined) return read;
  throw new FedzkError('invalid-argument', `"${name}" expected a certificate: a text in PEM, or bytes in DER.`);
}

function rawOf(value: unknown): Uint8Array | undefined {
  try {
    return value instanceof X509Certificate ? value.raw : undefined;
  } catch {
    return undefined; // a proxy, or an object that only has the prototype
  }
}

function parsed(certificate: string | Uint8Array): X509Certificate | undefined {
  try {
    const read = new X509Certificate(certificate);
    return read.publicKey === undefined ? undefined : read; // throws for a key of an unknown kind
  } catch {
    return undefined;
  }
}

/**
 * Reads a private key in PKCS#8 PEM.
 *
 * @throws {FedzkError} `invalid-argument`. It has no `cause`, which could repeat the key
 */
export function privateKeyOf(pem: unknown, name: string): KeyObject {
  try {
    if (typeof pem === 'string' && pem.length <= LONGEST) return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // refused below
  }
  throw new FedzkError(
    'invalid-argument',
    `"${name}" expected a private key in PKCS#8 PEM without a passphrase, which begins with "-----BEGIN PRIVATE KEY-----".`,
  );
}

/** When a certificate begins and ends to be valid. */
export function validityOf(certificate: X509Certificate): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(certificate.validFrom), notAfter: new Date(certificate.validTo) };
}

/** Whether now is within a certificate's time. */
export function isCurrent(certificate: X509Certificate): boolean {
  const { notBefore, notAfter } = validityOf(certificate);
  const now = Date.now();
  return notBefore.getTime() <= now && now <= notAfter.getTime();
}
