// Stores that behave as machines do: they crash, they take their time. What is on the disk below outlives them.

import { toHex } from '@fedzk/core';
import type { Dice } from '@fedzk/testkit/random';
import { type AggregatorStorage, memoryStorage } from '../../src/aggregator/storage.js';

/** What a process that is gone answers. */
export class Crash extends Error {}

/** All entries, byte for byte. */
export async function dump(disk: AggregatorStorage): Promise<string> {
  return (await disk.list('')).map(([key, value]) => `${key} ${toHex(value)}`).join('\n');
}

/** The entries as they are now, elsewhere: a backup, or a replica that will lag. */
export async function copyOf(disk: AggregatorStorage): Promise<AggregatorStorage> {
  const copy = memoryStorage();
  await copy.update(new Map(), new Map(await disk.list('')));
  return copy;
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
  return {
    begun: () => begun,
    crashed: () => begun >= at,
    storage: {
      get: (key) => attempt(() => disk.get(key)),
      list: (prefix) => attempt(() => disk.list(prefix)),
      update: (expected, writes) => attempt(() => disk.update(expected, writes)),
    },
  };
}

/** A disk whose operations take a while each, so that those of concurrent calls interleave in some order. */
export function unhurried(disk: AggregatorStorage, random: Dice): AggregatorStorage {
  const wait = async (): Promise<void> => {
    for (let turns = random.below(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
  };
  const slowly = async <T>(operation: () => Promise<T>): Promise<T> => {
    await wait();
    const result = await operation();
    await wait();
    return result;
  };
  return {
    get: (key) => slowly(() => disk.get(key)),
    list: (prefix) => slowly(() => disk.list(prefix)),
    update: (expected, writes) => slowly(() => disk.update(expected, writes)),
  };
}

/** A disk on which somebody else is quicker: `other` acts once, between a decision and the update that it leads to. */
export function overtaken(disk: AggregatorStorage, other: () => Promise<unknown>): AggregatorStorage {
  let overtakes = true;
  return {
    get: (key) => disk.get(key),
    list: (prefix) => disk.list(prefix),
    async update(expected, writes) {
      if (overtakes) {
        overtakes = false;
        await other();
      }
      return disk.update(expected, writes);
    },
  };
}
