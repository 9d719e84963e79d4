// OpenSSL's own program against certificates and servers of ours.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createDevelopmentCa, createTlsServer, issueCertificate, spkiPin } from '@fedzk/host';
import { missingTool, named } from '@fedzk/testkit/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddAuthority, oddCertificate } from './support/odd.js';
import { daysLater, makeClient, makeParties, makeServer, type Parties } from './support/parties.js';
import { listen } from './support/servers.js';

const missing = missingTool('openssl', ['version'], 'no openssl');

describe.skipIf(missing !== undefined)(named('OpenSSL', missing), () => {
  let parties: Parties;
  let dir: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'fedzk-host-'));
    parties = await makeParties();
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  /** Writes a text to a file, and returns its path. */
  const file = (name: string, pem: string): string => {
    const path = join(dir, name);
    writeFileSync(path, pem, { mode: 0o600 });
    return path;
  };

  const openssl = (args: readonly string[], input?: string): string => {
    const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8', ...(input !== undefined && { input }) });
    return stdout + stderr;
  };

  /** What `openssl verify` says of a certificate that should come from a root, with its strict checks. */
  const verify = (certificate: string, purpose: string, root = parties.root.certificate): string =>
    openssl([
      ...['verify', '-x509_strict', '-check_ss_sig', '-purpose', purpose],
      ...['-CAfile', file('root.pem', root), '-untrusted', file('issuer.pem', parties.issuer.certificate)],
      file('leaf.pem', certificate),
    ]);

  describe('verifies strictly', () => {
    it('a server, a client and an issuer', async () => {
      expect(verify(parties.server.certificate, 'sslserver')).toMatch(/: OK\n$/);
      expect(verify(parties.client.certificate, 'sslclient')).toMatch(/: OK\n$/);
      expect(verify(parties.issuer.certificate, 'any')).toMatch(/: OK\n$/);
      expect(verify(parties.root.certificate, 'any')).toMatch(/: OK\n$/);
    });

    it('what a root of RSA-4096 has signed', async () => {
      const root = await createDevelopmentCa({ name: 'Root', algorithm: 'rsa-4096' });
      const { certificate } = await issueCertificate(root, {
        names: ['::1', '*.a.example'],
        usages: ['server', 'client'],
      });
      expect(verify(certificate, 'sslserver', root.certificate)).toMatch(/: OK\n$/);
      expect(verify(certificate, 'sslclient', root.certificate)).toMatch(/: OK\n$/);
    });

    it.each(['localhost', '127.0.0.1', '::1'])('the name %s', (name) => {
      const flag = name === 'localhost' ? '-verify_hostname' : '-verify_ip';
      const args = ['verify', '-x509_strict', flag, name, '-CAfile', file('root.pem', parties.root.certificate)];
      expect(openssl([...args, file('leaf.pem', parties.server.certificate)])).toMatch(/: OK\n$/);
    });
  });

  describe('refuses', () => {
    it("a client's certificate as a server's, and the other way round", () => {
      expect(verify(parties.client.certificate, 'sslserver')).toContain('unsuitable certificate purpose');
      expect(verify(parties.server.certificate, 'sslclient')).toContain('unsuitable certificate purpose');
    });

    it("what another authority's key has signed", async () => {
      const { root } = await makeParties();
      expect(verify(parties.server.certificate, 'sslserver', root.certificate)).toContain('unable to get local issuer');
    });

    it('what an issuer has signed for a server, or with a name of a host', async () => {
      const uses = ['1.3.6.1.5.5.7.3.1'];
      const names = [{ type: 'url', value: 'urn:fedzk:client:client_001' }] as const;
      expect(verify(await oddCertificate(parties.issuer, { names, uses }), 'sslserver')).toContain('purpose');
      for (const odd of [
        { type: 'dns', value: 'helper.example' },
        { type: 'ip', value: '192.0.2.1' },
        { type: 'ip', value: '2001:db8::1' },
      ] as const) {
        expect(verify(await oddCertificate(parties.issuer, { names: [odd] }), 'sslclient')).toContain(
          'excluded subtree',
        );
      }
    });

    it('an authority below an issuer', async () => {
      const below = await oddAuthority(parties.issuer);
      const { certificate } = await makeClient(below, 'client_001');
      const trust = ['-x509_strict', '-CAfile', file('root.pem', parties.root.certificate)];
      const chain = file('chain.pem', parties.issuer.certificate + below.certificate);
      const said = openssl(['verify', ...trust, '-untrusted', chain, file('leaf.pem', certificate)]);
      expect(said).toContain('path length constraint exceeded');
    });

    it('a certificate after its time', async () => {
      const old = await daysLater(-60, async () => {
        const root = await createDevelopmentCa({ name: 'Old' });
        const leaf = await issueCertificate(root, { names: ['localhost'], usages: ['server'], days: 10 });
        return { root, leaf };
      });
      expect(verify(old.leaf.certificate, 'sslserver', old.root.certificate)).toContain('certificate has expired');
    });
  });

  it('computes the same pin', () => {
    const key = openssl(['x509', '-pubkey', '-noout', '-in', file('leaf.pem', parties.server.certificate)]);
    const der = spawnSync('openssl', ['pkey', '-pubin', '-outform', 'der'], { input: key }).stdout;
    const hash = spawnSync('openssl', ['dgst', '-sha256', '-binary'], { input: der }).stdout;
    expect(spkiPin(parties.server.certificate)).toBe(`sha256/${hash.toString('base64')}`);
  });

  describe('connects', () => {
    /** What `openssl s_client` says of a mutual server. */
    async function connect(...args: string[]): Promise<string> {
      const server = createTlsServer({ ...parties.server, clientCa: parties.root.certificate }, (_, response) =>
        response.end('the answer'),
      );
      const port = await listen(server);
      const trust = ['-CAfile', file('root.pem', parties.root.certificate), '-verify_return_error'];
      const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...trust, ...args, '-ign_eof']);
      child.stdin.on('error', () => undefined);
      child.stdin.end('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return out + problems;
    }
    const client = (): string[] => [
      ...['-cert', file('client.pem', parties.client.certificate), '-key', file('client.key', parties.client.key)],
      ...['-cert_chain', file('chain.pem', parties.issuer.certificate)],
    ];

    it('by TLS 1.3 with a certificate', async () => {
      const said = await connect(...client());
      expect(said).toContain('New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384');
      expect(said).toContain('the answer');
      expect(said).toContain('Verify return code: 0 (ok)');
    });

    it.each(['TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'])('with the suite %s', async (suite) => {
      expect(await connect(...client(), '-ciphersuites', suite)).toContain(`Cipher is ${suite}`);
    });

    it('not without a certificate', async () => {
      const said = await connect();
      expect(said).toContain('alert certificate required');
      expect(said).not.toContain('the answer');
    });

    it('not by TLS 1.2', async () => {
      expect(await connect(...client(), '-tls1_2')).toContain('alert protocol version');
    });

    it('not with a suite of short tags', async () => {
      expect(await connect(...client(), '-ciphersuites', 'TLS_AES_128_CCM_8_SHA256')).toContain(
        'alert handshake failure',
      );
    });

    it("not with another authority's certificate", async () => {
      const { client: other } = await makeParties();
      const args = ['-cert', file('other.pem', other.certificate), '-key', file('other.key', other.key)];
      expect(await connect(...args)).not.toContain('the answer');
    });

    it('not to a server of another authority', async () => {
      const { root } = await makeParties();
      const leaf = await makeServer(root);
      const port = await listen(createTlsServer(leaf));
      const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', file('root.pem', parties.root.certificate)];
      const child = spawn('openssl', [...args, '-verify_return_error']);
      child.stdin.end();
      expect(await text(child.stderr)).toContain('verify error');
    });
  });
});
