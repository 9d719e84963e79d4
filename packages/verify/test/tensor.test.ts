import { elsewhere } from '@fedzk/testkit/realms';
import { type LayersOptions, type TensorOptions, tensorSchema } from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** What is wrong with a value, as lines of path and code. Empty for a valid one, of which the same object comes out. */
function wrong(value: unknown, options: TensorOptions | LayersOptions = {}): string[] {
  const before = shape(value);
  const result = tensorSchema(options as TensorOptions)['~standard'].validate(value);
  expect(shape(value)).toEqual(before);
  if (result.issues === undefined) {
    expect(result.value).toBe(value);
    return [];
  }
  expect(result.issues.length).toBeGreaterThan(0);
  return result.issues.map(({ path, code }) => `${path.join('.')} ${code}`.trim());
}

/** A copy, which tells whether a value was changed. −0 differs from 0 in it. */
const shape = (value: unknown): unknown => structuredClone(value);

describe('one tensor', () => {
  it.each<[string, unknown]>([
    ['an array', [0.5, -2, 0]],
    ['integers up to 10^9', [1e9, -1e9]],
    ['floats up to 10^6', [999_999.5, -999_999.5]],
    ['8 bits', Int8Array.of(-128, 127)],
    ['16 bits', Int16Array.of(-32_768)],
    ['32 bits', Int32Array.of(1e9, -1e9)],
    ['floats of 32 bits', Float32Array.of(1e6, -1e6, 0.1)],
    ['floats of 64 bits', Float64Array.of(1e6, 5e-324)],
    ['a part of a buffer', Float32Array.of(nan, 1, nan).subarray(1, 2)],
    ['10,000 numbers', Array.from({ length: 10_000 }, (_, i) => i / 7)],
  ])('%s is valid', (_, value) => {
    expect(wrong(value)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'type'],
    ['null', null, 'type'],
    ['a number', 1, 'type'],
    ['a text', '[1, 2]', 'type'],
    ['true', true, 'type'],
    ['an object', { 0: 1, length: 1 }, 'type'],
    ['bytes', new Uint8Array(3), 'type'],
    ['64-bit integers', new BigInt64Array(3), 'type'],
    ['a buffer', new ArrayBuffer(8), 'type'],
    ['a view of data', new DataView(new ArrayBuffer(8)), 'type'],
    ['no numbers', [], 'empty'],
    ['no floats', new Float32Array(), 'empty'],
    ['NaN', [1, nan], '1 nan'],
    ['NaN of floats', Float32Array.of(1, 2, nan), '2 nan'],
    ['infinite', [inf], '0 infinite'],
    ['infinite floats', Float64Array.of(0, -inf), '1 infinite'],
    ['−0', [0, -0], '1 negative-zero'],
    ['−0 of floats', Float32Array.of(-0), '0 negative-zero'],
    ['an integer above', [1e9 + 1], '0 range'],
    ['an integer below', Int32Array.of(-1e9 - 1), '0 range'],
    ['a float above', [1_000_000.5], '0 range'],
    ['a float below', Float32Array.of(-1_000_001), '0 range'],
    ['a whole float above', Float64Array.of(2e6), '0 range'],
    ['the largest number', [Number.MAX_VALUE], '0 range'],
    ['a bigint', [1n], '0 type'],
    ['arrays', [[1]], '0 type'],
    ['an object in it', [{ valueOf: 1 }], '0 type'],
  ])('%s is refused', (_, value, line) => {
    expect(wrong(value)).toEqual([line]);
  });

  it('says for a person what was expected', () => {
    const { issues = [] } = tensorSchema()['~standard'].validate([nan, 'SECRET', 2e9, 2_000_000.5, -0, true]);
    expect(issues.map(({ message }) => message)).toEqual([
      'Expected a finite number, got NaN.',
      'Expected a finite number, got a text.',
      'Expected a number from -1000000000 to 1000000000, got 2000000000.',
      'Expected a number from -1000000 to 1000000, got 2000000.5.',
      'Expected 0 without a sign, got 0.',
      'Expected a finite number, got true.',
    ]);
  });

  it('has 20 issues at most', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `${i} nan`);
    for (const many of [Array(1000).fill(nan), new Float32Array(1000).fill(nan)]) expect(wrong(many)).toEqual(lines);
    const layers = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`l${i}`, [1]]));
    expect(wrong({ l0: [1] }, { layers }).length).toBe(20);
    expect(wrong({ a: Array(30).fill(nan), b: Array(30).fill(nan) }, { layers: 'any' }).length).toBe(20);
  });
});

