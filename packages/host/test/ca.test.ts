import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import {
  type CertificateAuthority,
  certificateFacts,
  createDevelopmentCa,
  createIssuer,
  createTlsKey,
  issueCertificate,
  spkiPin,
} from '@fedzk/host';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, daysLater, makeParties, makeServer, type Parties } from './support/parties.js';
import * as x509 from './support/x509.js';

let parties: Parties;
beforeAll(async () => {
  parties = await makeParties();
});

const MINUTE = 60_000;
const DAY = 86_400_000;
const inMs = (from: Date, to: Date | number): number => Number(to) - from.getTime();

describe('a root', () => {
  it('is an authority for one more below it, and for nothing else', () => {
    const read = new x509.X509Certificate(parties.root.certificate);
    expect(read.getExtension(x509.BasicConstraintsExtension)).toMatchObject({
      ca: true,
      pathLength: 1,
      critical: true,
    });
    const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
    expect(read.getExtension(x509.KeyUsagesExtension)).toMatchObject({ usages: keyCertSign | cRLSign, critical: true });
    expect(read.getExtension(x509.ExtendedKeyUsageExtension)).toBeNull();
  });

  it('is signed by its own key', () => {
    const read = new X509Certificate(parties.root.certificate);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(parties.root.key))).toBe(true);
  });

  it('is valid for 90 days, or as many as are asked for', async () => {
    const lifeOf = ({ certificate }: CertificateAuthority): number => {
      const { notBefore, notAfter } = certificateFacts(certificate);
      return inMs(notBefore, notAfter) - 5 * MINUTE;
    };
    expect(lifeOf(parties.root)).toBe(90 * DAY);
    expect(lifeOf(await createDevelopmentCa({ name: 'Root', days: 365 }))).toBe(365 * DAY);
    expect(lifeOf(await createDevelopmentCa({ name: 'Root', days: 60 / 86_400 }))).toBe(MINUTE);
  });

  it('can have a key of RSA-4096, which signs for others', async () => {
    const root = await createDevelopmentCa({ name: 'Root', algorithm: 'rsa-4096' });
    const { asymmetricKeyDetails } = new X509Certificate(root.certificate).publicKey;
    expect(asymmetricKeyDetails?.modulusLength).toBe(4096);
    const leaf = new X509Certificate((await makeServer(root)).certificate);
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(leaf.verify(new X509Certificate(root.certificate).publicKey)).toBe(true);
  });

  it.each([0, -1, 366, Number.NaN, '90', null])('is not made for %j days', async (days) => {
    expect(await codeOf(() => createDevelopmentCa({ name: 'Root', days: days as number }))).toBe('invalid-argument');
  });

  it.each(['', ' Root', 'a'.repeat(65), 'a\nb', 'a\u202eb', 7])('is not made with the name %j', async (name) => {
    expect(await codeOf(() => createDevelopmentCa({ name: name as string }))).toBe('invalid-argument');
  });

  it('is not made with a key of another kind', async () => {
    expect(await codeOf(() => createDevelopmentCa({ name: 'Root', algorithm: 'rsa-2048' as never }))).toBe(
      'invalid-argument',
    );
  });

  it.each(['A, O=B+C="D"', '"A"', '#0c0141', 'Krankenhaus Köln'])('keeps the name %s as it is', async (name) => {
    const { certificate } = await createDevelopmentCa({ name });
    const { subjectName } = new x509.X509Certificate(certificate);
    expect(subjectName.getField('CN')).toEqual([name]);
    expect(subjectName.toJSON()).toHaveLength(1);
  });
});

