// Stores that behave as machines do: they crash, they take their time. What is on the disk below outlives them.

import { toHex } from '@fedzk/core';
import type { Dice } from '@fedzk/testkit/random';
import type { Bytes } from '../../src/protocol/encoding.js';
import type { Role } from '../../src/protocol/hpke.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { RoundRow, SlotRow } from '../../src/storage/rows.js';
import { ShareSeal } from '../../src/storage/sealed.js';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';
import type { Setting } from './round.js';

/** What a process that is gone answers. */
export class Crash extends Error {}

type Method = keyof TaskStore | 'task';

/** Makes the operation of a store, or not, or does something else too. */
export type Around = <T>(operation: () => Promise<T>, method: Method) => Promise<T>;

/** A store with other methods in place of some. */
export function withMethods(store: TaskStore, methods: { readonly [Name in keyof TaskStore]?: unknown }): TaskStore {
  return new Proxy(store, {
    get(target, name) {
      const method = methods[name as keyof TaskStore] ?? Reflect.get(target, name);
      return typeof method === 'function' ? (method as () => unknown).bind(target) : method;
    },
  });
}

/** A storage with something around each operation. */
export function around(disk: AggregatorStorage, attempt: Around): AggregatorStorage {
  const wrapped = (store: TaskStore): TaskStore =>
    new Proxy(store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => attempt(async () => method.apply(target, args) as unknown, name as Method);
      },
    });
  return {
    task: (hash, role) => attempt(async () => wrapped(await disk.task(hash, role)), 'task'),
    close: () => disk.close(),
  };
}

/** Operations that change something. */
export const WRITES: ReadonlySet<Method> = new Set(['apply', 'move', 'wipe', 'forget', 'keep', 'delivered']);

interface Write {
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly role: Role;
  readonly make: (store: TaskStore) => Promise<unknown>;
}

/** A disk in memory that can be looked at and copied: it knows what was written, in order. */
export class Disk implements AggregatorStorage {
  readonly #inner = memoryStorage();
  readonly #writes: Write[] = [];
  readonly #seen = new Map<string, { store: TaskStore; rounds: Set<bigint>; clients: Set<string> }>();

  async task(hash: Uint8Array<ArrayBuffer>, role: Role): Promise<TaskStore> {
    const store = await this.#inner.task(hash, role);
    const key = `${role} ${toHex(hash)}`;
    const seen = this.#seen.get(key) ?? { store, rounds: new Set<bigint>(), clients: new Set<string>() };
    this.#seen.set(key, seen);
    const write = <T>(make: (store: TaskStore) => Promise<T>): Promise<T> => {
      this.#writes.push({ hash, role, make });
      return make(store);
    };
    const writes: Partial<TaskStore> = {
      apply(round, given) {
        const steps = structuredClone(given);
        for (const { client } of steps) seen.clients.add(client);
        return write((to) => to.apply(round, steps));
      },
      move(step) {
        seen.rounds.add(step.round);
        return write((to) => to.move(step));
      },
      wipe: (round, limit) => write((to) => to.wipe(round, limit)),
      forget: (keep, limit, finished) => write((to) => to.forget(keep, limit, finished)),
      keep: (round, name, row) => write((to) => to.keep(round, name, structuredClone(row))),
      delivered: (ids) => write((to) => to.delivered(ids)),
    };
    return withMethods(store, writes);
  }

  async close(): Promise<void> {}

