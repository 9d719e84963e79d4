/** The module's expansion, tags and sums against plain bigints, and the expansion against the independent implementation. */
import { describe, expect, it } from 'vitest';
import { ORDER, readElements, reduce, writeElements } from '../src/protocol/field.js';
import { expand, isShare, ShareSum, tagsOf } from '../src/protocol/share.js';
import * as independent from './independent/client.mjs';
import './support/module.js';
import * as twin from './support/twin.js';

const seed = (byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(byte);
const context = Uint8Array.of(1, 2, 3);
/** The borders, and elements like any other. */
const elements = (count: number): bigint[] =>
  [0n, 1n, ORDER - 1n, ...twin.expand(seed(9), context, count)].slice(0, count);

it.each([0, 1, 2, 50, 1000])(
  '%i elements are those of the twin and of the independent implementation',
  async (count) => {
    const share = await expand(seed(5), context, count);
    expect(share).toHaveLength(32 * count);
    expect(readElements(share)).toEqual(twin.expand(seed(5), context, count));
    expect(readElements(share)).toEqual(independent.expand(seed(5), context, count));
  },
);

describe('a share', () => {
  it('has elements below r alone', () => {
    expect(isShare(writeElements(elements(20)))).toBe(true);
    for (const wrong of [ORDER, ORDER + 1n, 2n ** 256n - 1n]) {
      for (let at = 0; at < 3; at++) {
        const share = writeElements(elements(3).with(at, wrong));
        expect(isShare(share)).toBe(false);
        expect(() => tagsOf(share, 2, 1n)).toThrow('below r');
        expect(() => new ShareSum({ parts: 1, elements: 2 }).add(share)).toThrow('below r');
      }
    }
    expect(isShare(new Uint8Array(33))).toBe(false);
  });

  it.each([
    [1, 1],
    [1, 49],
    [5, 10],
  ])('of %i parts of %i has the tags of the twin', (parts, length) => {
    const share = elements(parts * (length + 1));
    for (const rho of [0n, 1n, ORDER - 1n, ...twin.expand(seed(3), context, 5)]) {
      expect(tagsOf(writeElements(share), length, rho)).toEqual(twin.tagsOf(share, length, rho));
    }
    expect(() => tagsOf(writeElements(share).subarray(32), length, 1n)).toThrow('whole parts');
  });
});

it('a sum is that of the packed elements, in any number', () => {
  const [parts, length] = [3, 4];
  const sum = new ShareSum({ parts, elements: length });
  const expected = new Array<bigint>(parts * length).fill(0n);
  for (let i = 0; i < 100; i++) {
    const share = i % 2 === 0 ? elements(15) : new Array<bigint>(15).fill(ORDER - 1n);
    sum.add(writeElements(share));
    const packed = share.filter((_, at) => at % (length + 1) < length);
    for (const [at, element] of packed.entries()) expected[at] = reduce((expected[at] ?? 0n) + element);
  }
  expect(() => sum.add(new Uint8Array(32 * 14))).toThrow('another length');
  expect(sum.finish()).toEqual(expected);
});
