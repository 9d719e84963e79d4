/** Older versions as they are stored: FORMAT.md alone reads them, and what no writer makes is refused. */

import { KeyStore } from '@fedzk/keys';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { argon2id } from '../../vectors/test/argon2id.js';
import { bucketOf } from '../src/format/bucket.js';
import { utf8 } from '../src/format/bytes.js';
import type { Metadata } from '../src/format/entry.js';
import { readMetadata, writeMetadata } from '../src/format/entry.js';
import { openEntry, sealEntry } from '../src/store/entries.js';
import { StoreKeys } from '../src/store/keys.js';
import { openSlot } from '../src/store/slots.js';
import { newBucket, sealHead, tagOf } from '../src/store/state.js';
import { Vault } from '../src/vault.js';
import { openStore } from './reader.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, headOf, storeOf, UNLOCK } from './support/stores.js';

const random = new Random('versions');
const [FIRST, SECOND, THIRD] = [random.bytes(32), random.bytes(500), random.bytes(32)];

const read = (objects: Objects): ReturnType<typeof openStore> => openStore(objects, UNLOCK, argon2id);

describe('the reader of FORMAT.md', () => {
  it('reads all versions, before and after retire and rotations', async () => {
    const { objects, store } = await storeOf(0);
    await store.put(FIRST, { id: 'x', owner: 'me' });
    await store.put(SECOND, { id: 'x', kind: 'opaque', exportable: true, replace: true });
    await store.put(THIRD, { id: 'x', kind: 'aes-256', exportable: false, replace: true });
    const entry = (await read(objects)).get('x');
    expect(entry).toMatchObject({ kind: 'aes-256', version: 3n, exportable: false, metadata: { owner: 'me' } });
    expect([entry?.older, entry?.secret]).toEqual([[FIRST, SECOND], THIRD]);
    expect(entry?.metadata['versions']).toMatchObject([
      { version: 1, kind: 'aes-256', bytes: 32 },
      { version: 2, kind: 'opaque', exportable: true, bytes: 500 },
    ]);
    await store.rotateMaster();
    for await (const _ of store.rewrap());
    await store.retire('x', 1);
    const after = (await read(objects)).get('x');
    expect([after?.older, after?.secret, after?.masterKey]).toEqual([[SECOND], THIRD, 2]);
    await store.retire('x', { before: 3 });
    expect((await read(objects)).get('x')?.metadata).not.toHaveProperty('versions');
    store.lock();
  });
});

const ONE = { version: 1, created: 5, kind: 'aes-256', bytes: 32 };
const TWO = { version: 2, created: 6, kind: 'opaque', exportable: true, bytes: 7 };

describe('a list of versions', () => {
  const refused: [string, unknown][] = [
    ['nothing', []],
    ['no list', { 0: ONE }],
    ['null', null],
    ['what is no version', [1]],
    ['one twice', [ONE, ONE]],
    ['a descending order', [TWO, ONE]],
    ['version 0', [{ ...ONE, version: 0 }]],
    ['half a version', [{ ...ONE, version: 1.5 }]],
    ['no time', [{ ...ONE, created: undefined }]],
    ['a negative time', [{ ...ONE, created: -1 }]],
    ['an unknown kind', [{ ...ONE, kind: 'aes-128' }]],
    ['exportable that is false', [{ ...ONE, exportable: false }]],
    ['no bytes', [{ ...ONE, bytes: undefined }]],
    ['a length that its kind has not', [{ ...ONE, bytes: 31 }]],
    ['an opaque one of 0 bytes', [{ ...TWO, bytes: 0 }]],
    ['an opaque one of 65,537 bytes', [{ ...TWO, bytes: 65_537 }]],
    ['a length in words', [{ ...ONE, bytes: '32' }]],
    ['another member', [{ ...ONE, owner: 'x' }]],
  ];
  const bytesOf = (versions: unknown): Uint8Array => utf8(JSON.stringify({ name: 'x', created: 9, versions }));

  it('is read as it was written', () => {
    const metadata: Metadata = { name: 'x', created: 9, versions: [ONE, TWO] as NonNullable<Metadata['versions']> };
    expect(readMetadata(writeMetadata(metadata))).toEqual(metadata);
  });

  it.each(refused)('is refused with %s', async (_, versions) => {
    expect(readMetadata(bytesOf(versions))).toBeUndefined();
  });
});

/** Puts an entry in a store as somebody who has its keys can, with what no writer makes. */
async function forged(version: number, versions: unknown[], secret: Uint8Array): Promise<Objects> {
  const { objects, store } = await storeOf(0);
  store.lock();
  const vault = new Vault();
  const head = headOf(objects);
  const { root } = await openSlot(vault, head, UNLOCK);
  const keys = StoreKeys.open(vault, head, root);
  const metadata = { name: 'x', created: 9, versions } as Metadata;
  const id = random.bytes(16);
  const bytes = sealEntry(
    { vault, head, keys },
    { kind: 'aes-256', exportable: true, id, version },
    metadata,
    vault.importKey(secret),
  );
  expect(() => openEntry({ vault, head, keys }, bytes)).toThrow(/not what its kind has/);
  const tag = tagOf(vault, keys, 'x');
  const rows = [{ tag, hash: vault.sha256(bytes), entry: bytes }];
  const bucket = newBucket(vault, head.storeId, bucketOf(tag, 0), 0, rows);
  if (bucket === undefined) throw new Error('no bucket');
  const generation = head.generation + 1;
  const newest = [...objects.keys()].sort().at(-1) ?? '';
  const previous = vault.sha256(objects.get(newest) ?? new Uint8Array());
  objects.set(bucket.name, bucket.bytes);
  objects.set(
    `h/${generation.toString(16).padStart(16, '0')}`,
    sealHead(vault, keys.mac, { ...head, generation, previous, entries: 1, buckets: [bucket.hash] }),
  );
  vault.close();
  return objects;
}

describe('an authentic entry', () => {
  it.each<[string, number, unknown[], number]>([
    ['with too few bytes for its versions', 3, [ONE, TWO], 70],
    ['with too many', 3, [ONE, TWO], 72],
    ['whose version is not above all older ones', 2, [ONE, TWO], 71],
    ['with a list that is malformed', 3, [TWO, ONE], 71],
  ])('%s is refused, by the reader too', async (_, version, versions, bytes) => {
    const objects = await forged(version, versions, random.bytes(bytes));
    await expect(read(objects)).rejects.toThrow(/^(secret: length|metadata: versions|payload: too short)$/);
    const store = await KeyStore.open(storageOn(objects), UNLOCK);
    expect(await codeOf(store.get('x'))).toBe('damaged');
    expect((await store.verify()).ok).toBe(false);
    expect(await codeOf(store.delete('x'))).toBe('damaged');
    store.lock();
  });
});
