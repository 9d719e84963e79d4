/**
 * Buffers in the module's memory: the same results as of arrays, and views that end before they could show what is
 * somebody else's.
 */

import { refusal } from '@fedzk/testkit/errors';
import { Dice } from '@fedzk/testkit/random';
import { createVerifier } from '@fedzk/verify';
import {
  checkRange,
  createQuantBuffer,
  dequantize,
  type NumberType,
  type QuantBuffer,
  type QuantizeOptions,
  quantize,
} from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';
import { slice } from './support/vectors.js';

const TYPES = [
  ['int8', Int8Array],
  ['int16', Int16Array],
  ['int32', Int32Array],
  ['float32', Float32Array],
] as const;

/** Around rows of 16 and blocks of 4,096. */
const LENGTHS = [0, 1, 15, 16, 17, 4095, 4096, 4097, 10_000] as const;

function gradientOf(length: number): Float32Array {
  const random = new Dice(length);
  return Float32Array.from({ length }, () => random.word() / 2 ** 31 - 1);
}

function filled<Type extends NumberType>(type: Type, values: ArrayLike<number>): QuantBuffer<Type> {
  const buffer = createQuantBuffer(type, values.length);
  buffer.view().set(values);
  return buffer;
}

describe('a buffer', () => {
  it.each(TYPES)('of %s is an array of zeros, in memory of its own', (type, Kind) => {
    for (const length of [0, 1, 3, 100_000]) {
      using buffer = createQuantBuffer(type, length);
      using other = createQuantBuffer(type, length);
      expect([buffer.type, buffer.length]).toEqual([type, length]);
      const view = buffer.view();
      expect(view).toBeInstanceOf(Kind);
      expect(view.length).toBe(length);
      expect(view.every((x) => x === 0)).toBe(true);
      view.fill(7);
      expect(other.view().every((x) => x === 0)).toBe(true);
      expect(buffer.view().every((x) => x === 7)).toBe(true);
    }
  });

  it('holds zeros where another was', () => {
    for (const value of [3, 5]) {
      using buffer = createQuantBuffer('int32', 1000);
      expect(buffer.view().every((x) => x === 0)).toBe(true);
      buffer.view().fill(value);
    }
  });

  const makers: readonly (readonly [string, unknown, unknown])[] = [
    ['"type" expected "int8", "int16", "int32" or "float32", got "uint8".', 'uint8', 1],
    ['"type" expected "int8", "int16", "int32" or "float32", got undefined.', undefined, 1],
    ['"type" expected "int8", "int16", "int32" or "float32", got "toString".', 'toString', 1],
    ...[-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', 1n, undefined].map(
      (length) => ['"length" expected an integer of 0 or more, got ', 'int8', length] as const,
    ),
    ...([2 ** 31, 2 ** 32 - 64, 2 ** 32, 2 ** 53 - 1] as const).map(
      (length) =>
        [
          `"length" expected no more numbers than the module's memory can hold, got ${length} of int8`,
          'int8',
          length,
        ] as const,
    ),
    [`"length" expected no more numbers than the module's memory can hold, got ${2 ** 30} of int32`, 'int32', 2 ** 30],
  ];

  it.each(makers)('%s', (message, type, length) => {
    const error = refusal(() => createQuantBuffer(type as 'int8', length as number));
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(message);
  });
});

describe.each(LENGTHS)('with %i values', (length) => {
  const gradient = gradientOf(length);

  it.each([4, 8, 16] as const)('quantize to %i bits gives what it gives of arrays', (bits) => {
    const options = { bits, clip: 0.9 };
    const expected = quantize(gradient, options);
    using source = filled('float32', gradient);
    using into = bits === 16 ? createQuantBuffer('int16', length) : createQuantBuffer('int8', length);
    expect(quantize(source, options)).toStrictEqual(expected);
    for (const input of [source, gradient]) {
      const { values, ...rest } = quantize(input, { ...options, into });
      expect({ ...rest, values: values.slice() }).toStrictEqual(expected);
      expect(values.buffer).toBe(into.view().buffer);
      expect(values.byteOffset).toBe(into.view().byteOffset);
      into.view().fill(1);
    }
    expect(source.view()).toEqual(gradient);
  });

  it('stochastic rounding takes buffers too', () => {
    using source = filled('float32', gradient);
    using into = createQuantBuffer('int8', length);
    const { values, normSq } = quantize(source, { bits: 8, clip: 127, rounding: 'stochastic', into });
    expect(gradient.findIndex((x, i) => Math.abs(x - (values[i] ?? 9)) >= 1)).toBe(-1);
    expect(checkRange(values, { min: -1, max: 1 })).toMatchObject({ ok: true, normSq });
  });

  it.each(TYPES)('checkRange of %s says what it says of arrays', (type, Kind) => {
    const values = new Kind(Array.from(gradient, (x) => (type === 'float32' ? x : Math.trunc(x * 1000))));
    using buffer: QuantBuffer = filled(type, values);
    for (const limits of [
      { min: -128, max: 127 },
      { min: -0.5, max: 0.5, maxNormSq: 10 },
    ]) {
      expect(checkRange(buffer, limits)).toStrictEqual(checkRange(values, limits));
    }
  });

  const [int8, int16, int32] = TYPES;
  it.each([int8, int16, int32])('dequantize of %s gives what it gives of arrays', (type, Kind) => {
    const values = new Kind(Array.from(gradient, (x) => Math.trunc(x * 1000)));
    using buffer: QuantBuffer<'int8' | 'int16' | 'int32'> = filled(type, values);
    using into = createQuantBuffer('float32', length);
    const expected = dequantize(values, { scale: 0.3, count: 7 });
    expect(dequantize(buffer, { scale: 0.3, count: 7 })).toStrictEqual(expected);
    const view = dequantize(buffer, { scale: 0.3, count: 7, into });
    expect(view.slice()).toStrictEqual(expected);
    expect(view.buffer).toBe(into.view().buffer);
  });
});

