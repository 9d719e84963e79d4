/** Certificates for keys that stay on another machine. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  type CertificateAuthority,
  certificateFacts,
  clientIdOf,
  createCertificateRequest,
  createTlsKey,
  issueClientCertificate,
  issueIssuerCertificate,
  issueServerCertificate,
} from '@fedzk/host';
import { beforeAll, expect, it } from 'vitest';
import { codeOf, makeParties, type Parties } from './support/parties.js';
import * as x509 from './support/x509.js';

let parties: Parties;
let key: string;
let request: string;
beforeAll(async () => {
  parties = await makeParties();
  key = await createTlsKey();
  request = await createCertificateRequest({ key, id: 'leader-clients' });
});

const MACHINE = { names: ['fedzk.example', '192.0.2.7'], usages: ['server'] } as const;

it("makes a server's, with the names of who issues and the key of who asks", async () => {
  const certificate = await issueServerCertificate(parties.root, request, { ...MACHINE, days: 30 });
  const read = new X509Certificate(certificate);
  const { names, subject } = certificateFacts(certificate);
  expect({ names, subject }).toEqual({ names: ['fedzk.example', '192.0.2.7'], subject: 'CN=fedzk.example' });
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.verify(new X509Certificate(parties.root.certificate).publicKey)).toBe(true);
  expect(read.ca).toBe(false);
  expect(clientIdOf(certificate)).toBeUndefined();
});

it("makes an issuer's, which signs for clients", async () => {
  const certificate = await issueIssuerCertificate(parties.root, request, { name: 'Issuer' });
  const read = new x509.X509Certificate(certificate);
  expect(read.getExtension(x509.BasicConstraintsExtension)).toMatchObject({ ca: true, pathLength: 0, critical: true });
  expect(read.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual(['1.3.6.1.5.5.7.3.2']);
  const csr = await createCertificateRequest({ key: await createTlsKey(), id: 'client_001' });
  expect(clientIdOf(await issueClientCertificate({ certificate, key }, csr, { id: 'client_001' }))).toBe('client_001');
});

it.each([
  ['by an issuer', () => parties.issuer, () => request, 'invalid-argument'],
  ['of no request', () => parties.root, () => 'a request', 'invalid-argument'],
  ['of a request that was changed', () => parties.root, () => changed(request), 'not-authentic'],
] as readonly [string, () => CertificateAuthority, () => string, string][])(
  'makes none %s',
  async (_, root, csr, code) => {
    expect(await codeOf(() => issueServerCertificate(root(), csr(), MACHINE))).toBe(code);
    expect(await codeOf(() => issueIssuerCertificate(root(), csr(), { name: 'Issuer' }))).toBe(code);
  },
);

it('makes none of wrong options', async () => {
  const server = (change: object): Promise<unknown> =>
    codeOf(() => issueServerCertificate(parties.root, request, { ...MACHINE, ...change }));
  expect(await server({ names: [] })).toBe('invalid-argument');
  expect(await server({ usages: [] })).toBe('invalid-argument');
  expect(await server({ days: 366 })).toBe('invalid-argument');
  expect(await server({ key })).toBe('invalid-argument');
  expect(await codeOf(() => issueIssuerCertificate(parties.root, request, { name: '' }))).toBe('invalid-argument');
});

/** Changes the last byte of a request's signature. */
function changed(pem: string): string {
  const der = new Uint8Array(new x509.Pkcs10CertificateRequest(pem).rawData);
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  return `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
}
