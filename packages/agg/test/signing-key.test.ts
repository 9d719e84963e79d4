/** Clients and enrolments whose private key is elsewhere, such as in a key store. */
import { createClient, createSigningKey, memorySentStorage } from '@fedzk/agg';
import { KeyStore, memoryStorage } from '@fedzk/keys';
import { code, rejection } from '@fedzk/testkit/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnrolment, isEnrolment } from '../src/protocol/enrolment.js';
import { deliver, setting } from './support/round.js';

const ID = 'client_001';
const set = setting();
const { task, prover } = set;
const privateKey = set.signingKeys[ID]?.privateKey ?? new Uint8Array();
const publicKey = set.signingKeys[ID]?.publicKey ?? new Uint8Array();
const values = new Int8Array([1, 2, 3]);
const sentKey = new Uint8Array(32).fill(7);
const any = <T>(value: unknown): T => value as T;

let store: KeyStore;
beforeAll(async () => {
  store = await KeyStore.create(memoryStorage(), { key: new Uint8Array(32) });
  await store.put(privateKey, { id: 'ours', kind: 'ed25519' });
  await store.generate('hmac-sha256', { id: 'mac' });
});
afterAll(() => store.lock());

describe('a client whose key is in a key store', () => {
  it('signs reports that both aggregators accept', async () => {
    const client = createClient(task, { prover, signingKey: await store.get('ours') });
    const [leader, helper] = [set.leader(), set.helper()];
    for (const each of [leader, helper]) await each.openRound(1);
    expect(await deliver(leader, helper, await client.report(ID, 1, values))).toBe('accepted');
  });

  it('needs "sentKey" beside "sent", since its bytes are elsewhere', async () => {
    const [signingKey, sent] = [await store.get('ours'), memorySentStorage()];
    expect(() => createClient(task, { prover, signingKey, sent })).toThrow(
      /^"sentKey" expected 32 bytes .* are elsewhere/,
    );
    const client = createClient(task, { prover, signingKey, sent, sentKey });
    await client.report(ID, 1, values);
    expect((await rejection(client.report(ID, 2, values)))?.code).toBe('already-reported');
  });

  it('may report the round later where the key does not sign', async () => {
    const handle = await store.get('ours');
    const client = createClient(task, { prover, signingKey: handle });
    handle.dispose();
    expect((await rejection(client.report(ID, 1, values)))?.code).toBe('disposed');
    const fixed = createClient(task, { prover, signingKey: await store.get('ours') });
    expect((await fixed.report(ID, 1, values)).length).toBeGreaterThan(0);
  });

  it('enrols', async () => {
    const enrolment = await createEnrolment('hospital-1', await store.get('ours'));
    expect(enrolment.publicKey).toEqual(publicKey);
    expect(await isEnrolment(enrolment)).toBe(true);
    expect(enrolment).toEqual(await createEnrolment('hospital-1', privateKey));
  });
});

describe('refused are', () => {
  it('a key of another kind, of another client, and what has no public key or does not sign', async () => {
    const mac = await store.get('mac');
    expect(code(() => createClient(task, { prover, signingKey: mac }))).toBe('unsupported');
    const sign = (): Uint8Array => new Uint8Array(64);
    for (const signingKey of [
      { sign },
      { sign, publicKey: 'x' },
      { sign, publicKey: new Uint8Array(31) },
      { sign, publicKey: new Uint8Array(32) },
      { sign: 'x', publicKey },
      {
        sign,
        get publicKey(): never {
          throw new Error('no');
        },
      },
    ]) {
      expect(code(() => createClient(task, { prover, signingKey: any(signingKey) }))).toBe('invalid-argument');
    }
    const other = createClient(task, { prover, signingKey: { sign, publicKey: createSigningKey().publicKey } });
    expect((await rejection(other.report(ID, 1, values)))?.message).toContain('is not the key that the task has for');
  });

  it.each([
    ['zeros', new Uint8Array(64)],
    ['63 bytes', new Uint8Array(63)],
    ['nothing', undefined],
    ['text', 'signature'],
  ])('signatures that are wrong: %s', async (_, signature) => {
    const signingKey = { publicKey, sign: async () => any<Uint8Array>(signature) };
    const client = createClient(task, { prover, signingKey });
    const error = await rejection(client.report(ID, 1, values));
    expect(error?.code).toBe('invalid-argument');
    expect(error?.message).toMatch(/^"signingKey\.sign" is to give an Ed25519 signature/);
  });
});
