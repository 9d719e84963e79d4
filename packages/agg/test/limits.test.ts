/** What a level's circuit has room for: against the counts of the compiled circuits, and the levels that provers know. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SECURITY_LEVELS } from '../../prove/src/levels.js';
import { constraints, largestCount, largestNormSq } from '../src/protocol/limits.js';
import { make } from './support/options.js';

interface Instance {
  readonly name: string;
  readonly template: string;
  readonly parameters: { readonly n: number; readonly b: number; readonly h: number };
  readonly constraints: { readonly nonLinear: number; readonly linear: number };
}

const instances = (
  JSON.parse(readFileSync(new URL('../../circuits/circuits.json', import.meta.url), 'utf8')) as Instance[]
).filter(({ template }) => template === 'GradientUpdate');

it.each(instances)(
  '$name has as many constraints as are counted here',
  ({ parameters: { n, b, h }, constraints: found }) => {
    expect(found).toEqual({ nonLinear: constraints(n, b, h), linear: 0 });
  },
);

// packages/circuits/README.md has the last of these, compiled too.
it('of 16 bits as well', () => {
  expect(constraints(4_500, 16, 10)).toBe(97_539);
});

describe.each(['standard', 'enhanced'] as const)('the level %s', (level) => {
  const { capacity } = SECURITY_LEVELS[level];

  it('has room for as many values of 8 bits as it says', () => {
    expect(largestCount(level, 8, 10)).toBe(capacity);
  });

  it('has room for more shorter values and fewer longer ones, all of which fit and one more of which does not', () => {
    const most = constraints(capacity, 8, 10);
    const counts = [4, 8, 16].map((bits) =>
      [1, 2, 3, 5, 8, 10, 13, 16].map((headroom) => {
        const n = largestCount(level, bits, headroom);
        expect(constraints(n, bits, headroom)).toBeLessThanOrEqual(most);
        for (const more of [1, 2, 10]) expect(constraints(n + more, bits, headroom)).toBeGreaterThan(most);
        return n;
      }),
    );
    for (const [longer, shorter] of [counts[1], counts[2]].map((row, i) => [row ?? [], counts[i] ?? []] as const)) {
      for (const [i, n] of longer.entries()) expect(n).toBeLessThan(shorter[i] ?? 0);
    }
    for (const row of counts) expect(row).toEqual([...row].sort((a, b) => b - a));
  });

  it('takes no task of more values a proof, however many parts it has', () => {
    const options = { level, headroom: 10, clients: undefined, parts: 3 };
    expect(make({ ...options, n: capacity }).n).toBe(capacity);
    for (const n of [capacity + 1, 10 * capacity, 2 ** 32 - 1]) {
      const message = `"n" expected ${capacity} at most, for which the key of the level ${level} has room, got ${n}.`;
      expect(() => make({ ...options, n })).toThrow(message);
    }
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
  expect(largestNormSq(n, bits)).toBe(most);
});

it.each([
  [1, 4, 63n],
  [5, 8, 81_920n],
  [3, 16, 3_221_225_472n],
] as const)('a task of %i values of %i bits has a norm up to %i', (n, bits, most) => {
  const takes = (maxNormSq: bigint): bigint => make({ n, bits, maxNormSq, clients: undefined }).maxNormSq;
  expect([takes(most - 1n), takes(most)]).toEqual([most - 1n, most]);
  expect(() => takes(most + 1n)).toThrow('"maxNormSq" expected');
});
