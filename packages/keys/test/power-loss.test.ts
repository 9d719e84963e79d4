/** Power that is lost, at each operation, on a disk that keeps only what it must: what was acknowledged is there. */
import { FedzkError, type FedzkErrorCode, KeyStore, type Unlock } from '@fedzk/keys';
import type { Fate } from '@fedzk/testkit/fates';
import { cases, Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { readHead } from '../src/format/head.js';
import { directoryStorageOn, type FileLayer } from '../src/storage/directory.js';
import { Disk } from './support/disk.js';
import { around, fault, withoutSync } from './support/layers.js';
import { hex } from './support/vectors.js';

const DIR = '/var/lib/fedzk/keys';
const unlock: Unlock = { key: new Uint8Array(32).fill(7) };

type Keys = ReadonlyMap<string, string>;

/** What a user was told of his store, and what he is being told just now. */
interface Promised {
  readonly store: 'none' | 'there' | 'going' | 'gone';
  readonly keys: Keys;
  readonly generation: number;
  /** What the keys are when the operation that is under way was made. */
  readonly next?: Keys;
  /** Slots that open no head any more. */
  readonly closed?: readonly string[];
}

const NOTHING: Promised = { store: 'none', keys: new Map(), generation: -1 };

/** A user, who notes what he asks for and what he was told. */
class User {
  promised: Promised;
  #store: KeyStore | undefined;
  readonly #layer: FileLayer;
  readonly #random: Random;

  constructor(layer: FileLayer, seed: string, promised: Promised = NOTHING) {
    this.#layer = layer;
    this.promised = promised;
    this.#random = new Random(seed);
  }

  get store(): KeyStore {
    if (this.#store === undefined) throw new Error('The store is not open.');
    return this.#store;
  }

  async open(): Promise<void> {
    const storage = directoryStorageOn(this.#layer, DIR);
    const there = this.promised.store === 'there';
    this.#store = await (there ? KeyStore.open(storage, unlock) : KeyStore.create(storage, unlock));
    this.promised = { ...this.promised, store: 'there', generation: this.#store.generation };
  }

  lock(): void {
    this.#store?.lock();
  }

  put(...ids: readonly string[]): Promise<void> {
    const keys = ids.map((id) => ({ id, key: this.#random.bytes(40), exportable: true, replace: true }));
    const sets = keys.map(({ id, key }) => [id, hex(key)] as const);
    return this.#change(new Map([...this.promised.keys, ...sets]), () => this.store.putMany(keys));
  }

  remove(method: 'delete' | 'erase', id: string): Promise<void> {
    const rest = [...this.promised.keys].filter(([one]) => one !== id);
    return this.#change(new Map(rest), () => this.store[method](id));
  }

  rotate(): Promise<void> {
    return this.#change(this.promised.keys, () => this.store.rotateMaster());
  }

  rotateRoot(): Promise<void> {
    return this.#change(this.promised.keys, () => this.store.rotateRoot([unlock]));
  }

  /** Puts keys by as many callers, who don't wait for each other. */
  together(...ids: readonly string[]): Promise<void> {
    const keys = ids.map((id) => ({ id, key: this.#random.bytes(40), exportable: true }));
    const sets = keys.map(({ id, key }) => [id, hex(key)] as const);
    return this.#change(new Map([...this.promised.keys, ...sets]), () =>
      Promise.all(keys.map(({ key, ...options }) => this.store.put(key, options))),
    );
  }

  /** Adds a slot, and takes it away again. */
  async closeSlot(): Promise<void> {
    let id = '';
    await this.#change(this.promised.keys, async () => {
      id = await this.store.addSlot({ key: this.#random.bytes(32) });
    });
    await this.#change(this.promised.keys, () => this.store.removeSlot(id));
    this.promised = { ...this.promised, closed: [...(this.promised.closed ?? []), id] };
  }

  rewrap(reencrypt = false): Promise<void> {
    return this.#change(this.promised.keys, async () => {
      for await (const _ of this.store.rewrap({ batch: 30, reencrypt })) {
        this.promised = { ...this.promised, generation: this.store.generation };
      }
    });
  }

  async end(): Promise<void> {
    this.promised = { ...this.promised, store: 'going' };
    await this.store.cryptoErase();
    this.promised = { ...this.promised, store: 'gone' };
  }

  async #change(next: Keys, work: () => Promise<unknown>): Promise<void> {
    this.promised = { ...this.promised, next };
    await work();
    const { closed = [] } = this.promised;
    this.promised = { store: 'there', keys: next, generation: this.store.generation, closed };
  }
}

const CHANGED: readonly string[] = ['many 3', 'many 4', 'many 60'];
const many = Array.from({ length: 66 }, (_, i) => `many ${i}`);

/** Everything that writes: with one bucket, and with sixteen. */
async function workload(user: User): Promise<void> {
  await user.open();
  await user.put('a');
  await user.put('b');
  await user.put('a');
  await user.put('c', 'd');
  await user.remove('delete', 'b');
  await user.rotate();
  await user.rewrap();
  await user.remove('erase', 'c');
  await user.rotateRoot();
  await user.closeSlot();
  await user.together('e', 'f', 'g');
  await user.put(...many);
  await user.put('many 3', 'many 60', 'b');
  await user.remove('delete', 'many 4');
  await user.rotate();
  await user.rewrap();
  await user.rewrap(true);
  await user.together('many 70', 'many 71', 'many 72', 'h');
  await user.closeSlot();
  await user.end();
}

/** Writes until the power is gone. */
async function livelong(user: User, random: Random): Promise<void> {
  const works = [
    () => user.put(`key ${random.upTo(9)}`),
    () => user.put(`key ${random.upTo(9)}`, 'another'),
    () => user.remove(random.upTo(1) === 0 ? 'delete' : 'erase', [...user.promised.keys.keys()][0] ?? 'none'),
    () => user.rotate(),
    () => user.rewrap(random.upTo(1) === 0),
    () => user.rotateRoot(),
    () => user.closeSlot(),
  ];
  for (;;) {
    const work = works[random.upTo(works.length - 1)];
    const failed = await work?.().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failed === undefined) continue;
    if (failed instanceof FedzkError && failed.code === 'storage') return;
    allow('not-found')(failed);
  }
}

interface Found {
  readonly generation: number;
  readonly entries: number;
  readonly keys: Keys;
}

/** What a disk holds, opened anew: all is authentic, and of these keys those that are there. */
async function found(layer: FileLayer, ids: Iterable<string>): Promise<Found | undefined> {
  const storage = directoryStorageOn(layer, DIR);
  if ((await storage.readHead()) === undefined) return undefined;
  const store = await KeyStore.open(storage, unlock);
  try {
    const { problems, generation, entries } = await store.verify();
    if (problems.length > 0) throw new FedzkError('damaged', JSON.stringify(problems));
    const keys = new Map<string, string>();
    for (const id of new Set(ids)) {
      const key = await store.get(id).catch(allow('not-found'));
      if (key !== undefined) keys.set(id, hex(key.exportRaw()));
    }
    return { generation, entries, keys };
  } finally {
    store.lock();
  }
}

function allow(code: FedzkErrorCode): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof FedzkError && error.code === code) return undefined;
    throw error;
  };
}

/** The slots of all heads that are there, the older ones and those that are not finished too. */
async function slotsOfHeads(layer: FileLayer): Promise<string[]> {
  const storage = directoryStorageOn(layer, DIR);
  const found: string[] = [];
  for (const { name } of await storage.list()) {
    const bytes = name.startsWith('h/') ? await storage.get(name) : undefined;
    if (bytes === undefined) continue;
    try {
      found.push(...readHead(bytes).slots.map(({ id }) => hex(id)));
    } catch (error) {
      allow('damaged')(error); // half written
    }
  }
  return found;
}

/** The promises are kept on a disk. @returns those that it gives from now on */
async function check(layer: FileLayer, promised: Promised): Promise<Promised> {
  const { store, keys, next = keys, generation, closed = [] } = promised;
  expect((await slotsOfHeads(layer)).filter((id) => closed.includes(id))).toEqual([]);
  // All that change, and some of the many.
  const ids = [...keys.keys(), ...next.keys()].filter((id) => !id.startsWith('many') || CHANGED.includes(id));
  const look = found(layer, ids);
  // While it ends, it opens with what it had or not at all.
  const now = await (store === 'going' ? look.catch(allow('erased')) : look);
  if (store === 'gone') expect(now?.generation).toBeUndefined();
  if (store === 'there') expect(now, 'the store is gone').toBeDefined();
  if (now === undefined) return promised;
  expect(now.generation).toBeGreaterThanOrEqual(generation);
  const matching = [keys, next].find(
    (all) => all.size === now.entries && ids.every((id) => all.get(id) === now.keys.get(id)),
  );
  expect(matching, `the keys are neither those of before nor those of after: ${[...now.keys.keys()]}`).toBeDefined();
  return { store: store === 'none' ? 'there' : store, keys: matching ?? keys, generation: now.generation, closed };
}

/** Nothing of a file that wasn't durable is there; all of it is; half of it; its length, but zeros. */
const WRITTEN: readonly Fate['written'][] = [
  (durable) => durable,
  (_, bytes) => bytes,
  (_, bytes) => bytes.slice(0, bytes.length >> 1),
  (_, bytes) => new Uint8Array(bytes.length),
];

function fates(disk: Disk, random: Random): Fate[] {
  const pending = disk.pending();
  const certain = WRITTEN.map((written) => ({ happened: () => true, written }));
  // A new file and its new name are two changes, and a commit may have sixteen: not all of each, where time is short.
  const some = pending.filter(() => random.upTo(pending.length) < cases(1));
  const others = [
    () => false,
    ...some.map((last) => (change: number) => change <= last),
    ...some.map((lost) => (change: number) => change !== lost),
    ...some.map((only) => (change: number) => change === only),
  ].map((happened) => ({ happened, written: writtenBy(random) }));
  return [...certain, ...others, ...Array.from({ length: cases(2) }, () => chance(disk, random))];
}

function writtenBy(random: Random): Fate['written'] {
  return WRITTEN[random.upTo(WRITTEN.length - 1)] ?? ((durable) => durable);
}

/** Any subset. */
function chance(disk: Disk, random: Random): Fate {
  const lost = new Set(disk.pending().filter(() => random.upTo(1) === 0));
  return {
    happened: (change) => !lost.has(change),
    written: (durable, bytes, dirty) => writtenBy(random)(durable, bytes, dirty),
  };
}

interface Cut {
  readonly disk: Disk;
  readonly promised: Promised;
  readonly before: string;
}

/** The workload on a disk, and the disk as it is before each operation and at the end. */
async function cuts(spoil: (files: FileLayer) => FileLayer = (files) => files): Promise<Cut[]> {
  const disk = new Disk();
  const found: Cut[] = [];
  const note = (before: string): number => found.push({ disk: disk.copy(), promised: user.promised, before });
  const watched = around(disk.layer, ({ operation, path }, run) => {
    note(`${operation} ${path}`);
    return run();
  });
  const user = new User(spoil(watched), 'workload');
  await workload(user);
  note('the end');
  user.lock();
  return found;
}

/** Cuts the power at each of them, and sees what is there. @returns how many disks that differ were opened */
async function checkAll(all: readonly Cut[]): Promise<number> {
  const random = new Random('fates');
  const seen = new Set<string>();
  for (const [at, { disk, promised, before }] of all.entries()) {
    for (const fate of fates(disk, random)) {
      const left = disk.afterPowerLoss(fate);
      const which = `${left.fingerprint()} ${all.findIndex((cut) => cut.promised === promised)}`;
      if (seen.has(which)) continue;
      seen.add(which);
      await check(left.layer, promised).catch((cause: unknown) => {
        throw new Error(`Power lost before operation ${at}, ${before}`, { cause });
      });
    }
  }
  return seen.size;
}

describe('power is lost', { timeout: 600_000 }, () => {
  it('at each operation of all that writes, and nothing that was acknowledged is', async () => {
    const all = await cuts();
    expect(all.length).toBeGreaterThan(400);
    const disks = await checkAll(all);
    expect(disks).toBeGreaterThan(all.length);
  });

  it.each(Array.from({ length: cases(3) }, (_, i) => `chain ${i}`))('again and again, %s', async (seed) => {
    const random = new Random(seed);
    let [disk, promised] = [new Disk(), NOTHING];
    const lives = process.env['SLOW'] === '1' ? 100 : 20;
    for (let life = 0; life < lives; life++) {
      let left = random.upTo(250);
      const layer = around(disk.layer, (_, run) => (left-- > 0 ? run() : Promise.reject(fault('EIO'))));
      const user = new User(layer, `${seed} ${life}`, promised);
      await user.open().then(() => livelong(user, random), allow('storage'));
      expect(left, 'it ended by itself').toBeLessThan(0);
      user.lock();
      disk = disk.afterPowerLoss(chance(disk, random));
      promised = await check(disk.copy().layer, user.promised);
    }
    expect(promised.generation).toBeGreaterThan(0.8 * lives);
  });

  /** Layers that leave out what makes it so: were one of them not found out, the test above would say little. */
  it.each([
    ['a head', (path: string) => path.startsWith(`${DIR}/h/.new-`)],
    ['a bucket', (path: string) => path.startsWith(`${DIR}/b/`)],
    ['the heads', (path: string) => path === `${DIR}/h`],
    ['the buckets', (path: string) => path === `${DIR}/b`],
    ['the folder', (path: string) => path === DIR],
    ["the folder's folder", (path: string) => path === '/var/lib/fedzk'],
    ['the root', (path: string) => path === '/'],
  ])('and without the fsync of %s something is', async (_, skipped) => {
    const all = await cuts((files) => withoutSync(files, skipped));
    await expect(checkAll(all)).rejects.toThrow('Power lost before operation');
  });
});
