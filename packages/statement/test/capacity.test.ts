/** How many values a circuit has room for, against the counts of the compiled circuits. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constraints, largestCount, largestNormSq } from '../src/index.js';

interface Instance {
  readonly name: string;
  readonly template: string;
  readonly parameters: { readonly n: number; readonly b: number; readonly h: number };
  readonly constraints: { readonly nonLinear: number; readonly linear: number };
}

const instances = (
  JSON.parse(readFileSync(new URL('../../circuits/circuits.json', import.meta.url), 'utf8')) as Instance[]
).filter(({ template }) => template === 'GradientUpdate');

it.each(instances)('$name has as many constraints as are counted here', ({ parameters, constraints: found }) => {
  const { n, b, h } = parameters;
  expect(found).toEqual({ nonLinear: constraints({ n, bits: b, headroom: h }), linear: 0 });
});

// circuits/README.md has the last of these, compiled too.
it('of 16 bits as well', () => {
  expect(constraints({ n: 4_500, bits: 16, headroom: 10 })).toBe(97_539);
});

describe('the largest count', () => {
  it.each([
    [1_000, 64],
    [10_000, 812],
    [100_000, 8_343],
  ])('%i constraints have room for %i values of 8 bits', (most, n) => {
    expect(largestCount(most, { bits: 8, headroom: 10 })).toBe(n);
  });

  it('fits, and one more does not, in every layout', () => {
    for (const most of [400, 1_000, 9_715, 98_386, 2 ** 28]) {
      for (const bits of [4, 8, 16]) {
        for (let headroom = 1; headroom <= 16; headroom++) {
          const n = largestCount(most, { bits, headroom });
          expect(constraints({ n, bits, headroom })).toBeLessThanOrEqual(most);
          for (const more of [1, 2, 10]) {
            expect(constraints({ n: n + more, bits, headroom })).toBeGreaterThan(most);
          }
        }
      }
    }
  });

  it('is 0 where not even one value fits', () => {
    const one = constraints({ n: 1, bits: 8, headroom: 10 });
    expect(largestCount(one, { bits: 8, headroom: 10 })).toBe(1);
    expect(largestCount(one - 1, { bits: 8, headroom: 10 })).toBe(0);
    expect(largestCount(1, { bits: 8, headroom: 10 })).toBe(0);
  });
});

// min(n·4^(b−1), 2^w − 1), by hand: the slack's w bits hold one less than a power of two values can reach.
it.each([
  [1, 4, 63n],
  [2, 4, 127n],
  [3, 4, 192n],
  [4, 4, 255n],
  [5, 8, 81_920n],
  [8, 8, 131_071n],
  [650, 8, 10_649_600n],
  [1, 16, 1_073_741_823n],
  [3, 16, 3_221_225_472n],
  [2 ** 31, 4, 137_438_953_471n],
  [2 ** 31 + 1, 4, 137_438_953_536n],
  [2 ** 32 - 1, 16, 4_611_686_017_353_646_080n],
] as const)('the largest norm of %i values of %i bits is %i', (n, bits, most) => {
  expect(largestNormSq({ n, bits, headroom: 10 })).toBe(most);
});
