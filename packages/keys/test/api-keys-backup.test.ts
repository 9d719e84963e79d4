/** API keys that are backed up and restored, and stores that are told apart by their id. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStorage } from '@fedzk/keys';
import { ApiKeys, apiKeysReader } from '@fedzk/keys/api-keys';
import { backupFile, directoryAnchor, directoryStorage } from '@fedzk/keys/node';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterAll, expect, it } from 'vitest';
import { codeOf } from './support/stores.js';

const random = new Random('api keys backup');
const [pepper, other] = [random.bytes(32), random.bytes(32)];
const CLIENT = { owner: 'client_001', role: 'client' } as const;
const folder = mkdtempSync(join(tmpdir(), 'fedzk-api-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const memoryTarget = () => {
  const written: Uint8Array[] = [];
  return { written, write: async (backup: Uint8Array) => void written.push(backup) };
};

it('restores into a new folder what a backup has, with the same pepper alone', async () => {
  const keys = await ApiKeys.open(directoryStorage(join(folder, 'keys')), { pepper });
  const [kept, revoked] = [await keys.issue(CLIENT), await keys.issue(CLIENT)];
  const file = backupFile(join(folder, 'backup'));
  const receipt = await keys.backup(file);
  expect(receipt).toMatchObject({ storeId: keys.storeId, entries: 3 });
  expect(await codeOf(keys.backup(file))).toBe('already-exists');
  expect(await codeOf(keys.backup(file, { replace: true }))).toBe('done');
  await keys.revoke(revoked.id);
  await keys.close();
  const into = directoryStorage(join(folder, 'restored'));
  expect(await codeOf(ApiKeys.restore(into, file, { pepper: other }))).toBe('wrong-key');
  const restored = await ApiKeys.restore(into, file, { pepper, store: receipt.storeId });
  expect(restored.storeId).toBe(receipt.storeId);
  expect(await restored.validate(kept.key)).toMatchObject({ valid: true, owner: 'client_001' });
  expect(await restored.validate(revoked.key)).toMatchObject({ valid: true }); // as the README says
  const next = await restored.issue(CLIENT);
  await restored.close();
  const again = await ApiKeys.open(into, { pepper, create: false });
  expect(await again.validate(next.key)).toMatchObject({ valid: true });
  await again.close();
  expect(await codeOf(ApiKeys.restore(into, file, { pepper }))).toBe('already-exists');
});

it('an anchor refuses an older copy', async () => {
  const anchor = directoryAnchor(join(folder, 'anchor'));
  const keys = await ApiKeys.open(memoryStorage(), { pepper, anchor });
  const { id } = await keys.issue(CLIENT);
  const target = memoryTarget();
  await keys.backup(target);
  await keys.revoke(id);
  await keys.close();
  const [backup = new Uint8Array(0)] = target.written;
  expect(await codeOf(ApiKeys.restore(memoryStorage(), backup, { pepper, anchor }))).toBe('rolled-back');
  const restored = await ApiKeys.restore(memoryStorage(), backup, { pepper, anchor, acceptRollback: true });
  await restored.close();
});

it('tells the audit log of a backup, and refuses wrong options', async () => {
  const told: string[] = [];
  const audit = { append: async ({ operation }: { operation: string }) => void told.push(operation) };
  const keys = await ApiKeys.open(memoryStorage(), { pepper, audit });
  const target = memoryTarget();
  await keys.backup(target);
  expect(told.at(-1)).toBe('key_store_backup');
  expect(await codeOf(keys.backup({} as typeof target))).toBe('invalid-argument');
  expect(await codeOf(keys.backup(target, { over: true } as object))).toBe('invalid-argument');
  const [backup = new Uint8Array(0)] = target.written;
  const unknown = { pepper, create: true } as { pepper: Uint8Array };
  expect(await codeOf(ApiKeys.restore(memoryStorage(), backup, unknown))).toBe('invalid-argument');
  await keys.close();
  expect(await codeOf(keys.backup(target))).toBe('disposed');
});

it('takes no store and no snapshot of another store under the same pepper', async () => {
  const [mine, theirs] = [memoryStorage(), memoryStorage()];
  const [production, staging] = [await ApiKeys.open(mine, { pepper }), await ApiKeys.open(theirs, { pepper })];
  const { key } = await staging.issue({ owner: 'eve', role: 'admin' });
  const store = production.storeId;
  const snapshots = [await production.snapshot(), await staging.snapshot()] as const;
  const refused = await rejection(apiKeysReader(snapshots[1], { pepper, store }));
  expect([refused.code, refused.message]).toEqual(['wrong-key', expect.stringContaining(staging.storeId)]);
  using reader = await apiKeysReader(snapshots[0], { pepper, store });
  expect([reader.storeId, reader.validate(key)]).toEqual([store, { valid: false, reason: 'unknown' }]);
  const error = await rejection(ApiKeys.open(theirs, { pepper, store }));
  expect([error.code, error.message]).toEqual(['wrong-key', expect.stringContaining(staging.storeId)]);
  const again = await ApiKeys.open(mine, { pepper, store });
  expect(again.storeId).toBe(store);
  // A store that is named is not made anew.
  expect(await codeOf(ApiKeys.open(memoryStorage(), { pepper, store }))).toBe('not-found');
  for (const wrong of ['', store.toUpperCase(), store.slice(1), 7 as unknown as string]) {
    expect(await codeOf(ApiKeys.open(mine, { pepper, store: wrong }))).toBe('invalid-argument');
    expect(await codeOf(apiKeysReader(snapshots[0], { pepper, store: wrong }))).toBe('invalid-argument');
  }
  await Promise.all([production, staging, again].map((keys) => keys.close()));
});
