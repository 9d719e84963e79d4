import { type KeyStorage, KeyStore, memoryStorage } from '@fedzk/keys';
import { type Contender, measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';
import { fixedBytes } from './bytes.js';
import { openKeys } from './format.js';
import { type NodePeers, nodePeers } from './peers.js';
import { nodePlatform, reencryptAll, webPlatform } from './reencrypt.js';

const UNLOCK = { key: fixedBytes(32, 11) };
/** Handles that fit into the module at once. */
const AT_ONCE = 10_000;

interface Made {
  readonly store: KeyStore;
  readonly storage: KeyStorage;
}

/** Makes a store in memory of so many keys of 32 bytes. */
async function storeOf(entries: number): Promise<Made> {
  const storage = memoryStorage();
  const store = await KeyStore.create(storage, UNLOCK);
  for (let from = 0; from < entries; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, entries - from);
    await store.putMany(
      Array.from({ length: count }, (_, i) => ({ key: fixedBytes(32, from + i), id: `key-${from + i}` })),
    );
  }
  return { store, storage };
}

export interface StoreEffort {
  readonly entries: readonly [number, number];
  readonly reencrypt: Effort;
  readonly rotate: Effort;
}

/**
 * Times re-encryption of the larger store by our package and by peers, and `rotateMaster` of both
 * stores.
 */
export async function measureStores({ entries, reencrypt, rotate }: StoreEffort): Promise<SubjectResult[]> {
  const node = await nodePeers();
  const [few, many] = [await storeOf(entries[0]), await storeOf(entries[1])];
  for (const { run } of await reencryptPeers(few, node)) {
    const store = await KeyStore.open(await run(), UNLOCK);
    await requireWhole(store, entries[0]);
    store.lock();
  }
  await exhaust(few.store.rewrap({ reencrypt: true })); // compiled, as what peers do is
  const contenders = [
    { name: 'fedzk', run: () => exhaust(many.store.rewrap({ reencrypt: true })) },
    ...(await reencryptPeers(many, node)),
  ];
  const name = `re-encrypting ${entries[1].toLocaleString('en')} keys`;
  const subjects = [await measureSubject({ name, contenders, once: true }, reencrypt)];
  await requireWhole(many.store, entries[1]);

  // Few rounds, since a store has at most 64 master keys.
  const rotations = [few, many].map(({ store }, i) => ({
    name: ROTATIONS[i] ?? '',
    run: () => store.rotateMaster(),
  }));
  subjects.push(await measureSubject({ name: 'rotateMaster', contenders: rotations, once: true }, rotate));
  for (const { store } of [few, many]) store.lock();
  return subjects;
}

/** Contenders of the store with few keys, and of the store with many. */
export const ROTATIONS = ['fedzk, few keys', 'many keys'] as const;

async function exhaust(steps: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of steps) {
    // Each is a commit.
  }
}

interface Peer extends Contender {
  readonly run: () => Promise<KeyStorage>;
}

/** Peers read a copy that doesn't change, and write to a new storage each time. */
async function reencryptPeers({ storage }: Made, node: NodePeers | undefined): Promise<Peer[]> {
  const head = await storage.readHead();
  if (head === undefined) throw new Error('the store has no head');
  const source = await copyOf(storage);
  const keys = await openKeys(head.bytes, UNLOCK.key);
  const platforms = {
    ...(node && { 'node:crypto': nodePlatform(node, keys) }),
    webcrypto: await webPlatform(keys),
  };
  return Object.entries(platforms).map(([name, platform]) => ({
    name,
    run: async () => {
      const to = await copyOf(source, 'h/');
      await reencryptAll(platform, keys, head, source, to);
      return to;
    },
  }));
}

/** Copies the objects of a storage whose names have this prefix. */
async function copyOf(from: KeyStorage, prefix: string = ''): Promise<KeyStorage> {
  const to = memoryStorage();
  for (const { name } of await from.list()) {
    if (!name.startsWith(prefix)) continue;
    const bytes = await from.get(name);
    if (bytes !== undefined) await to.put([{ name, bytes }]);
  }
  return to;
}

/**
 * Opens every entry of a store.
 *
 * @throws if one doesn't open
 */
async function requireWhole(store: KeyStore, entries: number): Promise<void> {
  const { ok, entries: found, problems } = await store.verify();
  if (ok && found === entries) return;
  throw new Error(`a store of ${entries} keys has ${found}, and ${problems.length} problems: ${problems[0]?.why}`);
}
