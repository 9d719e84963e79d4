import { once } from 'node:events';
import { get } from 'node:https';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { certificateFacts, clientIdOf, createPinnedAgent, createTlsServer, pinnedConnect, spkiPin, peerPin } from '@fedzk/host';
import { Agent, request } from 'undici';
import type { TLSSocket } from 'node:tls';
import { it } from 'vitest';
import { parties } from './support/parties.js';
it('tries', async () => {
  const p = await parties();
  const d = mkdtempSync('/tmp/host-');
  writeFileSync(`${d}/root.pem`, p.root.certificate); writeFileSync(`${d}/issuer.pem`, p.issuer.certificate);
  writeFileSync(`${d}/server.pem`, p.server.certificate); writeFileSync(`${d}/client.pem`, p.client.certificate);
  console.log(spawnSync('openssl', ['verify','-x509_strict','-purpose','sslserver','-CAfile',`${d}/root.pem`,`${d}/server.pem`],{encoding:'utf8'}));
  console.log(spawnSync('openssl', ['verify','-x509_strict','-purpose','sslclient','-CAfile',`${d}/root.pem`,'-untrusted',`${d}/issuer.pem`,`${d}/client.pem`],{encoding:'utf8'}));
  console.log(spawnSync('openssl', ['x509','-in',`${d}/client.pem`,'-noout','-text'],{encoding:'utf8'}).stdout);
  console.log(spawnSync('openssl', ['x509','-in',`${d}/issuer.pem`,'-noout','-text'],{encoding:'utf8'}).stdout);
  console.log(certificateFacts(p.server.certificate), certificateFacts(p.client.certificate));
  const server = createTlsServer({ ...p.server, clientCa: p.root.certificate }, (q, r) => {
    const s = q.socket as TLSSocket;
    r.end(JSON.stringify([clientIdOf(s), s.isSessionReused(), peerPin(s), s.authorized]));
  });
  server.on('tlsClientError', (e) => console.log('tlsClientError', e));
  server.listen(0, '127.0.0.1'); await once(server, 'listening');
  const port = (server.address() as { port: number }).port;
  const pins = { current: spkiPin(p.server.certificate) };
  for (const agent of [createPinnedAgent({ pins, ...p.client }), createPinnedAgent({ pins, ...p.client, ca: p.root.certificate }), createPinnedAgent({ pins: { current: spkiPin(p.client.certificate) }, ...p.client }), createPinnedAgent({ pins })]) {
    for (let i = 0; i < 3; i++) {
      await new Promise<void>((done) => {
        const q = get({ host: 'localhost', port, agent, headers: { connection: 'close' } }, (r) => { r.setEncoding('utf8'); r.on('data', (t) => console.log(i, t, (r.socket as TLSSocket).isSessionReused?.())); r.on('end', () => setTimeout(done, 50)); });
        q.on('error', (e) => { console.log(String(e), (e as {code?: string}).code); done(); });
      });
    }
  }
  const agent = new Agent({ connect: pinnedConnect({ pins, ...p.client }), pipelining: 0 });
  for (let i = 0; i < 3; i++) { const { body } = await request(`https://localhost:${port}/`, { dispatcher: agent, reset: true }); console.log(await body.text()); }
  await agent.close();
  server.close();
}, 60000);
