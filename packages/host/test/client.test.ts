import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  certificateFacts,
  clientIdOf,
  createCertificateRequest,
  createTlsKey,
  issueCertificate,
  issueClientCertificate,
  spkiPin,
} from '@fedzk/host';
import { beforeAll, describe, expect, it } from 'vitest';
import { greedyRequest, newPair, oddCertificate, USES } from './support/odd.js';
import { codeOf, daysLater, makeParties, type Parties } from './support/parties.js';
import * as x509 from './support/x509.js';

let parties: Parties;
let request: string;
let key: string;
beforeAll(async () => {
  parties = await makeParties();
  key = await createTlsKey();
  request = await createCertificateRequest({ key, id: 'client_001' });
});

const issue = (csr: unknown, options: unknown = { id: 'client_001' }): Promise<string> =>
  issueClientCertificate(parties.issuer, csr as string, options as { id: string });

describe("a client's certificate", () => {
  it('is for the key of the request, and the id that the server gives', async () => {
    const certificate = await issue(request, { id: 'another-9' });
    expect(certificateFacts(certificate)).toMatchObject({
      subject: 'CN=another-9',
      names: ['urn:fedzk:client:another-9'],
    });
    expect(clientIdOf(certificate)).toBe('another-9');
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    expect(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })).toEqual(spki);
  });

  it('comes with that of its issuer', async () => {
    const [, second] = (await issue(request)).split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(new X509Certificate(second ?? '').raw).toEqual(new X509Certificate(parties.issuer.certificate).raw);
  });

  it('comes alone from a root, which servers know', async () => {
    const certificate = await issueClientCertificate(parties.root, request, { id: 'client_001' });
    expect(certificate.match(/BEGIN/g)).toHaveLength(1);
    expect(clientIdOf(certificate)).toBe('client_001');
  });

  it('takes nothing else of a request', async () => {
    const { csr } = await greedyRequest();
    const read = new x509.X509Certificate(await issue(csr));
    expect(read.subject).toBe('CN=client_001');
    expect(read.getExtension(x509.BasicConstraintsExtension)).toMatchObject({ ca: false });
    expect(read.getExtension(x509.KeyUsagesExtension)?.usages).toBe(x509.KeyUsageFlags.digitalSignature);
    expect(read.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual([USES.client]);
    expect(read.getExtension(x509.SubjectAlternativeNameExtension)?.names.items.map(({ value }) => value)).toEqual([
      'urn:fedzk:client:client_001',
    ]);
  });

  it('is valid for 90 days at most 365, and no longer than its issuer', async () => {
    const { notAfter } = certificateFacts(await issue(request, { id: 'client_001', days: 365 }));
    expect(notAfter).toEqual(certificateFacts(parties.issuer.certificate).notAfter);
    expect(await codeOf(() => issue(request, { id: 'client_001', days: 366 }))).toBe('invalid-argument');
    const { notBefore, notAfter: end } = certificateFacts(await issue(request, { id: 'client_001', days: 1 }));
    expect(end.getTime() - notBefore.getTime()).toBeLessThanOrEqual(86_400_000 + 300_000);
  });

  it('can be for a key of RSA-4096', async () => {
    const large = await createTlsKey({ algorithm: 'rsa-4096' });
    const certificate = await issue(await createCertificateRequest({ key: large, id: 'client_001' }));
    expect(new X509Certificate(certificate).publicKey.asymmetricKeyType).toBe('rsa');
  });

  it.each(['ab', 'a'.repeat(65), '../x', 'é12', 'a b c', 'abc\n', '', 7, undefined])(
    'is not made for %j',
    async (id) => {
      expect(await codeOf(() => issue(request, { id }))).toBe('invalid-argument');
      expect(await codeOf(() => createCertificateRequest({ key, id: id as string }))).toBe('invalid-argument');
    },
  );

  it('is not made by an issuer that is out of time', async () => {
    expect(await daysLater(91, () => codeOf(() => issue(request)))).toBe('expired');
  });

  it('is not made by another client', async () => {
    expect(await codeOf(() => issueClientCertificate(parties.client, request, { id: 'client_001' }))).toBe(
      'invalid-argument',
    );
  });
});

