// Certificates and requests that no honest authority or client makes.

import { createPrivateKey, createPublicKey, type webcrypto } from 'node:crypto';
import { type CertificateAuthority, type Credentials, createTlsKey } from '@fedzk/host';
import * as x509 from './x509.js';

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

/** Makes a server's certificate by whatever key, whether or not its own certificate lets it sign. */
export async function oddServer(by: Credentials, name: string): Promise<Credentials> {
  const { privateKey, publicKey } = await newPair();
  const certificate = await sign(by, { names: [{ type: 'dns', value: name }], uses: [SERVER_AUTH] }, publicKey);
  return { certificate: certificate + by.certificate, key: await pemOf(privateKey) };
}

/** Signs a request as it is: with the subject and all that it asks for. */
export async function signedAsAsked(by: CertificateAuthority, csr: string): Promise<string> {
  const { subjectName, publicKey, extensions } = new x509.Pkcs10CertificateRequest(csr);
  return generate(by, { subject: subjectName, publicKey, extensions });
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
  return generate(by, {
    ...{ subject: 'CN=odd', publicKey },
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(ca ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)] : []),
      ...(uses.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...uses])]),
      ...(names === undefined ? [] : [new x509.SubjectAlternativeNameExtension([...names])]),
    ],
  });
}

interface Wanted {
  readonly subject: string | x509.Name;
  readonly publicKey: x509.PublicKeyType;
  readonly extensions: readonly x509.Extension[];
}

async function generate(by: CertificateAuthority, { extensions, ...wanted }: Wanted): Promise<string> {
  const issuer = new x509.X509Certificate(by.certificate);
  const der = createPrivateKey(by.key).export({ type: 'pkcs8', format: 'der' });
  const made = await x509.X509CertificateGenerator.create({
    ...{ ...wanted, issuer: issuer.subjectName },
    signingKey: await crypto.subtle.importKey('pkcs8', der, P256, false, ['sign']),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(wanted.publicKey),
      ...extensions,
    ],
  });
  return `${made.toString('pem')}\n`;
}

/** Makes a request that asks for more than a client gets: an authority, a server, and the id of another. */
export async function greedyRequest(): Promise<{ readonly csr: string; readonly key: string }> {
  const { privateKey, publicKey } = await newPair();
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=root',
    keys: { privateKey, publicKey } as CryptoKeyPair,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(true, 3, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      new x509.ExtendedKeyUsageExtension([USES.server]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'helper.example' },
        { type: 'url', value: 'urn:fedzk:client:somebody' },
      ]),
    ],
  });
  return { csr: made.toString('pem'), key: await pemOf(privateKey) };
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

export const USES = { server: SERVER_AUTH, client: CLIENT_AUTH } as const;

export function newPair(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}
