/** What a quantizer refuses, and that it is as it was then; its residual's life. */

import { code, errorOf } from '@fedzk/testkit/errors';
import { describe, expect, it, vi } from 'vitest';
import { createQuantizer, type QuantizerOptions } from '../src/index.js';

const refusal = (call: () => unknown): string | undefined => errorOf(call)?.message;

describe('options', () => {
  it.each([
    [{ bits: 5 }, /^"bits" expected 4, 8 or 16, got 5\.$/],
    [{ bits: '8' }, /^"bits"/],
    [{ clip: 0 }, /^"clip" expected a finite number of at least 127 · 2\^-126, or clipNorm in its place, got 0\.$/],
    [{ clip: undefined }, /^"clip" .* got undefined\.$/],
    [{ clip: Number.NaN }, /^"clip"/],
    [{ clip: Number.POSITIVE_INFINITY }, /^"clip"/],
    [{ clip: -1 }, /^"clip"/],
    [{ clip: '1' }, /^"clip"/],
    [{ clip: 126 * 2 ** -126 }, /^"clip"/],
    [{ clipNorm: 0 }, /^"clipNorm" expected a finite number above 0, got 0\.$/],
    [{ clipNorm: Number.NaN }, /^"clipNorm"/],
    [{ clipNorm: '1' }, /^"clipNorm"/],
    [{ rounding: 'up' }, /^"rounding" expected "nearest" or "stochastic", got "up"\.$/],
    [{ errorFeedback: 1 }, /^"errorFeedback" expected true or false, got 1\.$/],
    [{ maxNormSq: 0n }, /^"maxNormSq" expected a bigint of 1 or more, got 0n\.$/],
    [{ maxNormSq: 100 }, /^"maxNormSq"/],
  ])('%o', (wrong, message) => {
    const options = { bits: 8, clip: 1, ...wrong } as QuantizerOptions;
    expect(code(() => createQuantizer(options))).toBe('invalid-argument');
    expect(refusal(() => createQuantizer(options))).toMatch(message);
  });

  it('that are none', () => {
    expect(code(() => createQuantizer(null as never))).toBe('invalid-argument');
  });

  it('at their edges', () => {
    expect(createQuantizer({ bits: 8, clip: 127 * 2 ** -126 }).scale).toBe(2 ** -126);
    expect(createQuantizer({ bits: 8, clip: Number.MAX_VALUE }).scale).toBe(Number.MAX_VALUE / 127);
    expect(createQuantizer({ bits: 4, clipNorm: 7 }).scale).toBe(1);
    expect(createQuantizer({ bits: 4, clip: 14, clipNorm: 7 }).scale).toBe(2);
    const { normSq } = createQuantizer({ bits: 8, clip: 1, maxNormSq: 2n ** 2000n }).quantize(Float32Array.of(9));
    expect(normSq).toBe(127n ** 2n);
  });
});

describe('an update', () => {
  const make = () => createQuantizer({ bits: 8, clip: 1, errorFeedback: true, clipNorm: 1, maxNormSq: 9_000n });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('with %d', (wrong) => {
    const quantizer = make();
    quantizer.quantize(Float32Array.of(0.1, 0.2, 0.3));
    const before = quantizer.save();
    const update = Float32Array.of(1, wrong, Number.NaN);
    expect(code(() => quantizer.quantize(update))).toBe('non-finite');
    expect(refusal(() => quantizer.quantize(update))).toBe(`"update[1]" expected a finite number, got ${wrong}.`);
    expect(quantizer.save()).toEqual(before);
  });

  it('of another length', () => {
    const quantizer = make();
    quantizer.quantize(Float32Array.of(0.1, 0.2, 0.3));
    const before = quantizer.save();
    expect(code(() => quantizer.quantize(new Float32Array(2)))).toBe('invalid-argument');
    expect(refusal(() => quantizer.quantize(new Float32Array(4)))).toMatch(
      /^"update" expected 3 values as before, got 4;/,
    );
    expect(quantizer.save()).toEqual(before);
    quantizer.clear();
    expect(quantizer.quantize(new Float32Array(2)).values.length).toBe(2);
    const forgetful = createQuantizer({ bits: 8, clip: 1 });
    expect([3, 2].map((length) => forgetful.quantize(new Float32Array(length)).values.length)).toEqual([3, 2]);
  });

  it.each([undefined, [0.1], new Float64Array(3), Int8Array.of(1), 'x'])('that is no Float32Array: %s', (update) => {
    expect(refusal(() => make().quantize(update as never))).toMatch(/^"update" expected a Float32Array, got/);
  });

  it('whose largest values are float32s largest', () => {
    const huge = (2 - 2 ** -23) * 2 ** 127;
    const quantizer = createQuantizer({ bits: 8, clip: 1, errorFeedback: true });
    // The residual and the update together are no float32 any more.
    for (let round = 0; round < 3; round++)
      expect([...quantizer.quantize(Float32Array.of(huge)).values]).toEqual([127]);
    expect(quantizer.save()[0]).toBe(3 * huge);
  });
});

