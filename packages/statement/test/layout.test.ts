/** Packing and unpacking: exhaustive for tiny layouts, at capacity for real ones, and each way for a sum to be none. */

import { FedzkError } from '@fedzk/core';
import { Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { ORDERS } from '../src/curve.js';
import { type Layout, layoutOf, pack, unpack } from '../src/layout.js';

const NO_BOUND = 2n ** 200n;
const slow = process.env.SLOW === '1';

const layout = (n: number, bits: number, headroom: number): Layout => layoutOf({ n, bits, headroom });
const add = (a: readonly bigint[], b: readonly bigint[]): bigint[] => a.map((x, i) => x + (b[i] ?? 0n));
const all = (bits: number): number[] => Array.from({ length: 2 ** bits }, (_, i) => i - 2 ** (bits - 1));

/** Every layout that a task can have, for some lengths around a full element. */
const layouts = [4, 8, 16].flatMap((bits) =>
  Array.from({ length: 16 }, (_, i) => i + 1).flatMap((headroom) => {
    const { perElement } = layout(1, bits, headroom);
    return [1, perElement - 1, perElement, perElement + 1, 2 * perElement + 1].map((n) => layout(n, bits, headroom));
  }),
);

describe('a layout', () => {
  it.each(layouts.filter(({ n, perElement }) => n === perElement))(
    'of $bits bits and headroom $headroom: $perElement slots of $slot bits fit into 253 bits, and not one more',
    ({ bits, headroom, slot, perElement, elements }) => {
      expect(slot).toBe(bits + headroom);
      expect(slot).toBeLessThanOrEqual(32);
      expect(perElement * slot).toBeLessThanOrEqual(253);
      expect((perElement + 1) * slot).toBeGreaterThan(253);
      expect(2n ** BigInt(slot * perElement)).toBeLessThan(ORDERS.bn254);
      expect([elements, layout(perElement + 1, bits, headroom).elements]).toEqual([1, 2]);
    },
  );

  it('has the sizes of the table', () => {
    const table = [
      [31, 8, 3],
      [64, 8, 5],
      [650, 8, 47],
      [768, 8, 55],
      [800, 8, 58],
      [7210, 8, 515],
      [8000, 8, 572],
      [8192, 8, 586],
      [4500, 16, 500],
    ] as const;
    for (const [n, bits, elements] of table) expect(layout(n, bits, 10).elements).toBe(elements);
    expect(layout(2 ** 32 - 1, 16, 16).elements).toBe(613_566_757);
  });
});

describe('tiny layouts, exhaustively', () => {
  it('every pair of two 4-bit values packs to its own element, and back', () => {
    const two = layout(2, 4, 1);
    const seen = new Set<bigint>();
    for (const a of all(4)) {
      for (const b of all(4)) {
        const packed = pack([a, b], two);
        expect(packed).toEqual([BigInt(a + 8) + BigInt(b + 8) * 32n]);
        expect(Array.from(unpack(packed, { count: 1, maxNormSq: NO_BOUND }, two) ?? [])).toEqual([a, b]);
        seen.add(packed[0] ?? -1n);
      }
    }
    expect(seen.size).toBe(256);
  });

  it('every sum of two pairs, as many as headroom 1 takes', () => {
    const two = layout(2, 4, 1);
    const packs = all(4).flatMap((a) => all(4).map((b) => ({ a, b, packed: pack([a, b], two) })));
    for (const first of packs) {
      for (const second of slow ? packs : packs.filter(({ a, b }) => (a + 3 * b) % 16 === 0)) {
        const sums = unpack(add(first.packed, second.packed), { count: 2, maxNormSq: NO_BOUND }, two);
        expect(sums?.[0] === first.a + second.a && sums[1] === first.b + second.b).toBe(true);
      }
    }
  });

  it('every 10-bit element of one 4-bit value: a sum of one report for 16 of them, of two for 31', () => {
    const one = layout(1, 4, 1);
    for (const count of [1, 2]) {
      const read = Array.from({ length: 1024 }, (_, element) =>
        unpack([BigInt(element)], { count, maxNormSq: NO_BOUND }, one),
      );
      const expected = Array.from({ length: 1024 }, (_, u) =>
        u <= 15 * count ? Int32Array.of(u - 8 * count) : undefined,
      );
      expect(read).toEqual(expected);
    }
  });
});

describe('at capacity', () => {
  it.each(['lowest', 'highest', 'in turn', 'some'])('2^h reports of values that are %s, in every layout', (which) => {
    const random = new Dice(7);
    for (const each of layouts) {
      const { n, bits, headroom } = each;
      const count = 2 ** headroom;
      const [low, high] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
      const at = (i: number): number =>
        ({ lowest: low, highest: high, 'in turn': i % 2 === 0 ? low : high })[which] ?? low + random.below(2 ** bits);
      const values = Array.from({ length: n }, (_, i) => at(i));
      const packed = pack(values, each).map((element) => element * BigInt(count));
      for (const element of packed) expect(element).toBeLessThan(2n ** BigInt(each.slot * each.perElement));
      const expected = values.map((x) => x * count);
      const normSq = BigInt(count) ** 2n * values.reduce((sum, x) => sum + BigInt(x) ** 2n, 0n);
      const maxNormSq = (normSq + BigInt(count) ** 2n - 1n) / BigInt(count) ** 2n;
      expect(Array.from(unpack(packed, { count, maxNormSq }, each) ?? [])).toEqual(expected);
    }
  });

  it('reports of fewer values, and none at all: the rest is zero', () => {
    const each = layout(30, 8, 3);
    expect(pack([], each)).toEqual(pack(new Array(30).fill(0), each));
    expect(Array.from(unpack(pack(Int8Array.of(5, -5), each), { count: 1, maxNormSq: 50n }, each) ?? [])).toEqual([
      5,
      -5,
      ...new Array(28).fill(0),
    ]);
  });
});

describe('values that have no slot', () => {
  it.each([4, 8, 16])('of %i bits are refused, each one, and the last inside are not', (bits) => {
    const each = layout(3, bits, 10);
    const limit = 2 ** (bits - 1);
    for (let i = 0; i < 3; i++) {
      const at = (value: number): number[] => [0, 0, 0].with(i, value);
      for (const inside of [-limit, limit - 1]) expect(pack(at(inside), each)[0]).toBeLessThan(2n ** 253n);
      for (const outside of [
        -limit - 1,
        limit,
        2 ** 31,
        -(2 ** 31),
        Number.MAX_SAFE_INTEGER,
        Number.MIN_SAFE_INTEGER,
      ]) {
        expect(() => pack(at(outside), each)).toThrow(
          new FedzkError('invalid-argument', `"values[${i}]" expected an integer from ${-limit} to ${limit - 1}.`),
        );
      }
    }
  });

  it('are refused in typed arrays of more bits too', () => {
    expect(() => pack(Int16Array.of(1, 128), layout(2, 8, 10))).toThrow('"values[1]" expected an integer from -128');
    expect(() => pack(Int8Array.of(8), layout(1, 4, 10))).toThrow('"values[0]" expected an integer from -8');
  });
});

describe('values that are not a sum of reports', () => {
  const [n, count] = [30, 3]; // 23 slots of 11 bits in the first element, 7 in the second
  const each = layout(n, 8, 3);
  const sum = pack(
    Array.from({ length: n }, (_, i) => 4 * i - 60),
    each,
  ).map((element) => element * BigInt(count));
  const slot = (i: number): bigint => 2n ** BigInt(11 * (i % 23));
  /** The sum with one slot at another value. */
  const withSlot = (i: number, value: number): bigint[] => {
    const now = (BigInt(sum[Math.floor(i / 23)] ?? 0n) / slot(i)) % 2048n;
    return sum.map((element, j) => (j === Math.floor(i / 23) ? element + (BigInt(value) - now) * slot(i) : element));
  };
  const read = (packed: readonly bigint[]): Int32Array | undefined =>
    unpack(packed, { count, maxNormSq: NO_BOUND }, each);

  it('a slot above count·(2^b − 1), each one; and one below is', () => {
    for (let i = 0; i < n; i++) {
      expect(read(withSlot(i, count * 255))?.[i]).toBe(count * 127);
      expect(read(withSlot(i, 0))?.[i]).toBe(count * -128);
      for (const value of [count * 255 + 1, 2047]) expect(read(withSlot(i, value))).toBeUndefined();
    }
  });

  it('an unused slot that is not zero, each one', () => {
    expect(read(sum)).toBeDefined();
    for (let i = n; i < 46; i++) {
      for (const value of [1, count * 128, 2047]) expect(read(withSlot(i, value))).toBeUndefined();
    }
  });

  it('an element with bits above its slots, in each element and up to r − 1', () => {
    for (const j of [0, 1]) {
      for (const bits of [2n ** 253n, ORDERS.bn254 - 1n - (sum[j] ?? 0n)]) {
        expect(read(sum.map((element, i) => (i === j ? element + bits : element)))).toBeUndefined();
      }
      expect(read(sum.map((element, i) => (i === j ? ORDERS.bn254 - 1n : element)))).toBeUndefined();
    }
  });

  it('a norm above count²·maxNormSq, by one; and just that is', () => {
    const one = layout(2, 8, 3);
    const packed = pack([9, -40], one).map((element) => element * 4n); // sums 36 and −160: 26,896 = 16 · 1,681
    expect(unpack(packed, { count: 4, maxNormSq: 1681n }, one)).toEqual(Int32Array.of(36, -160));
    expect(unpack(packed, { count: 4, maxNormSq: 1680n }, one)).toBeUndefined();
    const above = add(packed, [1n]); // 37
    expect(unpack(above, { count: 4, maxNormSq: 1681n }, one)).toBeUndefined();
  });

  it('the same sum, of more or fewer reports than it is of', () => {
    const high = pack(new Array(n).fill(127), each).map((element) => element * BigInt(count));
    expect(unpack(high, { count: count - 1, maxNormSq: NO_BOUND }, each)).toBeUndefined();
    expect(unpack(high, { count: count + 1, maxNormSq: BigInt(n) * 127n ** 2n }, each)).toEqual(
      new Int32Array(n).fill(count * 127 - 128),
    );
  });
});
