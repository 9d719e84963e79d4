/** Options, unlockers and what is stored, while Object.prototype has what a program was made to put there. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@fedzk/core';
import { KeyStore, memoryStorage, type Unlock } from '@fedzk/keys';
import { ApiKeys, apiKeysReader } from '@fedzk/keys/api-keys';
import { clean, pollute } from '@fedzk/testkit/polluted';
import { expect, it } from 'vitest';
import { backupFile } from '../src/backup/file.js';
import { hkdf } from '../src/primitives/derive.js';
import { memoryAnchor } from './support/anchors.js';
import { providerOf } from './support/providers.js';
import { cheap, codeOf, storeOf, UNLOCK } from './support/stores.js';

const secret = new Uint8Array(32).fill(9);

it('makes no key exportable, held, expired or another one', async () => {
  const store = await KeyStore.create(memoryStorage(), UNLOCK);
  pollute({ exportable: true, hold: true, expiresAt: 1, purpose: 'theirs', owner: 'theirs', kind: 'opaque' });
  const names = [await store.put(secret, { id: 'put' }), await store.generate('aes-256', { id: 'made' })];
  await store.update('put', { purpose: 'mine' });
  clean();
  const infos = await store.list();
  expect(infos.map(({ id }) => id).sort()).toEqual(names.sort());
  for (const info of infos) {
    expect(info).toMatchObject({ exportable: false, kind: 'aes-256' });
    expect(Object.keys(info)).not.toEqual(expect.arrayContaining(['hold']));
    expect(info.owner).toBeUndefined();
    expect(info.expiresAt).toBeUndefined();
  }
  pollute({ hold: true });
  expect((await store.delete('put')).reach).toBe('delete');
});

it('issues and takes API keys as ever', async () => {
  const pepper = secret;
  const keys = await ApiKeys.open(memoryStorage(), { pepper });
  const before = await keys.issue({ owner: 'me', role: 'client' });
  const more = { id: 'theirs', env: 'test', create: false, maxStaleSeconds: 0, reason: 'unknown', of: before.record };
  pollute({ ...more, revokedAt: 1, expiresAt: 1, replacedBy: 'a'.repeat(12), record: before.record, valid: true });
  const after = await keys.issue({ owner: 'me', role: 'client' });
  const edge = await apiKeysReader(await keys.snapshot(), { pepper });
  const answers = [
    ...[await keys.validate(before.key), await keys.validate(after.key), await keys.validate('text')],
    ...[edge.validate(before.key), edge.validate(after.key), edge.validate('text')],
  ];
  const statuses = (await keys.list()).map(({ status }) => status);
  clean();
  expect(answers.map((answer) => Object.hasOwn(answer, 'valid') && answer.valid)).toEqual([
    ...[true, true, false],
    ...[true, true, false],
  ]);
  expect([after.record.status, ...statuses]).toEqual(['active', 'active', 'active']);
  await keys.close();
});

it('makes no older version exportable', async () => {
  const store = await KeyStore.create(memoryStorage(), UNLOCK);
  await store.put(secret, { id: 'key' });
  await store.put(secret, { id: 'key', replace: true });
  pollute({ exportable: true });
  expect(await codeOf(store.export('key', { version: 1 }))).toBe('not-exportable');
});

it('replaces no key, and takes no other version', async () => {
  const { store } = await storeOf(1);
  pollute({ replace: true, version: 7 });
  expect(await codeOf(store.put(secret, { id: 'key-0000' }))).toBe('already-exists');
  const handle = await store.get('key-0000');
  clean();
  expect(handle.info.version).toBe(1);
});

it('is no unlocker, and lowers the cost of none', async () => {
  const storage = memoryStorage();
  pollute({ passphrase: 'theirs' });
  expect(await codeOf(KeyStore.create(storage, {} as Unlock))).toBe('invalid-argument');
  const store = await KeyStore.create(storage, UNLOCK);
  clean();
  pollute({ kdf: { name: 'pbkdf2', iterations: 100_000 }, memoryKiB: 19_456, passes: 2 });
  await store.addSlot({ passphrase: 'mine' });
  await store.addSlot({ passphrase: 'mine too', kdf: { name: 'argon2id', lanes: 2 } });
  clean();
  const costs = (await store.slots()).map(({ cost }) => cost);
  expect(costs).toEqual([undefined, '65536 KiB, 3 passes, 1 lane', '65536 KiB, 3 passes, 2 lanes']);
});

it('is no anchor, no audit log and no user of one', async () => {
  const [theirs, storage] = [memoryAnchor(), memoryStorage()];
  const events: AuditEvent[] = [];
  const audit = { append: async (event: AuditEvent) => events.push(event) };
  pollute({ anchor: theirs, addAnchor: true, user: 'mallory', id: 'x', acceptRollback: true });
  const store = await KeyStore.create(storage, UNLOCK, { audit });
  await store.put(secret, { id: 'key' });
  const again = await KeyStore.open(storage, UNLOCK, { audit });
  clean();
  expect([store.freshness, again.freshness, theirs.saved]).toEqual(['unverified', 'unverified', []]);
  expect(new Set(events.map(({ user_id }) => user_id))).toEqual(new Set(['keystore']));
  pollute({ audit: { append: () => Promise.reject(new Error('theirs')) } });
  expect(await codeOf(KeyStore.open(storage, UNLOCK))).toBe('done');
});

it('makes a failure no success in the audit log', async () => {
  const storage = memoryStorage();
  await KeyStore.create(storage, cheap('mine'));
  const events: AuditEvent[] = [];
  const audit = { append: async (event: AuditEvent) => events.push(event) };
  pollute({ result: 'failure', details: { reason: 'theirs' } });
  const store = await KeyStore.open(storage, cheap('mine'), { audit });
  await store.list();
  clean();
  expect(events.map(({ result }) => result)).toEqual(['success', 'success']);
});

it('changes no rewrap, erasure or backup', async () => {
  const { store } = await storeOf(2);
  const path = join(mkdtempSync(join(tmpdir(), 'fedzk-polluted-')), 'backup');
  writeFileSync(path, 'mine');
  pollute({ batch: 0, reencrypt: true, signal: AbortSignal.abort() });
  for await (const step of store.rewrap()) expect(step.entries).toBe(0);
  clean();
  pollute({ replace: true });
  expect(await codeOf(store.backup(backupFile(path)))).toBe('already-exists');
  clean();
  expect(readFileSync(path, 'utf8')).toBe('mine');
  const destroyed: string[] = [];
  const { destroy: _, ...provider } = providerOf('hsm', new Uint8Array(32).fill(3));
  await store.addSlot({ provider });
  pollute({ destroy: async () => destroyed.push('theirs') });
  const { notReached } = await store.cryptoErase([provider]);
  clean();
  expect([notReached.length, destroyed]).toEqual([2, []]);
});

it('is no input of a primitive', () => {
  const plain = hkdf(secret, { length: 32 });
  pollute({ salt: secret, info: secret });
  expect(hkdf(secret, { length: 32 })).toEqual(plain);
});
