// Stores that tests make, and what only tests see of them.

import { FedzkError, type FedzkErrorCode } from '@fedzk/core';
import { KeyStore, type KeyStoreOptions, type Unlock } from '@fedzk/keys';
import { Random } from '@fedzk/testkit/random';
import { readBucket } from '../../src/format/bucket.js';
import { dekContext } from '../../src/format/context.js';
import { type Entry, readEntry } from '../../src/format/entry.js';
import { type Head, readHead } from '../../src/format/head.js';
import { StoreKeys } from '../../src/store/keys.js';
import { openSlot } from '../../src/store/slots.js';
import { Vault } from '../../src/vault.js';
import { type Objects, storageOn } from './objects.js';
import { hex } from './vectors.js';

const random = new Random('stores');

/** A raw key, so that no test waits for a KDF. */
export const UNLOCK: { readonly key: Uint8Array } = { key: random.bytes(32) };

/** The cheapest passphrase that there is. */
export const cheap = (passphrase: string): Extract<Unlock, { readonly passphrase: unknown }> => ({
  passphrase,
  kdf: { name: 'pbkdf2', iterations: 100_000 },
});

/** Exportable keys of 32 bytes, `key-0000` and on, in one commit. */
export async function fill(store: KeyStore, count: number, from = 0): Promise<string[]> {
  return store.putMany(
    Array.from({ length: count }, (_, i) => ({ id: nameOf(from + i), key: random.bytes(32), exportable: true })),
  );
}

export const nameOf = (i: number): string => `key-${String(i).padStart(4, '0')}`;

/** A store of so many keys on a map. */
export async function storeOf(
  count: number,
  options?: KeyStoreOptions,
): Promise<{ readonly objects: Objects; readonly store: KeyStore }> {
  const objects: Objects = new Map();
  const store = await KeyStore.create(storageOn(objects), UNLOCK, options);
  await fill(store, count);
  return { objects, store };
}

/** The bytes of the newest head. */
export function headBytes(objects: Objects): { readonly name: string; readonly bytes: Uint8Array } {
  const name = [...objects.keys()]
    .filter((one) => one.startsWith('h/'))
    .sort()
    .at(-1);
  const bytes = name === undefined ? undefined : objects.get(name);
  if (name === undefined || bytes === undefined) throw new Error('no head');
  return { name, bytes };
}

export function headOf(objects: Objects): Head {
  return readHead(headBytes(objects).bytes);
}

/** The buckets that the newest head names, by their numbers. */
export function bucketObjects(objects: Objects): { number: number; name: string; bytes: Uint8Array }[] {
  return headOf(objects).buckets.flatMap((hash, number) => {
    const name = `b/${hex(Uint8Array.of(number))}-${hex(hash.subarray(0, 16))}`;
    const bytes = objects.get(name);
    return bytes === undefined ? [] : [{ number, name, bytes }];
  });
}

/** An entry as it lies there, by its tag. */
export type RawEntry = Entry & { readonly bytes: Uint8Array };

export function rawEntries(objects: Objects): Map<string, RawEntry> {
  const { storeId, bucketBits: bits } = headOf(objects);
  return new Map(
    bucketObjects(objects).flatMap(({ number, bytes }) =>
      readBucket({ storeId, number, bits }, bytes).map(
        ({ tag, entry }) => [hex(tag), { ...readEntry(entry), bytes: entry }] as const,
      ),
    ),
  );
}

/** The bytes of a store's keys. */
export interface Bare {
  readonly root: Uint8Array;
  readonly names: Uint8Array;
  readonly masters: ReadonlyMap<number, Uint8Array>;
  readonly deks: readonly Uint8Array[];
}

export async function bareKeys(objects: Objects, unlock: Unlock = UNLOCK): Promise<Bare> {
  const vault = new Vault();
  try {
    const head = headOf(objects);
    const { root } = await openSlot(vault, head, unlock);
    const keys = StoreKeys.open(vault, head, root);
    const masters = head.masters
      .filter(({ status }) => status !== 'destroyed')
      .map((master) => [master.id, vault.exportKey(keys.master(master))] as const);
    const deks = [...rawEntries(objects).values()].flatMap(({ bytes, master, wrappedDek }) => {
      const by = head.masters.find(({ id }) => id === master);
      const dek = by && vault.openKey(keys.master(by), dekContext(head.storeId, bytes.subarray(0, 36)), wrappedDek);
      return dek === undefined ? [] : [vault.exportKey(dek)];
    });
    return { root: vault.exportKey(root), names: vault.exportKey(keys.names), masters: new Map(masters), deks };
  } finally {
    vault.close();
  }
}

/** All that a store has, read by who opens it now: names, versions and the secrets that may leave. */
export async function contents(objects: Objects, unlock: Unlock = UNLOCK): Promise<Record<string, string>> {
  const store = await KeyStore.open(storageOn(objects), unlock);
  try {
    const { ok, problems } = await store.verify();
    if (!ok) throw new Error(`the store is damaged: ${JSON.stringify(problems)}`);
    const found: Record<string, string> = {};
    for (const { id, version, exportable } of await store.list()) {
      using key = await store.get(id);
      found[id] = `${version} ${exportable ? hex(key.exportRaw()) : ''}`;
    }
    return found;
  } finally {
    store.lock();
  }
}

/** The code that a promise rejects with, `done` where it doesn't. Other errors pass. */
export async function codeOf(promise: Promise<unknown>): Promise<FedzkErrorCode | 'done'> {
  try {
    await promise;
    return 'done';
  } catch (error) {
    if (error instanceof FedzkError) return error.code;
    throw error;
  }
}

/** The last of what a generator gives. */
export async function last<T>(steps: AsyncIterable<T>): Promise<T> {
  let found: { readonly step: T } | undefined;
  for await (const step of steps) found = { step };
  if (found === undefined) throw new Error('nothing came');
  return found.step;
}