  /** What is on it now, elsewhere: a backup, or a replica that will lag. */
  async copy(): Promise<Disk> {
    const copy = new Disk();
    // Through the copy's own store, which takes note of it.
    for (const { hash, role, make } of [...this.#writes]) await make(await copy.task(hash, role));
    return copy;
  }

  /** Every row, as lines that begin with the name of its table. */
  async rows(): Promise<string[]> {
    const lines: string[] = [];
    for (const [key, { store, rounds, clients }] of this.#seen) {
      const line = (table: string, row: unknown) => lines.push(`${table} ${key} ${written(row)}`);
      for (const round of [...rounds].sort()) {
        const row = await store.round(round);
        if (row) line('round', row);
        for (const name of ['record', 'result'] as const) {
          const document = await store.document(round, name);
          if (document) line('document', document);
        }
        for (const slot of await slotsOf(store, round)) line('slot', slot);
        for (const client of [...clients].sort()) {
          const valid = await store.valid(round, client);
          if (valid) line('valid', valid);
        }
      }
      for (const event of await store.events(1e6)) line('event', event);
    }
    return lines;
  }
}

/** All that is on a disk, byte for byte. */
export async function dump(disk: Disk): Promise<string> {
  return (await disk.rows()).join('\n');
}

/** The same without the reports that were valid, which are counted also once they have lost their places. */
export async function places(disk: Disk): Promise<string> {
  return (await disk.rows()).filter((row) => !row.startsWith('valid')).join('\n');
}

/** The contents of a disk as they are now, elsewhere. */
export function copyOf(disk: Disk): Promise<Disk> {
  return disk.copy();
}

/** The store of an aggregator of the setting. */
export function storeOf(disk: AggregatorStorage, { bound }: Setting, role: Role): Promise<TaskStore> {
  return disk.task(bound.hash, role);
}

/** The own share of a collected round's sum, which its row has sealed. */
export function releasedBy(role: Role, { bound, keys }: Setting, row: RoundRow | undefined): Promise<Bytes> {
  if (row === undefined) throw new Error('no round');
  return new ShareSeal(role, bound.hash, new Uint8Array(keys[role].privateKey)).openSum(row);
}

/** All slots of a round. */
export async function slotsOf(store: TaskStore, round: bigint): Promise<SlotRow[]> {
  const [pending, accepted] = [
    await store.page(round, 'pending', undefined, 1e6),
    await store.page(round, 'accepted', undefined, 1e6),
  ];
  return [...pending, ...accepted];
}

/** How many reports a round says that it holds, and how many slots there are. */
export async function countsOf(disk: AggregatorStorage, set: Setting, role: Role): Promise<(number | undefined)[]> {
  const store = await storeOf(disk, set, role);
  return [(await store.round(1n))?.held, (await slotsOf(store, 1n)).length];
}

function written(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? toHex(value) : value;
  });
}

/** A process's view of its disk. */
export interface Process {
  readonly storage: AggregatorStorage;
  /** How many operations it has begun. */
  readonly begun: () => number;
  readonly crashed: () => boolean;
}

/**
 * A process that crashes in its operation number `at`, from 1: before it takes effect, or after it but before the caller
 * hears of it. From then on nothing takes effect any more.
 */
export function crashing(disk: AggregatorStorage, at: number, when: 'before' | 'after'): Process {
  let begun = 0;
  const attempt = async <T>(operation: () => Promise<T>): Promise<T> => {
    const number = ++begun;
    if (number > at || (number === at && when === 'before')) throw new Crash(`before operation ${at}`);
    const result = await operation();
    if (begun >= at) throw new Crash(`after operation ${at}`);
    return result;
  };
  return { begun: () => begun, crashed: () => begun >= at, storage: around(disk, attempt) };
}

/** A disk whose operations take a while each, so that those of concurrent calls interleave in some order. */
export function unhurried(disk: AggregatorStorage, random: Dice): AggregatorStorage {
  const wait = async (): Promise<void> => {
    for (let turns = random.below(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
  };
  return around(disk, async (operation) => {
    await wait();
    const result = await operation();
    await wait();
    return result;
  });
}

/** A disk on which somebody else is quicker: `other` acts once, between what was read and the write that it leads to. */
export function overtaken(disk: AggregatorStorage, other: () => Promise<unknown>): AggregatorStorage {
  let overtakes = true;
  return around(disk, async (operation, method) => {
    if (overtakes && WRITES.has(method)) {
      overtakes = false;
      await other();
    }
    return operation();
  });
}