describe('a request is refused', () => {
  /** Changes one byte of a request, counted from its end. */
  const changed = (fromEnd: number): string => {
    const bytes = Buffer.from(request.replace(/-----[^-]+-----/g, ''), 'base64');
    const at = bytes.length - fromEnd;
    bytes[at] = (bytes[at] as number) ^ 1;
    return `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  };

  it('that is signed by another key', async () => {
    expect(await codeOf(() => issue(changed(1)))).toBe('not-authentic');
    const [own, other] = [await newPair(), await newPair()];
    const stolen = await x509.Pkcs10CertificateRequestGenerator.create({
      name: 'CN=client_001',
      keys: { privateKey: other.privateKey, publicKey: own.publicKey } as CryptoKeyPair,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    });
    expect(await codeOf(() => issue(stolen.toString('pem')))).toBe('not-authentic');
  });

  it.each([
    [
      'P-384',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
    ],
    ['RSA-2048', generateKeyPairSync('rsa', { modulusLength: 2048 }), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
    ['Ed25519', generateKeyPairSync('ed25519'), { name: 'Ed25519' }],
  ])('with a key of %s', async (_, { privateKey, publicKey }, algorithm) => {
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
    const keys = {
      privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
      publicKey: await crypto.subtle.importKey(
        'spki',
        publicKey.export({ type: 'spki', format: 'der' }),
        algorithm,
        true,
        ['verify'],
      ),
    } as CryptoKeyPair;
    const made = await x509.Pkcs10CertificateRequestGenerator.create({
      name: 'CN=a',
      keys,
      signingAlgorithm: algorithm,
    });
    expect(await codeOf(() => issue(made.toString('pem')))).toBe('unsupported');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(await codeOf(() => createCertificateRequest({ key: pem, id: 'client_001' }))).toBe('unsupported');
    expect(await codeOf(() => issueCertificate(parties.root, { names: ['a'], usages: ['server'], key: pem }))).toBe(
      'unsupported',
    );
  });

  it.each([
    ['nothing', () => ''],
    ['no text', () => 7],
    ['a certificate', () => parties.client.certificate],
    ['two of them', () => request + request],
    ['part of one', () => request.replace(/\n.{20}/, '\n')],
    ['much before it', () => ' '.repeat(16_384) + request],
    ['letters that are none of base64', () => request.replace(/\n./, '\n!')],
  ])('that is %s', async (_, make) => {
    expect(await codeOf(() => issue(make()))).toBe('invalid-argument');
  });
});

describe('an id is of no certificate', () => {
  const URN = 'urn:fedzk:client:client_001';
  const id = async (odd: Parameters<typeof oddCertificate>[1]): Promise<string | undefined> =>
    clientIdOf(await oddCertificate(parties.root, odd));
  const url = (value: string) => ({ type: 'url', value }) as const;

  it('unless it is all right', async () => {
    expect(await id({ names: [url(URN)] })).toBe('client_001');
  });

  it.each([
    ['two ids', { names: [url(URN), url('urn:fedzk:client:client_002')] }],
    ['a DNS name beside the id', { names: [url(URN), { type: 'dns', value: 'a.example' }] }],
    ['a DNS name before the id', { names: [{ type: 'dns', value: 'a.example' }, url(URN)] }],
    ['another prefix', { names: [url('urn:fedzk:peer:client_001')] }],
    ['a prefix in capitals', { names: [url('URN:fedzk:client:client_001')] }],
    ['an id that is too short', { names: [url('urn:fedzk:client:ab')] }],
    ['an id of other characters', { names: [url('urn:fedzk:client:a/b')] }],
    ['an id with a comma', { names: [url(`${URN}, URI:${URN}`)] }],
    ['an id and a line end', { names: [url(`${URN}\n`)] }],
    ['the id as a DNS name', { names: [{ type: 'dns', value: URN }] }],
    ['no names', {}],
    ["a server's use", { names: [url(URN)], uses: [USES.server] }],
    ["a server's use too", { names: [url(URN)], uses: [USES.client, USES.server] }],
    ['any use', { names: [url(URN)], uses: [] }],
    ['authority', { names: [url(URN)], ca: true }],
  ] as const)('with %s', async (_, odd) => {
    expect(await id(odd)).toBeUndefined();
  });

  it("with a server's names", () => {
    expect(clientIdOf(parties.server.certificate)).toBeUndefined();
  });
});

it('has in its facts the names of a certificate, whatever is in them', async () => {
  const names = [
    { type: 'dns', value: 'a.example' },
    { type: 'url', value: 'urn:fedzk:client:client_001, DNS:evil.example' },
    { type: 'url', value: 'urn:"quoted", and \\ more' },
    { type: 'ip', value: '127.0.0.1' },
    { type: 'ip', value: '2001:db8::1' },
    { type: 'email', value: 'a@example' },
    { type: 'url', value: 'urn:last' },
  ] as const;
  const certificate = await oddCertificate(parties.root, { names });
  expect(certificateFacts(certificate).names).toEqual(names.map(({ value }) => value));
  expect(certificateFacts(await oddCertificate(parties.root, {})).names).toEqual([]);
});

it("reads an id of PEM, DER and Node's own class alike", () => {
  const read = new X509Certificate(parties.client.certificate);
  expect([clientIdOf(parties.client.certificate), clientIdOf(read), clientIdOf(new Uint8Array(read.raw))]).toEqual(
    Array(3).fill('client_001'),
  );
  expect(spkiPin(read)).toBe(spkiPin(parties.client.certificate));
});
