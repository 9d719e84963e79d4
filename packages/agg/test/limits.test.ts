/** What a level's key has room for. */
import { constraints } from '@fedzk/statement';
import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../src/protocol/task.js';
import { make } from './support/options.js';

describe.each(['standard', 'enhanced', 'maximum'] as const)('the level %s', (level) => {
  const { capacity } = SECURITY_LEVELS[level];

  it('has room for as many values of 8 bits as it says', () => {
    expect(capacityOf(level, { bits: 8, headroom: 10 })).toBe(capacity);
  });

  it('has room for more shorter values and fewer longer ones: all fit, and one more does not', () => {
    const most = constraints({ n: capacity, bits: 8, headroom: 10 });
    const counts = ([4, 8, 16] as const).map((bits) =>
      [1, 2, 3, 5, 8, 10, 13, 16].map((headroom) => {
        const n = capacityOf(level, { bits, headroom });
        expect(constraints({ n, bits, headroom })).toBeLessThanOrEqual(most);
        for (const more of [1, 2, 10]) expect(constraints({ n: n + more, bits, headroom })).toBeGreaterThan(most);
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

it.each([
  [1, 4, 63n],
  [5, 8, 81_920n],
  [3, 16, 3_221_225_472n],
] as const)('a task of %i values of %i bits has a norm up to %i', (n, bits, most) => {
  const takes = (maxNormSq: bigint): bigint => make({ n, bits, maxNormSq, clients: undefined }).maxNormSq;
  expect([takes(most - 1n), takes(most)]).toEqual([most - 1n, most]);
  expect(() => takes(most + 1n)).toThrow('"maxNormSq" expected');
});
