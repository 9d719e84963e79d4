// Arguments that no honest caller passes.

import { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { checkPins, clientIdOf, peerPin, spkiPin } from '@fedzk/host';
import { rawErrorsOf } from '@fedzk/testkit/hostile-entries';
import { expect, it } from 'vitest';
import { codeOf } from './support/parties.js';

it('are refused by every function', async () => {
  const { called, raw } = await rawErrorsOf('@fedzk/host');
  expect(raw).toEqual([]);
  expect(called).toBeGreaterThan(15);
});

it('are no certificate if they only look like one', async () => {
  const impostor = Object.create(X509Certificate.prototype) as X509Certificate;
  expect(await codeOf(() => spkiPin(impostor))).toBe('invalid-argument');
  expect(await codeOf(() => clientIdOf(impostor))).toBe('invalid-argument');
});

it('have no certificate if they only look like a connection', () => {
  const impostor = Object.create(TLSSocket.prototype) as TLSSocket;
  const pins = { current: `sha256/${'A'.repeat(43)}=` };
  expect([peerPin(impostor), clientIdOf(impostor), checkPins(impostor, pins)]).toEqual([undefined, undefined, false]);
});