describe('options', () => {
  it('kinds', () => {
    const kinds = ['Float32Array', 'Array'] as const;
    expect(wrong(Float32Array.of(1), { kinds })).toEqual([]);
    expect(wrong([1], { kinds })).toEqual([]);
    expect(wrong(Float64Array.of(1), { kinds })).toEqual(['type']);
    expect(wrong([1], { kinds: ['Int8Array'] })).toEqual(['type']);
  });

  it('numbers', () => {
    expect(wrong([1, 0.5, 1e9], { numbers: 'integers' })).toEqual(['1 fraction']);
    expect(wrong(Float32Array.of(1, 0.5, 1e9, 2e9), { numbers: 'integers' })).toEqual(['1 fraction', '3 range']);
    expect(wrong([1, 0.5, 1e6, 2e6], { numbers: 'floats' })).toEqual(['3 range']);
    expect(wrong(Int32Array.of(2e6), { numbers: 'floats' })).toEqual(['0 range']);
  });

  it('bounds', () => {
    expect(wrong([127, -128, 0.5, 1.5], { integerBound: 127, floatBound: 1 })).toEqual(['1 range', '3 range']);
    expect(wrong(Float32Array.of(127, -0.5), { integerBound: 127, floatBound: 1 })).toEqual(['0 range']);
    expect(wrong([1e300], { integerBound: 1e300 })).toEqual([]);
  });

  it('negativeZero', () => {
    expect(wrong([-0], { negativeZero: true })).toEqual([]);
    expect(wrong(Float32Array.of(-0, nan), { negativeZero: true })).toEqual(['1 nan']);
  });

  it('maxLength, of all layers together', () => {
    expect(wrong([1, 2, 3], { maxLength: 3 })).toEqual([]);
    expect(wrong([1, 2, 3, 4], { maxLength: 3 })).toEqual(['too-long']);
    expect(wrong(new Float32Array(4), { maxLength: 3 })).toEqual(['too-long']);
    expect(wrong({ a: [1, 2], b: [3], c: [4] }, { layers: 'any', maxLength: 3 })).toEqual(['c too-long']);
  });

  it('shape', () => {
    const options = { shape: [2, 3] };
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(wrong(rows, options)).toEqual([]);
    expect(wrong(new Float32Array(6), options)).toEqual([]);
    expect(wrong(new Float32Array(5), options)).toEqual(['length']);
    expect(wrong([1, 2, 3, 4, 5, 6], options)).toEqual(['length']);
    expect(wrong([1, 2], options)).toEqual(['0 type', '1 type']);
    expect(wrong([rows[0], [4, 5]], options)).toEqual(['1 length']);
    expect(wrong([rows[0], [4, nan, [6]]], options)).toEqual(['1.1 nan', '1.2 type']);
    expect(wrong([rows[0], new Float32Array(3)], options)).toEqual(['1 type']);
    expect(wrong([rows[0], []], options)).toEqual(['1 empty']);
    expect(wrong([1, 2, 3], { shape: [3] })).toEqual([]);
    expect(wrong([1, 2, 3], { shape: [4] })).toEqual(['length']);
  });

  it('layers', () => {
    const options = { layers: { 'conv1.weight': [2, 2], bias: [2] } };
    const good = {
      'conv1.weight': [
        [1, 2],
        [3, 4],
      ],
      bias: Float32Array.of(1, 2),
    };
    expect(wrong(good, options)).toEqual([]);
    expect(wrong({ ...good, bias: undefined }, options)).toEqual(['bias type']);
    expect(wrong({ bias: good.bias }, options)).toEqual(['conv1.weight missing-layer']);
    expect(wrong({ ...good, extra: [1] }, options)).toEqual(['extra unknown-layer']);
    expect(wrong({ ...good, bias: [1, nan] }, options)).toEqual(['bias.1 nan']);
    expect(wrong(good.bias, options)).toEqual(['type']);
    expect(wrong([], options)).toEqual(['type']);
    expect(wrong({}, options)).toEqual(['empty']);
    expect(wrong(JSON.parse('{ "constructor": [1], "toString": [2] }'), { layers: 'any' })).toEqual([]);
    expect(wrong(Object.assign(Object.create(null), { a: [1] }), { layers: 'any' })).toEqual([]);
    expect(wrong(JSON.parse('{ "__proto__": [1], "": [1] }'), { layers: 'any' })).toEqual(['layer-name', 'layer-name']);
    expect(wrong({ ['x'.repeat(257)]: [1] }, { layers: 'any' })).toEqual(['layer-name']);
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`l${i}`, [1]]));
    expect(wrong(many, { layers: 'any' })).toEqual(['too-long']);
  });

  it.each<[string, unknown]>([
    ['no object', 1],
    ['an unknown option', { length: 1 }],
    ['no kinds', { kinds: [] }],
    ['an unknown kind', { kinds: ['Uint8Array'] }],
    ['numbers', { numbers: 'any' }],
    ['a bound of 0', { integerBound: 0 }],
    ['a bound without end', { floatBound: inf }],
    ['a text', { negativeZero: 'yes' }],
    ['no length', { maxLength: 0 }],
    ['an endless length', { maxLength: inf }],
    ['no dimensions', { shape: [] }],
    ['nine dimensions', { shape: Array(9).fill(1) }],
    ['a dimension of 0', { shape: [2, 0] }],
    ['too large a shape', { shape: [1e4, 1e4] }],
    ['too large layers', { layers: { a: [6e6], b: [6e6] } }],
    ['a shape and layers', { shape: [1], layers: 'any' }],
    ['no layers', { layers: {} }],
    ['layers without shapes', { layers: { a: 1 } }],
    ['a list of layers', { layers: ['a'] }],
  ])('refuses %s', (_, options) => {
    expect(() => tensorSchema(options as TensorOptions)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

// The sanitizer of the guide cuts lists to 100 elements, strips characters of texts, and takes true for 1.
describe('what the sanitizer of the guide mangles', () => {
  it.each([100, 101, 10_000])('a list of %i comes out whole', (length) => {
    const list = Array.from({ length }, (_, i) => i);
    expect(wrong(list)).toEqual([]);
    expect(list.length).toBe(length);
    expect(wrong({ [`layer ${length}`]: list }, { layers: 'any' })).toEqual([]);
  });

  it('each number of a long list counts', () => {
    expect(wrong([...Array(200).fill(1), nan])).toEqual(['200 nan']);
  });

  it.each(['conv1.weight', 'encoder/block:0', '<bias>', "it's", 'a;b&c', 'exec', 'größe', '重み', '"', '\\'])(
    'the layer %s keeps its name',
    (name) => {
      const layers = { [name]: [1] };
      expect(wrong(layers, { layers: 'any' })).toEqual([]);
      expect(wrong(layers, { layers: { [name]: [1] } })).toEqual([]);
      expect(Object.keys(layers)).toEqual([name]);
    },
  );

  it.each<[string, unknown]>([
    ['true', true],
    ['false', false],
    ['a text of digits', '1'],
    ['a text to strip', '1<script>'],
    ['null', null],
    ['nothing', undefined],
    ['a Number', new Number(1)],
  ])('%s is no number', (_, value) => {
    expect(wrong([1, value, 2])).toEqual(['1 type']);
    expect(wrong({ a: [value] }, { layers: 'any', numbers: 'integers' })).toEqual(['a.0 type']);
  });

  it('lists in lists and dictionaries in dictionaries are not flattened', () => {
    expect(wrong({ a: { b: [1] } }, { layers: 'any' })).toEqual(['a type']);
    expect(wrong({ a: [[1]] }, { layers: 'any' })).toEqual(['a.0 type']);
  });
});

it('takes values of another realm', () => {
  expect(wrong(elsewhere('[1, 2]'))).toEqual([]);
  expect(wrong(elsewhere('Float32Array.of(1)'))).toEqual([]);
  expect(wrong(elsewhere('({ a: [1] })'), { layers: 'any' })).toEqual([]);
});
