/** Values that are more than data, in the place of tensors: issues and no errors. */

import { Calls, hostileValues, withGetters } from '@fedzk/testkit/hostile';
import { clean, pollute } from '@fedzk/testkit/polluted';
import { type SchemaResult, tensorSchema } from '@fedzk/verify/quant';
import { describe, expect, it } from 'vitest';

const one = tensorSchema()['~standard'].validate;
const any = tensorSchema({ layers: 'any' })['~standard'].validate;
const nested = tensorSchema({ shape: [1, 2] })['~standard'].validate;
const named = tensorSchema({ layers: { a: [1] } })['~standard'].validate;

const codeOf = (result: SchemaResult<unknown>): string | undefined => result.issues?.[0]?.code;

describe('a hostile value', () => {
  const calls = new Calls();
  it.each(hostileValues(calls))('%s, anywhere, is refused', (name, value) => {
    // Signed bytes are bytes of a tensor, whatever they say that they are.
    const signed = name.startsWith('signed bytes');
    expect(codeOf(one(value)) === undefined).toBe(signed);
    expect(codeOf(any(value))).toBeDefined();
    expect(codeOf(named(value))).toBeDefined();
    for (const [path, result] of [
      ['0', one([value])],
      ['a.0', any({ a: [value] })],
      ['0', nested([value])],
      ['0.1', nested([[1, value]])],
      ...(signed ? [] : [['a', any({ a: value })] as const]),
    ] as const) {
      expect(result.issues?.[0]?.path.join('.')).toMatch(new RegExp(`^${path}(\\.|$)`));
    }
    expect(calls.count).toBe(0);
  });
});

describe('an object that throws when it is read', () => {
  const fails = new Proxy([1], {
    get() {
      throw new Error('SECRET');
    },
    getOwnPropertyDescriptor() {
      throw new Error('SECRET');
    },
  });

  it('is unreadable, where it stands', () => {
    for (const [result, path] of [
      [one(fails), []],
      [nested([fails]), [0]],
      [any({ good: [1], bad: fails }), ['bad']],
    ] as const) {
      expect(result.issues).toMatchObject([{ code: 'unreadable', path }]);
      expect(JSON.stringify(result)).not.toContain('SECRET');
    }
  });

  it('may be so by a getter, which is not called for a layer or a row', () => {
    const calls = new Calls();
    const getter = { get: calls.fail, enumerable: true, configurable: true };
    expect(any(withGetters(['a'], calls)).issues).toMatchObject([{ code: 'type', path: ['a'] }]);
    expect(nested(Object.defineProperty([1], 0, getter)).issues).toMatchObject([{ code: 'type', path: [0] }]);
    expect(calls.count).toBe(0);
    expect(one(Object.defineProperty([1, 2], 1, getter)).issues).toMatchObject([{ code: 'unreadable', path: [] }]);
  });
});

describe('memory', () => {
  const detached = new Float32Array(4);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const resizable = new ArrayBuffer(16, { maxByteLength: 16 });
  const shrunk = new Float32Array(resizable, 8);
  resizable.resize(4);

  it.each([
    ['detached', detached],
    ['shrunk', shrunk],
    ['shared', new Float32Array(new SharedArrayBuffer(16))],
  ])('that is %s is unreadable', (_, value) => {
    expect(codeOf(one(value))).toBe('unreadable');
    expect(any({ a: value }).issues).toMatchObject([{ code: 'unreadable', path: ['a'] }]);
  });
});

it('counts by the slots of an array, whatever its properties say', () => {
  const lying = Object.defineProperties(Float32Array.of(1, Number.NaN), { length: { value: 1 } });
  expect(one(lying).issues).toMatchObject([{ code: 'nan', path: [1] }]);
  const disguised = Object.setPrototypeOf(Float32Array.of(Number.NaN), Int8Array.prototype);
  expect(codeOf(one(disguised))).toBe('nan');
  expect(codeOf(tensorSchema({ kinds: ['Int8Array'] })['~standard'].validate(disguised))).toBe('type');
});

it('reads nothing of what is too long', () => {
  let reads = 0;
  const long = new Proxy(new Array(2 ** 32 - 1), {
    get: () => {
      reads++;
    },
  });
  expect(codeOf(one(long))).toBe('too-long');
  expect(codeOf(nested(long))).toBe('length');
  expect(reads).toBe(0);
});

it('ends for what contains itself, and for deep nesting', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(codeOf(one(cyclic))).toBe('type');
  expect(codeOf(tensorSchema({ shape: Array(8).fill(1) })['~standard'].validate(cyclic))).toBe('type');
  const record: Record<string, unknown> = {};
  record['a'] = record;
  expect(codeOf(any(record))).toBe('type');
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(codeOf(one(deep))).toBe('type');
});

it('takes nothing from prototypes', () => {
  class Layers {
    readonly a = [1];
  }
  expect(codeOf(any(new Layers()))).toBe('type');
  expect(codeOf(any(Object.create({ a: [1] })))).toBe('type');
  expect(codeOf(any({ [Symbol('a')]: [1] }))).toBe('layer-name');
  pollute({ a: [1], integerBound: 1, layers: 'any' });
  const results = [named({}), named({ b: [1] }), one([5]), tensorSchema()['~standard'].validate([5])];
  clean();
  expect(results.map(codeOf)).toEqual(['empty', 'missing-layer', undefined, undefined]);
});