describe('refused arguments', () => {
  const gradient = gradientOf(10);
  const buffers = TYPES.map(([type]) => createQuantBuffer(type, 10)) as [
    QuantBuffer,
    QuantBuffer,
    QuantBuffer,
    QuantBuffer,
  ];
  const [int8, int16, int32, float32] = buffers;
  const short = createQuantBuffer('int8', 9);
  const into =
    (target: unknown, bits: number = 8) =>
    (): unknown =>
      quantize(gradient, { bits, clip: 1, into: target } as QuantizeOptions);

  it.each<readonly [string, () => unknown]>([
    ['"into" expected a buffer of 10 numbers of int8', into(int16)],
    ['"into" expected a buffer of 10 numbers of int16', into(int8, 16)],
    ['"into" expected a buffer of 10 numbers of int8', into(float32, 4)],
    ['"into" expected a buffer of 10 numbers of int8', into(short)],
    ['"into" expected a buffer of 10 numbers of int8', into(new Int8Array(10))],
    ['"into" expected a buffer of 10 numbers of int8', into(null)],
    ['"into" expected a buffer of 10 numbers of int8', into({ ...int8 })],
    ['"into" expected a buffer of 10 numbers of int8', into(Object.create(int8))],
    ['"into" expected a buffer of 10 numbers of int8', into(new Proxy(int8, {}))],
    [
      '"into" expected a buffer of 10 numbers of float32',
      () => dequantize(int8 as never, { scale: 1, into: int32 as never }),
    ],
    ['"gradient" expected a Float32Array or a buffer of float32', () => quantize(int8 as never, { bits: 8, clip: 1 })],
    ['"values" expected an Int8Array', () => dequantize(float32 as never, { scale: 1 })],
    ['"values" expected an Int8Array', () => checkRange(Object.create(int8), { min: 0, max: 1 })],
  ])('%s', (message, call) => {
    const error = refusal(call);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(message);
  });

  it('a value that is not finite, by its place', () => {
    using source = filled('float32', gradient);
    source.view()[7] = Number.NaN;
    const error = refusal(() => quantize(source, { bits: 8, clip: 1, into: int8 as QuantBuffer<'int8'> }));
    expect(error).toMatchObject({ code: 'non-finite', message: '"gradient[7]" expected a finite number, got NaN.' });
  });
});

describe('after dispose', () => {
  it('a buffer is refused by everything, and its views are empty', () => {
    for (const [type] of TYPES) {
      const buffer = createQuantBuffer(type, 1000);
      const whole = buffer.view();
      const part = whole.subarray(5, 10);
      buffer.dispose();
      buffer.dispose();
      buffer[Symbol.dispose]();
      expect([whole.length, part.length, whole.byteLength]).toEqual([0, 0, 0]);
      whole[0] = 1;
      expect(whole[0]).toBeUndefined();
      for (const call of [
        () => buffer.view(),
        () => checkRange(buffer, { min: 0, max: 1 }),
        () => quantize(buffer as never, { bits: 8, clip: 1 }),
        () => quantize(new Float32Array(1000), { bits: 8, clip: 1, into: buffer as never }),
        () => dequantize(buffer as never, { scale: 1 }),
      ]) {
        expect(refusal(call)).toMatchObject({ code: 'disposed', message: /disposed of; create a new one/ });
      }
      expect([buffer.type, buffer.length]).toEqual([type, 1000]);
    }
  });

  it('other buffers have their numbers, by a new view', () => {
    using kept = filled('int16', [1, 2, 3]);
    const old = kept.view();
    createQuantBuffer('float32', 10).dispose();
    expect(old.length).toBe(0);
    expect([...kept.view()]).toEqual([1, 2, 3]);
  });
});

it('a view ends when memory grows, and the numbers are still there', () => {
  using buffer = filled('float32', [0.5, -0.5]);
  const old = buffer.view();
  const { buffer: before } = old;
  const others: QuantBuffer[] = [];
  while (buffer.view().buffer === before) others.push(createQuantBuffer('int8', 2 ** 20));
  expect([old.length, old.byteLength]).toEqual([0, 0]);
  expect([...buffer.view()]).toEqual([0.5, -0.5]);
  expect(checkRange(buffer, { min: -0.5, max: 0.5 }).ok).toBe(true);
  for (const other of others) other.dispose();
});

it('arrays, verifiers and buffers come and go beside each other', () => {
  using gradient = filled('float32', gradientOf(5000));
  const expected = checkRange(gradient, { min: -1, max: 1 });
  for (let i = 0; i < 20; i++) {
    using verifier = createVerifier(slice.verificationKey);
    using other = filled('int32', new Int32Array(i * 1000).fill(i));
    expect(verifier.verify(slice.proof, slice.publicSignals)).toBe(true);
    expect(checkRange(new Float32Array(i * 999), { min: 0, max: 0 }).ok).toBe(true);
    expect(checkRange(other, { min: i, max: i }).ok).toBe(true);
    expect(checkRange(gradient, { min: -1, max: 1 })).toEqual(expected);
  }
});

it("an array that shares the module's memory is copied before it is used", () => {
  using buffer = filled('float32', gradientOf(3000));
  const part = buffer.view().subarray(1, 2001);
  const copy = part.slice();
  expect(checkRange(part, { min: -1, max: 1 })).toEqual(checkRange(copy, { min: -1, max: 1 }));
});
