import { describe as inWords } from '@fedzk/core';
import { elsewhere } from '@fedzk/testkit/realms';
import { describe, expect, it } from 'vitest';

const fail = (): never => {
  throw new Error('code of the value ran');
};

describe('describe', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['0', 0],
    ['-1.5e+300', -1.5e300],
    ['NaN', Number.NaN],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['12n', 12n],
    ['-170141183460469231731687303715884105728n', -(2n ** 127n)],
    ['a bigint of more than 128 bits', 2n ** 127n],
    ['a bigint of more than 128 bits', -(1n << 1_000_000n)],
    ['""', ''],
    ['"a \\"quote\\"\\n"', 'a "quote"\n'],
    ['"\\ud800"', '\ud800'],
    ['"a\\u202eb\\u009b"', 'a\u202eb\u009b'],
    [`"${'x'.repeat(40)}"`, 'x'.repeat(40)],
    [`"${'x'.repeat(40)}…" (41 characters)`, 'x'.repeat(41)],
    [`"${'x'.repeat(40)}…" (268435456 characters)`, 'x'.repeat(2 ** 28)],
    ['a symbol', Symbol('secret')],
    ['a function', fail],
    ['a function', class Secret {}],
    ['an object', { secret: 1 }],
    ['an object', Object.create(null)],
    ['an object', new Map()],
    ['an object', new ArrayBuffer(3)],
    ['an object', new DataView(new ArrayBuffer(3))],
    ['an array of 0', []],
    ['an array of 1', ['secret']],
    ['an array of 4294967295', new Array(2 ** 32 - 1)],
    ['a Uint8Array of 3', new Uint8Array(3)],
    ['a Uint8Array of 3', Buffer.alloc(3)],
    ['an Int16Array of 3', new Int16Array(3)],
    ['a BigUint64Array of 3', new BigUint64Array(3)],
  ])('%s', (words, value) => {
    expect(inWords(value)).toBe(words);
  });

  it('of another realm', () => {
    expect(inWords(elsewhere('[1, 2]'))).toBe('an array of 2');
    expect(inWords(elsewhere('new Float32Array(2)'))).toBe('a Float32Array of 2');
    expect(inWords(elsewhere('Object.create(null)'))).toBe('an object');
  });

  it('runs nothing of a value, and throws nothing', () => {
    const traps: (keyof ProxyHandler<object>)[] = [
      'get',
      'has',
      'getPrototypeOf',
      'ownKeys',
      'getOwnPropertyDescriptor',
    ];
    const handler = Object.fromEntries(traps.map((name) => [name, fail]));
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const methods = { toString: fail, valueOf: fail, toJSON: fail, [Symbol.toPrimitive]: fail };
    expect(
      inWords({
        ...methods,
        get length() {
          return fail();
        },
      }),
    ).toBe('an object');
    expect(inWords(Object.assign([1], methods))).toBe('an array of 1');
    expect(inWords(Object.defineProperty(new Int8Array(2), 'length', { get: fail }))).toBe('an Int8Array of 2');
    expect(inWords(Object.defineProperty(new Int8Array(2), Symbol.toStringTag, { get: fail }))).toBe(
      'an Int8Array of 2',
    );
    expect(inWords(new Proxy({}, handler))).toBe('an object');
    expect(inWords(new Proxy([], handler))).toBe('an object that throws when it is read');
    expect(inWords(proxy)).toBe('an object that throws when it is read');
  });

  it('believes no length that is no number', () => {
    const lying = new Proxy([], {
      getOwnPropertyDescriptor: () => ({
        value: 'x'.repeat(1e6),
        writable: true,
        enumerable: false,
        configurable: false,
      }),
    });
    expect(inWords(lying)).toBe('an array');
  });
});
