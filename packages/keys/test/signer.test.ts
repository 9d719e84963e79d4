/** A key of the store that signs an audit log: what `@fedzk/audit` makes of the same private key. */
import { AuditLog, createSigner, memoryStorage as memoryLog, verifyLog } from '@fedzk/audit';
import { type KeyHandle, KeyStore, memoryStorage, signerOf } from '@fedzk/keys';
import { code, rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeOf, UNLOCK } from './support/stores.js';

const random = new Random('signer');
const key = random.bytes(32);
const any = <T>(value: unknown): T => value as T;

let store: KeyStore;
let handle: KeyHandle;
beforeEach(async () => {
  store = await KeyStore.create(memoryStorage(), UNLOCK);
  handle = await store.get(await store.put(key, { kind: 'ed25519' }));
});
afterEach(() => store.lock());

it.each(['example.com/audit', 'x', 'b\u00fccher.example/log'])('is the signer of %s', async (origin) => {
  const [own, other] = [signerOf(handle, origin), await createSigner(origin, key)];
  expect([own.name, own.verifierKey]).toEqual([other.name, other.verifierKey]);
  const message = random.bytes(100);
  expect(await own.sign(message)).toEqual(await other.sign(message));
});

it('signs a log, which verifies, and goes on after a restart', async () => {
  const signer = signerOf(handle, 'example.com/audit');
  const storage = memoryLog();
  for (let i = 1; i <= 2; i++) {
    const log = await AuditLog.open(storage, { origin: signer.name, signer });
    await log.append({ user_id: 'a', operation: 'b', resource: 'c', result: 'success' });
    await log.close();
    expect(await verifyLog(storage, { verifierKey: signer.verifierKey })).toMatchObject({ ok: true });
  }
});

it('a handle in its place is refused, with what makes a signer of it', async () => {
  const error = await rejection(AuditLog.open(memoryLog(), { origin: 'example.com/audit', signer: any(handle) }));
  expect([error.code, error.message]).toEqual([
    'invalid-argument',
    expect.stringContaining('signerOf(handle, origin)'),
  ]);
});

it('rejects once the handle has ended', async () => {
  const signer = signerOf(handle, 'example.com/audit');
  handle.dispose();
  expect(await codeOf(signer.sign(key))).toBe('disposed');
});

it('refuses other keys and names', async () => {
  for (const kind of ['aes-256', 'hmac-sha256'] as const) {
    const other = await store.get(await store.generate(kind));
    expect(code(() => signerOf(other, 'x'))).toBe('unsupported');
  }
  for (const origin of ['', 'a b', 'a+b', 'a\n', '\ud800', undefined, 7, {}]) {
    expect(code(() => signerOf(handle, any(origin)))).toBe('invalid-argument');
  }
  for (const other of [undefined, null, {}, { sign: 1 }, { sign: () => key }, { sign: () => key, publicKey: 'x' }]) {
    expect(code(() => signerOf(any(other), 'x'))).toBe('invalid-argument');
  }
});
