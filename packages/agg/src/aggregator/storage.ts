// Where an aggregator keeps what it must not forget. Small, so that a file, a database or a Durable Object can be one.

import { byteLength, describe, FedzkError, listOf, methodsOf, ownBytes, unexpected } from '@fedzk/core';
import type { Bytes } from '../protocol/encoding.js';

/** Keys with their values; `undefined` stands for no value. */
export type Entries = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * A durable map with one atomic operation. An aggregator whose storage may have lost something (a backup, a replica that
 * lags) must not go on with a round: it needs new keys, hence a new task.
 */
export interface AggregatorStorage {
  /** The value of a key. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** All entries whose keys begin so, in ascending order of keys. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  /**
   * If each key of `expected` has exactly that value, makes all of `writes` (`undefined` deletes) in one step, durable
   * when the promise resolves. Else changes nothing. A crash leaves all of it done or nothing.
   *
   * @returns whether it was done
   */
  update(expected: Entries, writes: Entries): Promise<boolean>;
}

/**
 * Keeps everything in memory: for tests, and for aggregators whose private key is made in the process too, so that after
 * a restart nothing old opens.
 */
export function memoryStorage(): AggregatorStorage {
  const entries = new Map<string, Uint8Array>();
  return {
    async get(key) {
      return copy(entries.get(key));
    },
    async list(prefix) {
      if (typeof prefix !== 'string') throw unexpected('prefix', 'a string', prefix);
      return [...entries]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key, new Uint8Array(value)] as const);
    },
    async update(expected, writes) {
      const [before, after] = [entriesOf('expected', expected), entriesOf('writes', writes)];
      for (const [key, value] of before) if (!same(entries.get(key), value)) return false;
      for (const [key, value] of after) {
        entries.get(key)?.fill(0); // what is replaced may be a share
        const own = ownBytes(value);
        if (own === undefined) entries.delete(key);
        else entries.set(key, own);
      }
      return true;
    },
  };
}

/**
 * A caller's storage, whose faults become errors of ours, and whose answers are copied.
 *
 * @throws {FedzkError} `invalid-argument`: no storage. Its methods reject with `storage`
 */
export function storageOf(storage: AggregatorStorage): AggregatorStorage {
  methodsOf(storage, ['get', 'list', 'update'], 'storage', 'a storage with get, list and update');
  return {
    get: (key) => asked('get', () => storage.get(key), bytesOrNone),
    list: (prefix) =>
      asked(
        'list',
        () => storage.list(prefix),
        (list) => listOf(list, 'list', ENTRIES, readEntry),
      ),
    update: (expected, writes) => asked('update', () => storage.update(expected, writes), readFlag),
  };
}

/** Asks a storage, and reads its answer. */
async function asked<T>(method: string, ask: () => Promise<unknown>, read: (answer: unknown) => T): Promise<T> {
  let answer: unknown;
  try {
    answer = await ask();
  } catch (cause) {
    if (cause instanceof FedzkError) throw cause;
    throw new FedzkError('storage', `The storage's ${method} failed; the error's cause says why.`, { cause });
  }
  try {
    return read(answer);
  } catch (cause) {
    const message = `The storage's ${method} gave ${describe(answer)}; see AggregatorStorage for what it is to give.`;
    throw new FedzkError('storage', message, { cause });
  }
}

const ENTRIES = 'an array of keys with Uint8Arrays';

function readEntry(entry: unknown): readonly [key: string, value: Bytes] {
  const [key, value] = listOf<unknown>(entry, 'entry', 'a key with a Uint8Array', (each) => each);
  const bytes = ownBytes(value);
  if (typeof key !== 'string' || bytes === undefined) throw unexpected('entry', 'a key with a Uint8Array', entry);
  return [key, bytes];
}

function bytesOrNone(value: unknown): Bytes | undefined {
  const bytes = ownBytes(value);
  if (value === undefined || bytes !== undefined) return bytes;
  throw unexpected('value', 'a Uint8Array or undefined', value);
}

function readFlag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected('answer', 'true or false', value);
}

/** The entries of a map, whatever its prototype says. */
function entriesOf(name: string, map: Entries): [key: string, value: Uint8Array | undefined][] {
  const expected = 'a Map of strings to Uint8Arrays or undefined';
  let read: [string, Uint8Array | undefined][];
  try {
    read = [...Map.prototype.entries.call(map)];
  } catch (cause) {
    throw unexpected(name, expected, map, { cause });
  }
  const right = read.every(
    ([key, value]) => typeof key === 'string' && (value === undefined || byteLength(value) !== undefined),
  );
  if (!right) throw unexpected(name, expected, map);
  return read;
}

function copy(value: Uint8Array | undefined): Uint8Array | undefined {
  return value && new Uint8Array(value);
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
