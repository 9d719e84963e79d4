/**
 * What quantize, dequantize and checkRange refuse, and arrays that are not what they say.
 */
import { refusal } from '@fedzk/testkit/errors';
import { Calls, hostileValues, properties, withGetters } from '@fedzk/testkit/hostile';
import { elsewhere } from '@fedzk/testkit/realms';
import { checkRange, dequantize, type QuantizeOptions, quantize, type RangeLimits } from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';

const gradient = Float32Array.of(0.5, -0.25);
const values = Int8Array.of(3, -4);
const quantized = (input: unknown, options: unknown) => (): unknown =>
  quantize(input as Float32Array, options as QuantizeOptions);
const dequantized = (input: unknown, options: unknown) => (): unknown =>
  dequantize(input as Int8Array, options as { scale: number });
const checked = (input: unknown, limits: unknown) => (): unknown =>
  checkRange(input as Int8Array, limits as RangeLimits);

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const [good, range] = [
  { bits: 8, clip: 1 },
  { min: 0, max: 1 },
];

describe('a value that is not finite', () => {
  it.each([nan, inf, -inf])('%d: quantize says where it is', (bad) => {
    for (const at of [0, 1, 500, 999]) {
      for (const [bits, rounding] of [
        [4, 'nearest'],
        [8, 'stochastic'],
        [16, 'nearest'],
      ] as const) {
        const floats = new Float32Array(1000);
        floats[at] = bad;
        floats[999] = bad;
        const error = refusal(quantized(floats, { bits, clip: 1, rounding }));
        expect(error.code).toBe('non-finite');
        expect(error.message).toBe(`"gradient[${at}]" expected a finite number, got ${bad}.`);
      }
    }
  });
});

const floats = '"gradient" expected a Float32Array or a buffer of float32, got ';
const integers = '"values" expected an Int8Array, Int16Array, Int32Array or a buffer of integers, got ';
const numbers = '"values" expected an Int8Array, Int16Array, Int32Array, Float32Array or a buffer, got ';
const clip = '"clip" expected a finite number of at least 127 · 2^-1022, got ';
const norm = '"maxNormSq" expected an integer of 0 or more, a bigint from 2^53 on, got ';

const refused: readonly (readonly [string, () => unknown])[] = [
  [`${floats}undefined.`, quantized(undefined, good)],
  [`${floats}an array of 2.`, quantized([0.5, 1], good)],
  [`${floats}a Float64Array of 2.`, quantized(Float64Array.of(1, 2), good)],
  [`${floats}an Int8Array of 2.`, quantized(values, good)],
  [`${floats}an object.`, quantized(gradient.buffer, good)],
  ['"options" expected an object, got undefined.', quantized(gradient, undefined)],
  ['"options" expected an object, got 8.', quantized(gradient, 8)],
  ...[0, 1, 2, 7, 9, 32, -8, 8.5, nan, inf, '8', 8n, undefined, null, [8]].map(
    (bits) => [`"bits" expected 4, 8 or 16, got `, quantized(gradient, { ...good, bits })] as const,
  ),
  ...[0, -0, -1, nan, inf, -inf, 5e-324, 126 * 2 ** -1022].map(
    (bad) => [`${clip}${bad}.`, quantized(gradient, { ...good, clip: bad })] as const,
  ),
  [`${clip}"1".`, quantized(gradient, { ...good, clip: '1' })],
  [`${clip}1n.`, quantized(gradient, { ...good, clip: 1n })],
  [`${clip}undefined.`, quantized(gradient, { bits: 8 })],
  [`${clip}an object.`, quantized(gradient, { ...good, clip: { valueOf: () => 1 } })],
  [`${clip}a symbol.`, quantized(gradient, { ...good, clip: Symbol('1') })],
  ...['up', '', 'Nearest', null, 1].map(
    (rounding) =>
      [`"rounding" expected "nearest" or "stochastic", got `, quantized(gradient, { ...good, rounding })] as const,
  ),
  [`${integers}a Float32Array of 2.`, dequantized(gradient, { scale: 1 })],
  [`${integers}a Uint8Array of 2.`, dequantized(new Uint8Array(2), { scale: 1 })],
  [`${integers}an array of 1.`, dequantized([1], { scale: 1 })],
  [`${integers}undefined.`, dequantized(undefined, { scale: 1 })],
  ['"options" expected an object, got 1.', dequantized(values, 1)],
  ...[0, -0, -1, nan, inf, '1', 1n, undefined].map(
    (scale) => ['"scale" expected a finite number above 0, got ', dequantized(values, { scale })] as const,
  ),
  ...[0, -1, 1.5, nan, inf, 2 ** 53, '1', 1n, null].map(
    (count) => ['"count" expected an integer of 1 or more, got ', dequantized(values, { scale: 1, count })] as const,
  ),
  [`${numbers}a Float64Array of 1.`, checked(Float64Array.of(1), range)],
  [`${numbers}a Uint8ClampedArray of 1.`, checked(new Uint8ClampedArray(1), range)],
  [`${numbers}a BigInt64Array of 1.`, checked(new BigInt64Array(1), range)],
  [`${numbers}an array of 0.`, checked([], range)],
  [`${numbers}null.`, checked(null, range)],
  ['"limits" expected an object, got undefined.', checked(values, undefined)],
  ...[nan, '0', 0n, undefined, null].map(
    (min) => ['"min" expected a number, got ', checked(values, { ...range, min })] as const,
  ),
  ...[nan, -1, -inf, '1', 1n, undefined].map(
    (max) => ['"max" expected a number of 0 or more, got ', checked(values, { min: 0, max })] as const,
  ),
  ...[-1, -1n, 1.5, nan, 2 ** 53, '1', null, {}].map(
    (maxNormSq) => [norm, checked(values, { ...range, maxNormSq })] as const,
  ),
  [`${norm}a bigint of more than 128 bits.`, checked(values, { ...range, maxNormSq: -(1n << 99_999n) })],
  ...[-1, -1n, nan, '1', null].map(
    (maxNormSq) =>
      ['"maxNormSq" expected a number of 0 or more, got ', checked(gradient, { ...range, maxNormSq })] as const,
  ),
];

