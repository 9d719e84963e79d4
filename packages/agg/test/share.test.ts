/** The module's expansion, tags and sums against plain bigints, and the expansion against the independent implementation. */
import { type Curve, ORDERS, readElements, reduce, writeElements } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { CURVE_NUMBERS } from '../src/protocol/curve.js';
import { expand, isShare, ShareSum, tagsOf } from '../src/protocol/share.js';
import * as independent from './independent/client.mjs';
import './support/module.js';
import * as twin from './support/twin.js';

const seed = (byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(byte);
const context = Uint8Array.of(1, 2, 3);

describe.each(Object.keys(ORDERS) as Curve[])('on %s', (curve) => {
  const order = ORDERS[curve];
  /** The borders, and elements like any other. */
  const elements = (count: number): bigint[] =>
    [0n, 1n, order - 1n, ...twin.expand(seed(9), context, count, curve)].slice(0, count);

  it.each([0, 1, 2, 50, 1000])(
    '%i elements are those of the twin and of the independent implementation',
    async (count) => {
      const share = await expand(seed(5), context, count, curve);
      expect(share).toHaveLength(32 * count);
      const read = readElements(share, curve);
      expect(read).toEqual(twin.expand(seed(5), context, count, curve));
      expect(read).toEqual(independent.expand(seed(5), context, count, independent.R[CURVE_NUMBERS[curve] as 1 | 2]));
    },
  );

  describe('a share', () => {
    it('has only elements below r', () => {
      expect(isShare(writeElements(elements(20)), curve)).toBe(true);
      for (const wrong of [order, order + 1n, 2n ** 256n - 1n]) {
        for (let at = 0; at < 3; at++) {
          const share = writeElements(elements(3).with(at, wrong));
          expect(isShare(share, curve)).toBe(false);
          expect(() => tagsOf(share, { elements: 2, curve }, 1n)).toThrow('below r');
          expect(() => new ShareSum({ parts: 1, elements: 2, curve }).add(share)).toThrow('below r');
        }
      }
      expect(isShare(new Uint8Array(33), curve)).toBe(false);
    });

    it.each([
      [1, 1],
      [1, 49],
      [5, 10],
    ])('of %i parts of %i has the tags of the twin', (parts, length) => {
      const share = elements(parts * (length + 1));
      const layout = { elements: length, curve };
      for (const rho of [0n, 1n, order - 1n, ...twin.expand(seed(3), context, 5, curve)]) {
        expect(tagsOf(writeElements(share), layout, rho)).toEqual(twin.tagsOf(share, layout, rho));
      }
      expect(() => tagsOf(writeElements(share).subarray(32), layout, 1n)).toThrow('whole parts');
    });
  });

  it('a sum is that of the packed elements, in any number', () => {
    const [parts, length] = [3, 4];
    const sum = new ShareSum({ parts, elements: length, curve });
    const expected = new Array<bigint>(parts * length).fill(0n);
    for (let i = 0; i < 100; i++) {
      const share = i % 2 === 0 ? elements(15) : new Array<bigint>(15).fill(order - 1n);
      sum.add(writeElements(share));
      const packed = share.filter((_, at) => at % (length + 1) < length);
      for (const [at, element] of packed.entries()) expected[at] = reduce((expected[at] ?? 0n) + element, curve);
    }
    expect(() => sum.add(new Uint8Array(32 * 14))).toThrow('another length');
    expect(sum.finish()).toEqual(expected);
  });
});

it('an element of the larger field may be invalid in the smaller', () => {
  const share = writeElements([ORDERS.bn254]);
  expect([isShare(share, 'bn254'), isShare(share, 'bls12-381')]).toEqual([false, true]);
});
