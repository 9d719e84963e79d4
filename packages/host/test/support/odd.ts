// Certificates and requests that no honest authority or client makes.

import 'reflect-metadata';
import { createPrivateKey, createPublicKey, type webcrypto } from 'node:crypto';
import { type CertificateAuthority, createTlsKey } from '@fedzk/host';
import * as x509 from '@peculiar/x509';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** What differs from a client's certificate. */
export interface Odd {
  readonly names?: readonly x509.JsonGeneralName[];
  readonly uses?: readonly string[];
  readonly ca?: boolean;
}

/** Signs a certificate for a new key. */
export async function oddCertificate(by: CertificateAuthority, odd: Odd): Promise<string> {
  return sign(by, odd, (await newPair()).publicKey);
}

/** Makes an authority below one that may have none. */
export async function oddAuthority(by: CertificateAuthority): Promise<CertificateAuthority> {
  const key = await createTlsKey();
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return { certificate: await sign(by, { ca: true }, spki), key };
}

async function sign(
  by: CertificateAuthority,
  { names, uses = [CLIENT_AUTH], ca = false }: Odd,
  publicKey: x509.PublicKeyType,
): Promise<string> {
  const issuer = new x509.X509Certificate(by.certificate);
  const der = createPrivateKey(by.key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = await crypto.subtle.importKey('pkcs8', der, P256, false, ['sign']);
  const made = await x509.X509CertificateGenerator.create({
    subject: 'CN=odd',
    issuer: issuer.subjectName,
    publicKey,
    signingKey,
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(ca ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)] : []),
      ...(uses.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...uses])]),
      ...(names === undefined ? [] : [new x509.SubjectAlternativeNameExtension([...names])]),
    ],
  });
  return `${made.toString('pem')}\n`;
}

export const USES = { server: SERVER_AUTH, client: CLIENT_AUTH } as const;

export function newPair(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}
