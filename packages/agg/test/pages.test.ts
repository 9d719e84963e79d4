/** Collecting reads by pages: what is held at once does not grow with the reports of a round. */
import { describe, expect, it } from 'vitest';
import { AggregatorEvents } from '../src/aggregator/events.js';
import { Outbox } from '../src/aggregator/outbox.js';
import { Collection } from '../src/aggregator/release.js';
import { readCollect, writeRequest } from '../src/protocol/collect.js';
import { hash } from '../src/protocol/hashes.js';
import { memoryStorage } from '../src/storage/memory.js';
import type { SlotRow, SlotStep } from '../src/storage/rows.js';
import { ShareSeal } from '../src/storage/sealed.js';
import type { TaskStore } from '../src/storage/storage.js';
import { writeElements } from './support/field.js';
import { setting } from './support/round.js';
import { withMethods } from './support/storage.js';

const set = setting({ headroom: 12 });
const COUNT = 3500;

/** A collection of a round of many reports, each of which adds 1 to every element; and how it read. */
async function collecting(shareBytes: number) {
  const memory = await memoryStorage().task(set.bound.hash, 'leader');
  await memory.move({ kind: 'open', round: 1n, events: [] });
  const steps = Array.from({ length: COUNT }, (_, i): SlotStep => {
    const report = hash('report', Uint8Array.of(i >> 8, i));
    return { kind: 'accept', client: `${i}`, report, share: new Uint8Array(1), max: COUNT, events: [] };
  });
  await memory.apply(1n, steps);
  const read = { most: 0, pages: 0, wiped: [] as number[], underWay: 0, mostUnderWay: 0 };
  const store: TaskStore = withMethods(memory, {
    async page(...asked: Parameters<TaskStore['page']>) {
      const slots = await memory.page(...asked);
      read.pages++;
      read.most = Math.max(read.most, slots.length);
      return slots;
    },
    async wipe(...asked: Parameters<TaskStore['wipe']>) {
      const count = await memory.wipe(...asked);
      read.wiped.push(count);
      return count;
    },
  });
  const collection = new Collection(store, {
    bound: set.bound,
    events: new AggregatorEvents('leader', set.bound),
    outbox: new Outbox(undefined, new Uint8Array(), async () => store),
    seal: new ShareSeal('leader', set.bound.hash, new Uint8Array(32)),
    omit: undefined,
    closes: true,
    signs: false,
    shareBytes,
    async shareOf(_: bigint, slot: SlotRow) {
      read.mostUnderWay = Math.max(read.mostUnderWay, ++read.underWay);
      await Promise.resolve();
      read.underWay--;
      return writeElements(new Array<bigint>(set.layout.elements + 1).fill(BigInt(slot.report.length / 32)));
    },
  });
  const row = await memory.round(1n);
  if (row === undefined) throw new Error('the round is not open');
  const ids = await collection.acceptedIds(row);
  const request = readCollect(writeRequest(set.bound.hash, 1n, ids));
  if (request === undefined) throw new Error('a request that can not be read');
  return { collection, memory, request, read };
}

describe.each([
  ['small', 60, 1000],
  ['of 100 KB', 100_000, 41],
])('shares that are %s', (_, shareBytes, page) => {
  it(`are read ${page} at a time, opened one at a time, summed, and wiped by pages`, async () => {
    const { collection, memory, request, read } = await collecting(shareBytes);
    const release = await collection.release(request);
    if (typeof release === 'string') throw new Error(release);
    expect(BigInt(`0x${Buffer.from(release.subarray(72, 104)).toString('hex')}`)).toBe(BigInt(COUNT));
    expect([read.most, read.mostUnderWay]).toEqual([page, 1]);
    expect(read.pages).toBe(3 * Math.ceil(COUNT / page)); // the ids, the set compared, the sum
    expect(read.wiped).toEqual([1000, 1000, 1000, 500, 0]);
    expect(await memory.round(1n)).toMatchObject({ state: 'collected', wiped: true });
  });
});
