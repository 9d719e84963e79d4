/** A key on hold: what lifts it, and entries of which nobody can tell whether they are on hold. */
import { readFileSync } from 'node:fs';
import { KeyStore } from '@fedzk/keys';
import { describe, expect, it } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';
import { bucketObjects, codeOf, storeOf } from './support/stores.js';

type Hex = Readonly<Record<string, string | null>>;
const { stores, refused } = JSON.parse(
  readFileSync(new URL('../../vectors/keystore/stores.json', import.meta.url), 'utf8'),
) as {
  readonly stores: readonly { name: string; objects: Hex; entries: readonly { name: string }[] }[];
  readonly refused: readonly { name: string; base: string; unlock: { key?: string }; objects: Hex }[];
};

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** What deleting each key of a store gives that is wrong in one place. */
async function deletions(name: string): Promise<(string | undefined)[]> {
  const found = refused.find((one) => one.name === name);
  const base = stores.find((store) => store.name === found?.base);
  if (found?.unlock.key === undefined || base === undefined) throw new Error(`no vector ${name} of a raw key`);
  const all: Hex = { ...base.objects, ...found.objects };
  const objects: Objects = new Map(
    Object.entries(all).flatMap(([object, hex]) => (hex === null ? [] : [[object, bytes(hex)]])),
  );
  const outcomes = [];
  for (const entry of base.entries) {
    const store = await KeyStore.open(storageOn(new Map(objects)), { key: bytes(found.unlock.key) });
    if ((await codeOf(store.get(entry.name))) === 'damaged') outcomes.push(await codeOf(store.delete(entry.name)));
    store.lock();
  }
  return outcomes;
}

describe('delete', () => {
  it.each([
    'entry: suite 2',
    'entry: kind 5',
    'entry: bit 1 of the flags',
    'entry: a master key that is not there',
    'entry: metadata: a member that the page does not name',
    'entry: metadata: hold is 1',
    'entry: aes-256 of 33 bytes',
  ])('refuses an authentic entry that this version can’t read, which may be on hold: %s', async (name) => {
    expect(new Set(await deletions(name))).toEqual(new Set(['damaged']));
  });

  it.each([
    'entry: DEK, a bit of the tag',
    'entry: payload, a bit of the ciphertext',
    'entry: kind, after it was sealed',
  ])('removes an entry that fails to authenticate, which nobody can use: %s', async (name) => {
    expect(new Set(await deletions(name))).toEqual(new Set(['done']));
  });

  it('removes an entry on hold whose bytes were changed', async () => {
    const { objects, store } = await storeOf(0);
    await store.put(new Uint8Array(32), { id: 'x', hold: true });
    expect(await codeOf(store.delete('x'))).toBe('invalid-state');
    const [bucket] = bucketObjects(objects);
    if (bucket === undefined) throw new Error('no bucket');
    objects.set(bucket.name, bucket.bytes.with(-1, (bucket.bytes.at(-1) ?? 0) ^ 1));
    await store.verify(); // reads anew
    expect(await codeOf(store.delete('x'))).toBe('done');
    store.lock();
  });
});
