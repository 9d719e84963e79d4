/** The storage that comes with the package keeps the contract that aggregators rely on. */
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../src/aggregator/storage.js';

const bytes = (...of: number[]): Uint8Array => Uint8Array.from(of);

describe('memoryStorage', () => {
  it('has what was written, until it is overwritten or deleted', async () => {
    const storage = memoryStorage();
    expect(await storage.get('a')).toBeUndefined();
    expect(await storage.update(new Map([['a', undefined]]), new Map([['a', bytes(1)]]))).toBe(true);
    expect(await storage.get('a')).toEqual(bytes(1));
    expect(await storage.update(new Map([['a', bytes(1)]]), new Map([['a', bytes(2, 3)]]))).toBe(true);
    expect(await storage.get('a')).toEqual(bytes(2, 3));
    expect(await storage.update(new Map(), new Map([['a', undefined]]))).toBe(true);
    expect([await storage.get('a'), await storage.list('')]).toEqual([undefined, []]);
  });

  it('writes all or nothing, as all of what was expected is right or not', async () => {
    const storage = memoryStorage();
    await storage.update(new Map(), new Map([['a', bytes(1)]]));
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
        await storage.update(
          new Map([
            ['a', bytes(1)],
            [key, value],
          ]),
          writes,
        ),
      ).toBe(false);
      expect(await storage.list('')).toEqual([['a', bytes(1)]]);
    }
    expect(
      await storage.update(
        new Map([
          ['a', bytes(1)],
          ['b', undefined],
        ]),
        writes,
      ),
    ).toBe(true);
    expect(await storage.list('')).toEqual([...writes]);
  });

  it('has a difference between no value and an empty one', async () => {
    const storage = memoryStorage();
    await storage.update(new Map(), new Map([['a', bytes()]]));
    expect(await storage.get('a')).toEqual(bytes());
    expect(await storage.update(new Map([['a', undefined]]), new Map())).toBe(false);
  });

  it('lists what begins so, in ascending order of keys', async () => {
    const storage = memoryStorage();
    const keys = ['b/2', 'a/1', 'b', 'b/10', 'b/1', 'c', 'b/1/0', 'B/1'];
    await storage.update(new Map(), new Map(keys.map((key, i) => [key, bytes(i)])));
    expect((await storage.list('b/')).map(([key]) => key)).toEqual(['b/1', 'b/1/0', 'b/10', 'b/2']);
    expect((await storage.list('')).map(([key]) => key)).toEqual([...keys].sort());
    expect(await storage.list('d')).toEqual([]);
  });

  it('shares no memory with its callers', async () => {
    const [storage, mine] = [memoryStorage(), bytes(1, 2, 3)];
    await storage.update(new Map(), new Map([['a', mine]]));
    mine.fill(9);
    (await storage.get('a'))?.fill(9);
    for (const [, value] of await storage.list('')) value.fill(9);
    expect(await storage.get('a')).toEqual(bytes(1, 2, 3));
    const before = await storage.get('a');
    await storage.update(new Map(), new Map([['a', undefined]]));
    expect(before).toEqual(bytes(1, 2, 3)); // what it forgets is wiped, not what others have
  });
});
