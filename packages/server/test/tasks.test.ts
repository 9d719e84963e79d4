import { createSealingKey, createSigningKey } from '@fedzk/agg';
import { readTaskFile, writeTaskFile } from '@fedzk/agg/task';
import { developmentKey } from '@fedzk/circuits';
import { FedzkError, toBase64url } from '@fedzk/core';
import { createVerifier, encodeVerificationKey } from '@fedzk/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Card, partyOf } from '../src/control/card.js';
import { startSystem, type TestSystem } from './support/system.js';
import { enrol } from './support/task.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

describe('a task file that names another helper than its card', () => {
  const signed = async (change: (card: Card) => Card) => {
    const { vkey } = await developmentKey('gradient-update-64x8');
    const verifier = createVerifier(vkey);
    const { own, other } = await system.operators.leader.ask<{ own: Card; other: Card }>('GET', '/peer');
    const file = writeTaskFile({
      ...{ id: 'other', level: 'standard', n: 64, bits: 8, headroom: 10, maxNormSq: 100_000n, minBatch: 4 },
      ...{ vkeyId: verifier.id, leader: partyOf(own), helper: partyOf(change(other)) },
      clients: [1, 2, 3, 4].map((i) => ({ id: `client_${i}`, publicKey: createSigningKey().publicKey })),
    });
    verifier.dispose();
    expect(readTaskFile(file).id).toBe('other');
    return system.operators.leader.ask('POST', '/tasks', {
      file: new TextDecoder().decode(file),
      verificationKey: toBase64url(encodeVerificationKey(vkey, 'fedzk')),
    });
  };

  it.each<[string, (card: Card) => Card]>([
    ['url', (card) => ({ ...card, clients: 'https://elsewhere.example' })],
    ['signing key', (card) => ({ ...card, signingKey: toBase64url(createSigningKey().publicKey) })],
    ['sealing key', (card) => ({ ...card, sealingKey: toBase64url(createSealingKey().publicKey) })],
  ])('by its %s is not signed', async (_, change) => {
    await expect(signed(change)).rejects.toThrow('names another helper than its card');
  });

  it('and one that names the right one is', async () => {
    expect(await signed((card) => card)).toMatchObject({ served: false });
  });
});

it('says that the log is down, and lets operators do nothing, once an entry was not taken', async () => {
  const { log } = system.parts.leader;
  const append = log.append.bind(log);
  log.append = () => Promise.reject(new FedzkError('storage', 'The disk is full.'));
  await expect(enrol(system, 'unlogged', ['leader'])).rejects.toThrow('The audit log is not available');
  log.append = append;
  expect((await system.leader.status()).log.up).toBe(false);
  await expect(enrol(system, 'too_late', ['leader'])).rejects.toThrow('The audit log is not available');
  const { clients } = await system.operators.leader.ask<{ clients: readonly { id: string }[] }>('GET', '/clients');
  expect(clients.map(({ id }) => id)).not.toContain('too_late');
});