describe('an issuer', () => {
  it('signs for clients only, and has no authority below it', () => {
    const read = new x509.X509Certificate(parties.issuer.certificate);
    expect(read.getExtension(x509.BasicConstraintsExtension)).toMatchObject({
      ca: true,
      pathLength: 0,
      critical: true,
    });
    expect(read.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(read.getExtension('2.5.29.30')?.critical).toBe(true);
  });

  it('makes neither another issuer nor a server', async () => {
    expect(await codeOf(() => createIssuer(parties.issuer, { name: 'Below' }))).toBe('invalid-argument');
    expect(await codeOf(() => makeServer(parties.issuer))).toBe('invalid-argument');
  });

  it('ends with its root', async () => {
    const root = await createDevelopmentCa({ name: 'Root', days: 10 });
    const issuer = await createIssuer(root, { name: 'Issuer', days: 300 });
    expect(certificateFacts(issuer.certificate).notAfter).toEqual(certificateFacts(root.certificate).notAfter);
  });
});

describe('a certificate', () => {
  it('is for signatures in TLS alone, and for the uses that are asked for', async () => {
    const { certificate } = await issueCertificate(parties.root, {
      names: ['a.example'],
      usages: ['client', 'server'],
    });
    const read = new x509.X509Certificate(certificate);
    expect(read.getExtension(x509.BasicConstraintsExtension)).toMatchObject({ ca: false, critical: true });
    const { digitalSignature } = x509.KeyUsageFlags;
    expect(read.getExtension(x509.KeyUsagesExtension)).toMatchObject({ usages: digitalSignature, critical: true });
    expect(read.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual([
      '1.3.6.1.5.5.7.3.2',
      '1.3.6.1.5.5.7.3.1',
    ]);
  });

  it('names its issuer by name and key', () => {
    const leaf = new X509Certificate(parties.server.certificate);
    const root = new X509Certificate(parties.root.certificate);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    const keyId = new x509.X509Certificate(leaf.raw).getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
    expect(keyId).toBe(new x509.X509Certificate(root.raw).getExtension(x509.SubjectKeyIdentifierExtension)?.keyId);
  });

  it('has a serial number of its own, positive and of 16 bytes', async () => {
    const serials = [parties.root, parties.issuer, parties.server, parties.client, await makeServer(parties.root)].map(
      ({ certificate }) => new X509Certificate(certificate).serialNumber,
    );
    expect(new Set(serials).size).toBe(5);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  it('begins some minutes ago, and no earlier than its issuer', async () => {
    const ofRoot = certificateFacts(parties.root.certificate).notBefore;
    expect(inMs(certificateFacts(parties.server.certificate).notBefore, Date.now())).toBeLessThanOrEqual(6 * MINUTE);
    expect(inMs(ofRoot, certificateFacts(parties.server.certificate).notBefore)).toBeGreaterThanOrEqual(0);
    const { notBefore } = await daysLater(3, async () =>
      certificateFacts((await makeServer(parties.root)).certificate),
    );
    const wanted = Date.now() + 3 * DAY - 5 * MINUTE;
    expect(Math.abs(inMs(notBefore, wanted))).toBeLessThan(MINUTE);
    const early = await daysLater(-1 / 24 / 20, async () =>
      certificateFacts((await makeServer(parties.root)).certificate),
    );
    expect(early.notBefore).toEqual(ofRoot);
  });

  it('ends no later than its issuer', async () => {
    const { notAfter } = await daysLater(30, async () =>
      certificateFacts((await makeServer(parties.root)).certificate),
    );
    expect(notAfter).toEqual(certificateFacts(parties.root.certificate).notAfter);
  });

  it('can be for a key of before, whose pin stays', async () => {
    const next = await makeServer(parties.root, parties.server.key);
    expect(next.key).toBe(parties.server.key);
    expect(next.certificate).not.toBe(parties.server.certificate);
    expect(spkiPin(next.certificate)).toBe(spkiPin(parties.server.certificate));
  });

  it.each(['localhost', 'a.b-c.example', '*.example.org', '127.0.0.1', '2001:db8::1', `${'a'.repeat(63)}.example`])(
    'has the name %s',
    async (name) => {
      const { certificate } = await issueCertificate(parties.root, { names: [name], usages: ['server'] });
      expect(certificateFacts(certificate).names).toEqual([name]);
    },
  );

  it.each([
    [],
    [''],
    ['*'],
    ['*.com.'],
    ['*.localhost.*'],
    ['UPPER.example'],
    ['under_score.example'],
    ['-a.example'],
    ['a..b'],
    ['a.example,DNS:b.example'],
    ['a.example\0.b'],
    ['fe80::1%eth0'],
    ['300.1.1.1'],
    ['bücher.example'],
    ['a'.repeat(64)],
    [`${'a.'.repeat(127)}a`],
    [7],
    'localhost',
    Array(101).fill('localhost'),
  ])('is not made for the names %j', async (...names) => {
    const given = names.length === 1 && typeof names[0] === 'string' && names[0] === 'localhost' ? names[0] : names;
    const made = (): unknown => issueCertificate(parties.root, { names: given as string[], usages: ['server'] });
    expect(await codeOf(made)).toBe('invalid-argument');
  });

  it.each([[[]], [['server', 'server']], [['email']], ['server']])('is not made for the uses %j', async (usages) => {
    const made = (): unknown => issueCertificate(parties.root, { names: ['localhost'], usages: usages as never });
    expect(await codeOf(made)).toBe('invalid-argument');
  });
});

describe('an authority that can not sign', () => {
  const issue = (root: CertificateAuthority): Promise<unknown> => codeOf(() => makeServer(root));

  it('has a certificate that is out of time', async () => {
    expect(await daysLater(91, () => issue(parties.root))).toBe('expired');
    expect(await daysLater(-1, () => issue(parties.root))).toBe('expired');
  });

  it('is no authority', async () => {
    expect(await issue(parties.server)).toBe('invalid-argument');
  });

  it('has the key of another', async () => {
    expect(await issue({ ...parties.root, key: parties.issuer.key })).toBe('invalid-argument');
  });

  it.each(['', 'text', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'has the certificate %j',
    async (certificate) => {
      expect(await issue({ ...parties.root, certificate })).toBe('invalid-argument');
    },
  );
});

describe('a key', () => {
  it('is of P-256, or of RSA-4096', async () => {
    const key = await createTlsKey();
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(createPublicKey(key).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    const large = await createTlsKey({ algorithm: 'rsa-4096' });
    expect(createPublicKey(large).asymmetricKeyDetails).toMatchObject({ modulusLength: 4096 });
  });

  it('is in no error', async () => {
    const broken = parties.server.key.replace('\n', '\nAAAA');
    const words = await makeServer(parties.root, broken).catch(String);
    expect(words).toContain('"key" expected a private key in PKCS#8 PEM');
    expect(words).not.toContain(broken.split('\n')[1]);
  });
});

it('tells what a certificate says', async () => {
  const { certificate } = await issueCertificate(parties.root, {
    names: ['localhost', '127.0.0.1', '2001:db8::1'],
    usages: ['server'],
    days: 30,
  });
  const read = new X509Certificate(certificate);
  const facts = certificateFacts(certificate);
  expect(facts).toEqual({
    subject: 'CN=localhost',
    notBefore: new Date(read.validFrom),
    notAfter: new Date(read.validTo),
    renewAfter: new Date(facts.notBefore.getTime() + (inMs(facts.notBefore, facts.notAfter) * 2) / 3),
    names: ['localhost', '127.0.0.1', '2001:db8::1'],
    pin: spkiPin(certificate),
    fingerprint: read.fingerprint256.replaceAll(':', '').toLowerCase(),
  });
  expect(certificateFacts(new Uint8Array(read.raw))).toEqual(facts);
});