describe('a wrong argument', () => {
  it.each(refused)('%s', (message, call) => {
    const error = refusal(call);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(message);
  });
});

describe('an array that is not what it says', () => {
  const calls = new Calls();

  it.each(hostileValues(calls))('%s is refused', (name, value) => {
    expect(refusal(quantized(value, good)).code).toBe('invalid-argument');
    if (!name.startsWith('signed bytes')) {
      expect(refusal(dequantized(value, { scale: 1 })).code).toBe('invalid-argument');
      expect(refusal(checked(value, range)).code).toBe('invalid-argument');
    }
    expect(calls.count).toBe(0);
  });

  it('counts for its slots: a length that lies would write past a buffer of the module', () => {
    const names = ['length', 'byteLength', 'byteOffset', 'buffer', 'subarray', 'constructor', Symbol.iterator];
    class Lying extends Int8Array {}
    Object.defineProperties(Lying.prototype, Object.getOwnPropertyDescriptors(withGetters(names, calls)));
    const lying = Object.defineProperties(Float32Array.from(gradient), properties({ length: 1 }));
    const longer = Object.defineProperties(Float32Array.from(gradient), properties({ length: 1e6 }));
    for (const rounding of ['nearest', 'stochastic'] as const) {
      for (const input of [lying, longer]) {
        expect(quantize(input, { bits: 8, clip: 0.5, rounding }).values[0]).toBe(127);
        expect(quantize(input, { bits: 8, clip: 0.5, rounding }).values.length).toBe(2);
      }
    }
    expect([...dequantize(new Lying(values), { scale: 1 })]).toEqual([3, -4]);
    expect(checkRange(new Lying(values), { min: -4, max: 3 })).toMatchObject({ ok: true, normSq: 25n });
    const disguised = Object.setPrototypeOf(Int16Array.of(300, -400), Int8Array.prototype);
    expect(checkRange(disguised, { min: -400, max: 300 })).toMatchObject({ ok: true, normSq: 250_000n });
    expect(calls.count).toBe(0);
  });

  it('may be of another realm or in shared memory', () => {
    expect(quantize(elsewhere('Float32Array.of(0.5)'), { bits: 8, clip: 1 }).values.constructor).toBe(Int8Array);
    expect(checkRange(elsewhere('Int16Array.of(3, 4)'), { min: 3, max: 4 }).normSq).toBe(25n);
    const shared = new Int32Array(new SharedArrayBuffer(16), 8);
    shared.set([3, 4]);
    expect(checkRange(shared, { min: 3, max: 4 }).normSq).toBe(25n);
    expect([...dequantize(shared, { scale: 0.5 })]).toEqual([1.5, 2]);
  });

  it('is refused where its memory is gone', () => {
    const detached = Int32Array.of(1, 2);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const buffer = new ArrayBuffer(16, { maxByteLength: 16 });
    const shrunk = [new Int8Array(buffer, 8), new Int8Array(buffer, 8, 4)] as const;
    buffer.resize(10);
    expect(checkRange(shrunk[0], range)).toMatchObject({ ok: true, min: 0, max: 0 });
    buffer.resize(4);
    for (const gone of [detached, ...shrunk]) {
      expect(refusal(checked(gone, range)).code).toBe('invalid-argument');
      expect(refusal(dequantized(gone, { scale: 1 })).code).toBe('invalid-argument');
    }
    buffer.resize(16);
    expect(dequantize(shrunk[0], { scale: 1 }).length).toBe(8);
  });
});
