/** Keys checked against a sealed snapshot: what the reader says, how old it may be, and what it refuses to open. */
import { memoryStorage } from '@fedzk/keys';
import { API_KEY_PATTERN, ApiKeys, type ApiKeysReaderOptions, apiKeysReader } from '@fedzk/keys/api-keys';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { codeOf } from './support/stores.js';

const random = new Random('api keys reader');
const PEPPER = random.bytes(32);
const START = Date.UTC(2030, 0, 1);
const CLIENT = { owner: 'client_001', role: 'client', scopes: ['me'] } as const;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const reader = (snapshot: Uint8Array, options: Partial<ApiKeysReaderOptions> = {}) =>
  apiKeysReader(snapshot, { pepper: PEPPER, ...options });

const codeOfCall = (call: () => unknown): Promise<string> => codeOf(Promise.resolve().then(call));

it('answers as the keys themselves did when the snapshot was made', async () => {
  const keys = await ApiKeys.open(memoryStorage(), { pepper: PEPPER });
  const [valid, revoked] = [await keys.issue(CLIENT), await keys.issue(CLIENT)];
  const expiring = await keys.issue({ ...CLIENT, expiresAt: START + 1000 });
  await keys.revoke(revoked.id);
  const snapshot = await keys.snapshot();
  const later = await keys.issue(CLIENT);
  const edge = await reader(snapshot);
  expect([edge.made, edge.generation, edge.storeId]).toEqual([START, 5, keys.storeId]);
  expect(edge.validate(valid.key)).toEqual({ valid: true, id: valid.id, ...CLIENT });
  for (const presented of [valid.key, revoked.key, 'text', null, `${valid.key.slice(0, 68)}000000`]) {
    expect(edge.validate(presented)).toEqual(await keys.validate(presented));
  }
  expect(edge.validate(later.key)).toEqual({ valid: false, reason: 'unknown' });
  vi.setSystemTime(START + 1000);
  expect(edge.validate(expiring.key)).toEqual({ valid: false, reason: 'expired' });
  edge.dispose();
  expect(await codeOfCall(() => edge.validate(valid.key))).toBe('disposed');
  await keys.close();
});

it.each([
  [undefined, 5],
  [60, 60],
])('maxStaleSeconds %s: a snapshot serves for %i seconds, and not before its time', async (maxStaleSeconds, bound) => {
  const keys = await ApiKeys.open(memoryStorage(), { pepper: PEPPER });
  const { key } = await keys.issue(CLIENT);
  const edge = await reader(await keys.snapshot(), maxStaleSeconds === undefined ? {} : { maxStaleSeconds });
  for (const [offset, code] of [
    ...([
      [0, 'done'],
      [bound * 1000, 'done'],
      [bound * 1000 + 1, 'expired'],
    ] as const),
    ...([
      [-bound * 1000, 'done'],
      [-bound * 1000 - 1, 'expired'],
    ] as const),
  ]) {
    vi.setSystemTime(START + offset);
    expect(await codeOfCall(() => edge.validate(key)), `${offset}`).toBe(code);
  }
  await keys.close();
});

it('opens with its own pepper, whole, of its environment and of a generation that is new enough', async () => {
  const keys = await ApiKeys.open(memoryStorage(), { pepper: PEPPER, env: 'test' });
  const { key, id } = await keys.issue(CLIENT);
  const snapshot = await keys.snapshot();
  const test = { env: 'test' } as const;
  expect(await codeOf(reader(snapshot))).toBe('invalid-argument');
  expect(await codeOf(reader(snapshot, { ...test, pepper: random.bytes(32) }))).toBe('wrong-key');
  expect(await codeOf(reader(snapshot, { ...test, leastGeneration: 3 }))).toBe('rolled-back');
  expect(await codeOf(reader(snapshot, { ...test, leastGeneration: 2 }))).toBe('done');
  expect(await codeOf(reader(new Uint8Array(0), test))).toBe('damaged');
  for (const at of [8, 40, 72, snapshot.length - 1]) {
    expect(
      await codeOf(
        reader(
          snapshot.map((byte, i) => (i === at ? byte ^ 1 : byte)),
          test,
        ),
      ),
    ).toBe('wrong-key');
  }
  for (const length of [7, 8, 87, 88, snapshot.length - 1]) {
    expect(['damaged', 'wrong-key']).toContain(await codeOf(reader(snapshot.slice(0, length), test)));
  }
  const text = Buffer.from(snapshot).toString('latin1');
  expect(text).not.toMatch(API_KEY_PATTERN);
  for (const hidden of [id, 'client_001', key.slice(24, 67)]) expect(text).not.toContain(hidden);
  await keys.close();
});

it('reads many keys', async () => {
  const keys = await ApiKeys.open(memoryStorage(), { pepper: PEPPER });
  const issued = await Promise.all(Array.from({ length: 300 }, (_, i) => keys.issue({ ...CLIENT, owner: `o${i}` })));
  const edge = await reader(await keys.snapshot());
  for (const [i, { key }] of issued.entries())
    expect(edge.validate(key)).toMatchObject({ valid: true, owner: `o${i}` });
  for (const { key } of issued) expect(await keys.validate(key)).toMatchObject({ valid: true });
  expect((await keys.list()).length).toBe(300);
  await keys.close();
});
