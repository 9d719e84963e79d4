/** Certificates of a development system: when they are renewed, and that no connection is lost by it. */
import { connect, type TLSSocket } from 'node:tls';
import { certificateFacts, createDevelopmentCa, spkiPin } from '@fedzk/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrolmentAnswer } from '../src/client/enrolment.js';
import { ClientHome } from '../src/client/home.js';
import { fingerprintOf } from '../src/control/card.js';
import { NAMES, ROOT_DAYS } from '../src/stores/identity.js';
import { isDue, renewCertificates, trustedBy } from '../src/stores/renewal.js';
import { startSystem, type TestSystem } from './support/system.js';

const DAY_MS = 86_400_000;
/** Of 60 s: shorter than what the first start made, so that they are renewed at once, and then each 40 s. */
const MINUTE = 60 / 86_400;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

async function enrolled(id: string): Promise<ClientHome> {
  const folder = `${system.parent}/${id}`;
  const request = await ClientHome.create(folder, id);
  const home = ClientHome.open(folder);
  for (const role of ['leader', 'helper'] as const) {
    const given = { request, fingerprint: fingerprintOf(request) };
    const answer = await system.operators[role].ask<EnrolmentAnswer>('POST', '/clients', given);
    await home.join(answer, { fingerprint: fingerprintOf(answer), development: true });
  }
  return home;
}

/** The certificate that a listener shows. */
function shownAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      resolve(certificateFacts(new Uint8Array(raw)).fingerprint);
    });
    socket.once('error', reject);
  });
}

describe('a certificate', () => {
  it('is due when a third of its life is left, or if it lives longer than is configured', () => {
    const { certificate } = system.parts.leader.identity.tls.clients;
    const end = certificateFacts(certificate).notAfter.getTime();
    const due = (days: number, before: number): boolean => isDue(certificate, days, end - before);
    expect([due(90, 31 * DAY_MS), due(90, 30 * DAY_MS), due(90, -1)]).toEqual([false, true, true]);
    expect([due(90, 90 * DAY_MS), due(89, 90 * DAY_MS)]).toEqual([false, true]);
  });
});

describe('renewed', () => {
  it('under load, no connection is lost: open ones go on, new ones are shown the new certificate', async () => {
    const home = await enrolled('client_001');
    const { identity, config } = system.parts.leader;
    const before = { ...identity.tls };
    const shown = await shownAt(config.clients.port);
    expect(shown).toBe(certificateFacts(before.clients.certificate).fingerprint);
    let isOver = false;
    const statuses: number[] = [];
    const load = async (): Promise<void> => {
      while (!isOver) {
        statuses.push((await home.ask('leader', '/me')).status);
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
    };
    const running = load();
    // The certificates of 90 days are longer than is asked for now: the next look renews them. Later ones are the timer's.
    const seconds = process.env['SLOW'] === '1' ? 100 : 0;
    Object.assign(config.certificates, { days: MINUTE });
    await system.parts.leader.renew(true);
    const renewals = new Set<string>();
    const until = Date.now() + 1000 * seconds;
    do {
      await new Promise((resolve) => setTimeout(resolve, 100));
      renewals.add(certificateFacts(identity.tls.clients.certificate).fingerprint);
      renewals.delete(shown);
    } while (renewals.size === 0 || Date.now() < until);
    expect(
      (await system.operators.leader.ask<{ checks: { name: string; state: string }[] }>('GET', '/doctor')).checks,
    ).toContainEqual(expect.objectContaining({ name: 'peer', state: 'ok' }));
    isOver = true;
    await running;
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    if (seconds > 0) expect(renewals.size).toBeGreaterThan(1);
    const { clients, peer } = identity.tls;
    expect(await shownAt(config.clients.port)).toBe(certificateFacts(clients.certificate).fingerprint);
    expect(await shownAt(config.peer.port)).toBe(certificateFacts(peer.certificate).fingerprint);
    expect([spkiPin(clients.certificate), spkiPin(peer.certificate)]).toEqual(
      [before.clients, before.peer].map(({ certificate }) => spkiPin(certificate)),
    );
    home.close();
    expect(system.failures).toEqual([]);
  });

  it('the root too, and clients of the one before are still admitted', async () => {
    const { identity, config } = system.parts.helper;
    const home = await enrolled('client_002');
    const before = identity.issuer;
    const root = before?.root ?? '';
    expect(isDue(root, ROOT_DAYS)).toBe(false);
    // As if the root had lived for two thirds of its life: a shorter one of the same keys.
    const short = await createDevelopmentCa({ name: 'Short', days: ROOT_DAYS / 4 });
    await identity.secrets.replace(NAMES.root, short);
    if (before !== undefined) identity.issuer = { ...before, root: short.certificate, trusted: [root] };
    expect(await renewCertificates(identity, config)).toBe(true);
    const { issuer } = identity;
    expect(issuer?.certificate).not.toBe(before?.certificate);
    expect(isDue(issuer?.root ?? '', ROOT_DAYS)).toBe(false);
    expect(issuer && trustedBy(issuer)).toContain(before?.certificate.trim());
    expect(await identity.secrets.json(NAMES.issuer)).toEqual(issuer);
    await system.again('helper');
    expect((await home.ask('helper', '/me')).status).toBe(200);
    home.close();
  });
});
