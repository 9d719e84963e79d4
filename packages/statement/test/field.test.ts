/** Elements: at the edges of the field, as bytes, and drawn. */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, it } from 'vitest';
import { drawElement, fromWide, inverse, ORDERS, readElements, reduce, writeElements } from '../src/index.js';

const noble = { bn254: bn254.fields.Fr, 'bls12-381': bls12_381.fields.Fr };

describe.each(['bn254', 'bls12-381'] as const)('%s', (curve) => {
  const [order, field] = [ORDERS[curve], noble[curve]];
  const edges = [0n, 1n, 2n, 2n ** 64n - 1n, 2n ** 64n, order / 2n, order - 2n, order - 1n];

  it("has noble's order", () => {
    expect(order).toBe(field.ORDER);
  });

  it('reduces integers of either sign', () => {
    for (const value of [...edges, order, order + 1n, 3n * order - 1n, -1n, -order, -order - 1n, -(2n ** 300n)]) {
      expect(reduce(value, curve)).toBe(field.create(value));
    }
  });

  it('reads what it writes, 32 bytes each, high byte first', () => {
    const bytes = writeElements(edges);
    expect(bytes.length).toBe(32 * edges.length);
    for (const [i, value] of edges.entries()) {
      const text = Buffer.from(bytes.subarray(32 * i, 32 * i + 32)).toString('hex');
      expect(text).toBe(value.toString(16).padStart(64, '0'));
    }
    expect(readElements(bytes, curve)).toEqual(edges);
    expect(readElements(bytes.subarray(32), curve), 'a view').toEqual(edges.slice(1));
    expect(readElements(new Uint8Array(), curve)).toEqual([]);
  });

  it('reads nothing where one is r or above, or bytes are over', () => {
    expect(readElements(writeElements([1n, order]), curve)).toBeUndefined();
    expect(readElements(writeElements([2n ** 256n - 1n, 1n]), curve)).toBeUndefined();
    expect(readElements(writeElements([1n]).subarray(1), curve)).toBeUndefined();
    expect(readElements(new Uint8Array(33), curve)).toBeUndefined();
  });

  it('reduces 48 bytes', () => {
    const bytes = Uint8Array.from({ length: 48 }, (_, i) => 255 - 5 * i);
    expect(fromWide(bytes, curve)).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`) % order);
    expect(fromWide(new Uint8Array(48).fill(255), curve)).toBe((2n ** 384n - 1n) % order);
    for (const length of [0, 32, 47, 49]) {
      expect(() => fromWide(new Uint8Array(length), curve)).toThrow('"bytes" expected a Uint8Array of 48');
    }
  });

  it('draws elements, in both halves and none twice', () => {
    const drawn = Array.from({ length: 100 }, () => drawElement(curve));
    expect(drawn.every((element) => element >= 0n && element < order)).toBe(true);
    expect([drawn.some((element) => element > order / 2n), drawn.some((element) => element < order / 2n)]).toEqual([
      true,
      true,
    ]);
    expect(new Set(drawn).size).toBe(100);
  });

  it('inverts all but 0', () => {
    for (const value of [...edges.slice(1), ...Array.from({ length: 20 }, () => drawElement(curve))]) {
      expect(inverse(value, curve)).toBe(field.inv(value));
    }
    expect(() => inverse(0n, curve)).toThrow('"value" expected an element other than 0, which has no inverse.');
  });
});
