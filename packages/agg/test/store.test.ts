/** The store that comes with the package keeps the contract that aggregators rely on. */
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../src/aggregator/store.js';

const bytes = (...of: number[]): Uint8Array => Uint8Array.from(of);

describe('memoryStore', () => {
  it('has what was written, until it is overwritten or deleted', async () => {
    const store = memoryStore();
    expect(await store.get('a')).toBeUndefined();
    expect(await store.update(new Map([['a', undefined]]), new Map([['a', bytes(1)]]))).toBe(true);
    expect(await store.get('a')).toEqual(bytes(1));
    expect(await store.update(new Map([['a', bytes(1)]]), new Map([['a', bytes(2, 3)]]))).toBe(true);
    expect(await store.get('a')).toEqual(bytes(2, 3));
    expect(await store.update(new Map(), new Map([['a', undefined]]))).toBe(true);
    expect([await store.get('a'), await store.list('')]).toEqual([undefined, []]);
  });

  it('writes all or nothing, as all of what was expected is right or not', async () => {
    const store = memoryStore();
    await store.update(new Map(), new Map([['a', bytes(1)]]));
    const writes = new Map([
      ['a', bytes(9)],
      ['b', bytes(9)],
    ]);
    for (const [key, value] of [
      ['a', undefined],
      ['a', bytes()],
      ['a', bytes(2)],
      ['a', bytes(1, 0)],
      ['b', bytes()],
    ] as const) {
      expect(
        await store.update(
          new Map([
            ['a', bytes(1)],
            [key, value],
          ]),
          writes,
        ),
      ).toBe(false);
      expect(await store.list('')).toEqual([['a', bytes(1)]]);
    }
    expect(
      await store.update(
        new Map([
          ['a', bytes(1)],
          ['b', undefined],
        ]),
        writes,
      ),
    ).toBe(true);
    expect(await store.list('')).toEqual([...writes]);
  });

  it('has a difference between no value and an empty one', async () => {
    const store = memoryStore();
    await store.update(new Map(), new Map([['a', bytes()]]));
    expect(await store.get('a')).toEqual(bytes());
    expect(await store.update(new Map([['a', undefined]]), new Map())).toBe(false);
  });

  it('lists what begins so, in ascending order of keys', async () => {
    const store = memoryStore();
    const keys = ['b/2', 'a/1', 'b', 'b/10', 'b/1', 'c', 'b/1/0', 'B/1'];
    await store.update(new Map(), new Map(keys.map((key, i) => [key, bytes(i)])));
    expect((await store.list('b/')).map(([key]) => key)).toEqual(['b/1', 'b/1/0', 'b/10', 'b/2']);
    expect((await store.list('')).map(([key]) => key)).toEqual([...keys].sort());
    expect(await store.list('d')).toEqual([]);
  });

  it('shares no memory with its callers', async () => {
    const [store, mine] = [memoryStore(), bytes(1, 2, 3)];
    await store.update(new Map(), new Map([['a', mine]]));
    mine.fill(9);
    (await store.get('a'))?.fill(9);
    for (const [, value] of await store.list('')) value.fill(9);
    expect(await store.get('a')).toEqual(bytes(1, 2, 3));
    const before = await store.get('a');
    await store.update(new Map(), new Map([['a', undefined]]));
    expect(before).toEqual(bytes(1, 2, 3)); // what it forgets is wiped, not what others have
  });
});
