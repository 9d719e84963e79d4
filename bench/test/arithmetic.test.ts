import { describe, expect, it } from 'vitest';
import { arithmetics } from '../src/arithmetic/all.js';
import type { Loop } from '../src/arithmetic/library.js';
import { expected, OPERATION_NAMES, operands } from '../src/arithmetic/operation.js';
import { judged } from '../src/cases/curves.js';
import { CURVE_NAMES, CURVES } from '../src/curves.js';

/** What a library has no public way to do. */
const MISSING: Readonly<Record<string, readonly string[]>> = { ffjavascript: ['preparedPairing'] };

// One curve after the other: mcl is of one at a time.
describe.each(CURVE_NAMES)('%s', (curve) => {
  it('has operands that are long, and the same each time', async () => {
    const own = await operands(curve);
    expect(await operands(curve)).toEqual(own);
    expect(own.scalar).toBeLessThan(CURVES[curve].r);
    expect(own.scalar.toString(2).length).toBe(CURVES[curve].r.toString(2).length);
    expect(new Set([own.fp, own.fp2, own.fp12, own.g1, own.g2].flat(2)).size).toBe(2 * (1 + 2 + 12 + 2 + 4));
  });

  it.each(arithmetics())('$name computes what noble does', async ({ name, start }) => {
    const own = await operands(curve);
    const loops = await start(curve, own);
    expect(OPERATION_NAMES.filter((operation) => loops[operation] === undefined)).toEqual(MISSING[name] ?? []);
    for (const operation of OPERATION_NAMES) {
      const loop = loops[operation];
      if (loop === undefined) continue;
      for (const [times, total] of [
        [1, 1],
        [2, 3],
        [14, 17],
      ] as const) {
        loop.run(times);
        expect(loop.value(), `${operation}, ${total} times`).toEqual(await expected(operation, curve, own, total));
      }
    }
  });
});

describe('a loop', () => {
  it('that is wrong is not timed', async () => {
    const own = await operands('bn254');
    const [a] = own.fp;
    const idle: Loop = { run() {}, value: () => a };
    await expect(judged('idle', idle, 'fpProduct', 'bn254', own)).rejects.toThrow('idle: fpProduct on bn254 is wrong');
  });

  it('that becomes wrong while it is timed is found out', async () => {
    const own = await operands('bn254');
    let total = 0;
    let right = await expected('fpProduct', 'bn254', own, 1);
    const values = [right, await expected('fpProduct', 'bn254', own, 3)];
    const tiring: Loop = {
      run(times) {
        total += times;
        right = values[total === 1 ? 0 : 1] as typeof right;
        for (const end = performance.now() + 4; total > 3 && performance.now() < end; );
      },
      value: () => right,
    };
    const { sample, judge } = await judged('tiring', tiring, 'fpProduct', 'bn254', own);
    expect(sample()).toBe(true);
    await expect(judge()).rejects.toThrow('tiring: fpProduct on bn254 is wrong');
  });
});