describe('a residual', () => {
  const make = () => createQuantizer({ bits: 4, clip: 7, errorFeedback: true });
  const update = Float32Array.of(0.25, -0.75, 9);

  it('is saved and restored, by copies', () => {
    const quantizer = make();
    quantizer.quantize(update);
    const saved = quantizer.save();
    expect([...saved]).toEqual([0.25, 0.25, 2]);
    const next = [...quantizer.quantize(update).values];
    saved[0] = 5;
    expect([...quantizer.save()][0]).not.toBe(5);

    const other = make();
    const restored = Float64Array.of(0.25, 0.25, 2);
    other.restore(restored);
    restored.fill(100);
    expect([...other.quantize(update).values]).toEqual(next);
    expect(other.save()).toEqual(quantizer.save());
  });

  it('goes back to before an update that was not taken', () => {
    const quantizer = make();
    const before = quantizer.save();
    quantizer.quantize(update);
    quantizer.restore(before);
    expect(quantizer.save().length).toBe(0);
    expect([...quantizer.quantize(update).values]).toEqual([0, -1, 7]);
  });

  it('is nothing but finite numbers', () => {
    expect(refusal(() => make().restore(Float64Array.of(1, Number.NaN)))).toMatch(/^"residual\[1\]" expected a finite/);
    expect(refusal(() => make().restore(Float32Array.of(1) as never))).toMatch(/^"residual" expected a Float64Array/);
    const without = createQuantizer({ bits: 4, clip: 7 });
    expect(refusal(() => without.restore(Float64Array.of(1)))).toMatch(/^"residual" expected nothing/);
    without.restore(without.save());
  });

  it.each(['clear', 'dispose'] as const)('is zeroed by %s', (end) => {
    const quantizer = make();
    quantizer.quantize(update);
    const fill = vi.spyOn(Float64Array.prototype, 'fill');
    quantizer[end]();
    const zeroed = fill.mock.contexts as Float64Array[];
    fill.mockRestore();
    expect(zeroed.map((array) => [...array])).toEqual([[0, 0, 0]]);
    if (end === 'clear') expect(quantizer.save().length).toBe(0);
  });

  it('and what was made of the update on the way is zeroed', () => {
    const quantizer = make();
    const fills = [Float32Array, Float64Array].map((kind) => vi.spyOn(kind.prototype, 'fill'));
    quantizer.quantize(update);
    const zeroed = fills.flatMap((fill) => fill.mock.contexts as Float32Array[]);
    for (const fill of fills) fill.mockRestore();
    expect(zeroed.filter(({ length }) => length === 3).length).toBe(2);
    expect(zeroed.every((array) => array.every((value) => value === 0))).toBe(true);
    expect([...update]).toEqual([0.25, -0.75, 9]);
  });

  it('ends with the quantizer', () => {
    const quantizer = make();
    quantizer.quantize(update);
    quantizer[Symbol.dispose]();
    quantizer.dispose();
    for (const call of [
      () => quantizer.quantize(update),
      () => quantizer.restore(new Float64Array()),
      () => quantizer.save(),
      () => quantizer.clear(),
    ]) {
      expect(code(call)).toBe('disposed');
    }
  });
});
