import { describe, expect, it } from 'vitest';
import { measureQuant } from '../src/measurements/quant.js';
import { checkFloats, checkIntegers, fresh, quantize } from '../src/quant/loops.js';
import { operations } from '../src/quant/operations.js';

describe('plain loops', () => {
  it('find by example', () => {
    const floats = Float32Array.of(0.5, Number.NaN, -2, Number.NEGATIVE_INFINITY, 3);
    const found = { firstViolation: 1, violations: 3, nonFinite: 2, min: -2, max: 3, normSq: 13.25 };
    expect(fresh(checkFloats)(floats, -2, 2)).toEqual(found);
    const integers = { firstViolation: 1, violations: 1, nonFinite: 0, min: -4, max: 3, normSq: 25 };
    expect(fresh(checkIntegers)(Int16Array.of(3, -4), 0, 3)).toEqual(integers);
  });

  it('quantize by example, ties to even', () => {
    const out = new Int8Array(5);
    expect(quantize(Float32Array.of(0.5, 1.5, -2.5, 200, -128), 127, 127, out)).toEqual({ clipped: 2, normSq: 32266 });
    expect([...out]).toEqual([0, 2, -2, 127, -127]);
    expect(quantize(Float32Array.of(1, Number.NaN), 127, 1, out)).toBe(1);
  });
});

describe('an operation', () => {
  it.each(operations(3000).map((operation) => [operation.name, operation] as const))(
    '%s: tells results apart',
    (_, own) => {
      const [arrays, ours] = [own.arrays(), own.ours()];
      expect(own.same(ours, arrays)).toBe(true);
      expect(own.same(ours, own.loop())).toBe(true);
      const [found, wrong] = [arrays as Record<string, unknown>, structuredClone(arrays) as Record<string, unknown>];
      if ('values' in found) (wrong.values as Int8Array)[2999] = 100;
      else wrong.violations = -1;
      expect(own.same(ours, wrong)).toBe(false);
    },
  );
});

it('measures them all', async () => {
  const results = await measureQuant({ length: 2000, rounds: 2, warmUp: 0 });
  expect(results.length).toBe(9);
  for (const { operation, ms, read, written, inputBandwidth, totalBandwidth } of results) {
    expect(
      Object.values(ms).every(({ median }) => median > 0),
      operation,
    ).toBe(true);
    expect(totalBandwidth.median / inputBandwidth.median).toBeCloseTo((read + written) / (2 * read));
  }
});
