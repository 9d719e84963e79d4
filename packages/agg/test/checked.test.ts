/** A caller's storage: what it fails with, and what it gives that no store is to give. */
import { FedzkError } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { storageOf } from '../src/storage/checked.js';
import { memoryStorage } from '../src/storage/memory.js';
import type { AggregatorStorage, TaskStore } from '../src/storage/storage.js';
import { withMethods } from './support/storage.js';

const hash = new Uint8Array(32);
const bytes = (fill: number, length = 32): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(fill);

/** A store that answers so, checked. */
async function answering(answers: { readonly [Method in keyof TaskStore]?: unknown }): Promise<TaskStore> {
  const store = await memoryStorage().task(hash, 'leader');
  const given = Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, async () => answer]));
  const changed = withMethods(store, given);
  return storageOf({ task: async () => changed, close: async () => {} }).task(hash, 'leader');
}

const row = { round: 1n, state: 'open', held: 0, accepted: 0, wiped: false };
const slot = { client: 'a', report: bytes(1), state: 'accepted', share: bytes(9) };
const steps = [{ kind: 'note', client: 'a', report: bytes(1), events: [] }] as const;
const move = { kind: 'close', round: 1n, events: [] } as const;

/** A call of each method. */
const calls = (store: TaskStore): Record<keyof TaskStore, () => Promise<unknown>> => ({
  apply: () => store.apply(1n, steps),
  move: () => store.move(move),
  round: () => store.round(1n),
  slot: () => store.slot(1n, 'a'),
  valid: () => store.valid(1n, 'a'),
  validPage: () => store.validPage(1n, 'a', 5),
  page: () => store.page(1n, 'accepted', bytes(0), 5),
  announced: () => store.announced(1n),
  omitted: () => store.omitted(1n),
  unwiped: () => store.unwiped(1n),
  unfinished: () => store.unfinished(1n),
  wipe: () => store.wipe(1n, 5),
  forget: () => store.forget(3, 5, true),
  document: () => store.document(1n, 'record'),
  keep: () => store.keep(1n, 'record', { document: bytes(1) }),
  lease: () => store.lease(5),
  events: () => store.events(5),
  delivered: () => store.delivered([]),
});

it.each([undefined, null, 5, {}, { task() {} }, { task: 1, close() {} }])('%j is no storage', (storage) => {
  expect(() => storageOf(storage as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

describe('a storage that fails', () => {
  it('is a fault of the storage, with its cause', async () => {
    const cause = new Error('connection lost');
    const failing: AggregatorStorage = { task: () => Promise.reject(cause), close: () => Promise.reject(cause) };
    await expect(storageOf(failing).task(hash, 'leader')).rejects.toMatchObject({ code: 'storage', cause });
    await expect(storageOf(failing).close()).rejects.toMatchObject({ code: 'storage', cause });
    const store = await memoryStorage().task(hash, 'leader');
    const fail = (): never => {
      throw cause;
    };
    const names = Object.keys(calls({} as never)) as (keyof TaskStore)[];
    const throwing = withMethods(store, Object.fromEntries(names.map((name) => [name, fail])));
    const checked = await storageOf({ task: async () => throwing, close: async () => {} }).task(hash, 'leader');
    for (const call of Object.values(calls(checked)))
      await expect(call()).rejects.toMatchObject({ code: 'storage', cause });
  });

  it('keeps the code of its own, where it has one', async () => {
    const inUse = new FedzkError('unavailable', 'Another process has the file.');
    const storage = storageOf({ task: () => Promise.reject(inUse), close: async () => {} });
    await expect(storage.task(hash, 'leader')).rejects.toBe(inUse);
  });

  it('has a store with all methods', async () => {
    const storage = storageOf({ task: async () => ({ apply() {} }) as never, close: async () => {} });
    await expect(storage.task(hash, 'leader')).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('an answer of another shape', () => {
  it.each<[keyof TaskStore, unknown]>([
    ['lease', 1],
    ['lease', undefined],
    ['apply', undefined],
    ['apply', []],
    [
      'apply',
      [
        { state: 'free', changed: false },
        { state: 'free', changed: false },
      ],
    ],
    ['apply', [{ state: 'gone', changed: false }]],
    ['apply', [{ state: 'free', changed: 1 }]],
    ['apply', [{ state: 'free', changed: false, why: 'because' }]],
    ['apply', [{ state: 'pending', changed: true, report: bytes(1, 31) }]],
    ['apply', [{ state: 'pending', changed: true, prepare: 'text' }]],
    ['move', null],
    ['move', 5],
    ['round', { ...row, round: 1 }],
    ['round', { ...row, state: 'ended' }],
    ['round', { ...row, held: -1 }],
    ['round', { ...row, accepted: '0' }],
    ['round', { ...row, wiped: 0 }],
    ['round', { ...row, setHash: bytes(1, 31) }],
    ['round', { ...row, release: [1] }],
    ['round', { ...row, settles: 1.5 }],
    ['round', { ...row, settles: '1' }],
    ['document', {}],
    ['document', { document: bytes(1), signature: bytes(1, 63) }],
    ['document', { document: bytes(1), sums: [1] }],
    ['keep', undefined],
    ['keep', { document: 'text' }],
    ['slot', { ...slot, client: 1 }],
    ['slot', { ...slot, report: bytes(1, 33) }],
    ['slot', { ...slot, state: 'free' }],
    ['slot', { ...slot, share: 'text' }],
    ['valid', { client: 'a' }],
    ['valid', { client: 'a', report: bytes(1), head: 5 }],
    ['validPage', [{ client: 'b' }]],
    ['validPage', [{ client: 'a', report: bytes(1) }]],
    ['validPage', ['c', 'b'].map((client) => ({ client, report: bytes(1) }))],
    ['validPage', Array.from({ length: 6 }, (_, i) => ({ client: `b${i}`, report: bytes(1) }))],
    ['page', slot],
    ['page', [{ ...slot, state: 'pending' }]],
    ['page', [slot, slot]],
    ['page', [{ ...slot, report: bytes(2) }, slot]],
    ['page', [{ ...slot, report: bytes(0) }]],
    ['page', Array.from({ length: 6 }, (_, i) => ({ ...slot, report: bytes(i + 2) }))],
    ['announced', 1.5],
    ['omitted', -1],
    ['unwiped', { ...row, round: 2n }],
    ['unwiped', { ...row, round: 2n, state: 'collected', wiped: true }],
    ['unwiped', { ...row, state: 'collected' }],
    ['unfinished', { ...row, round: 2n }],
    ['unfinished', { ...row, state: 'collected' }],
    ['wipe', undefined],
    ['forget', Number.NaN],
    ['events', [{ id: 1, body: '{}' }]],
    ['events', Array.from({ length: 6 }, (_, i) => ({ id: `${i}`, body: '{}' }))],
  ])('of %s is a fault of the storage: %o', async (method, answer) => {
    const store = await answering({ [method]: answer });
    const call = calls(store)[method];
    const message = expect.stringContaining(`The storage's ${method} gave`);
    await expect(call()).rejects.toMatchObject({ code: 'storage', message });
  });

  it('that is right is copied, and a null is no value', async () => {
    const share = bytes(9);
    const store = await answering({ slot: { ...slot, share, prepare: null }, round: { ...row, release: null } });
    expect(await store.slot(1n, 'a')).toEqual({ ...slot, share: bytes(9) });
    const own = await store.slot(1n, 'a');
    share.fill(0);
    expect(own?.share).toEqual(bytes(9));
    expect(await store.round(1n)).toEqual(row);
  });
});
