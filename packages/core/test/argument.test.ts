import {
  asOptions,
  bytesOf,
  callOptionsOf,
  FedzkError,
  fieldsOf,
  listOf,
  methodsOf,
  optionsOf,
  signalOf,
  unexpected,
} from '@fedzk/core';
import { code, errorOf } from '@fedzk/testkit/errors';
import { elsewhere } from '@fedzk/testkit/realms';
import { describe, expect, it } from 'vitest';

it('unexpected says the name, what was expected and what came', () => {
  const error = unexpected('bits', '4, 8 or 16', 5);
  expect(error).toBeInstanceOf(FedzkError);
  expect(error.code).toBe('invalid-argument');
  expect(error.message).toBe('"bits" expected 4, 8 or 16, got 5.');
});

it('errors of ours come of odd names and bounds, and steer no terminal', () => {
  for (const odd of [Symbol('name'), null, Object.create(null)]) {
    expect(code(() => unexpected(odd as never, 'a', 1))).toBe('invalid-argument');
    for (const value of ['secret', 5, {}]) expect(code(() => bytesOf(value, odd as never))).toBe('invalid-argument');
    expect(code(() => bytesOf(new Uint8Array(), 'key', odd as never))).toBe('invalid-argument');
    expect(code(() => bytesOf(new Uint8Array(), 'key', 0, odd as never))).toBe('invalid-argument');
  }
  for (const value of ['secret', 5, {}]) {
    expect(errorOf(() => bytesOf(value, '\u001b[2Jkey'))?.message).toMatch(/^"\\u001b\[2Jkey" expected/);
  }
});

it('asOptions takes objects as they are, and nothing else', () => {
  const options = { a: 1 };
  expect(asOptions(options)).toBe(options);
  for (const wrong of [undefined, null, 1, 'a', () => 1]) {
    expect(() => asOptions(wrong as never)).toThrow(/^"options" expected an object, got /);
    expect(() => asOptions(wrong as never, 'shape')).toThrow(/^"shape" expected an object, got /);
  }
});

describe('what Object.prototype was given', () => {
  /** Gives every object a property, while a test looks. */
  const withAdded = (key: string, value: unknown, look: () => void, of: object = Object.prototype): void => {
    Object.defineProperty(of, key, { value, configurable: true, enumerable: true, writable: true });
    try {
      look();
    } finally {
      Reflect.deleteProperty(of, key);
    }
  };
  interface Options {
    readonly allowInsecure?: boolean;
    readonly curve?: string;
  }

  it('is no option, however it is read', () => {
    const options: Options = { curve: 'bn254' };
    withAdded('allowInsecure', true, () => {
      expect(optionsOf(options, ['allowInsecure', 'curve'])).toEqual({ allowInsecure: undefined, curve: 'bn254' });
      const { allowInsecure, curve } = asOptions(options);
      expect([allowInsecure, curve]).toEqual([undefined, 'bn254']);
      expect('allowInsecure' in asOptions(options)).toBe(false);
      expect({ ...asOptions(options) }).toEqual(options);
      expect(`${asOptions(options)}`).toBe('[object Object]');
    });
    withAdded(
      'ownKeys',
      () => [],
      () => withAdded('curve', 'x', () => expect({ ...asOptions(options) }).toEqual(options)),
    );
  });

  it('hides no option of the same name', () => {
    class Base {
      get curve(): string {
        return this.#curve;
      }
      readonly #curve = 'bn254';
    }
    class Derived extends Base {}
    const mine = [
      { curve: 'bn254' },
      new Derived(),
      Object.create({ curve: 'bn254' }),
      Object.create(null, { curve: { value: 'bn254' } }),
    ];
    withAdded('curve', 'bls12-381', () => {
      for (const options of mine as Options[]) {
        expect(asOptions(options).curve).toBe('bn254');
        expect(optionsOf(options, ['curve'])).toEqual({ curve: 'bn254' });
      }
    });
  });

  it('is no option in another realm either', () => {
    const context = elsewhere('globalThis') as { Object: ObjectConstructor };
    const options = new context.Object() as Options;
    withAdded(
      'allowInsecure',
      true,
      () => expect(asOptions(options).allowInsecure).toBeUndefined(),
      context.Object.prototype,
    );
  });
});

/** Throws whatever is asked of it. */
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

describe('fieldsOf', () => {
  it('reads each of the names once, and nothing else', () => {
    const asked: PropertyKey[] = [];
    const object = new Proxy({ a: 1, b: 2, c: 3 }, { get: (of, key) => [asked.push(key), Reflect.get(of, key)][1] });
    expect(fieldsOf(object, ['c', 'a'], 'object')).toEqual({ a: 1, c: 3 });
    expect(asked).toEqual(['c', 'a']);
  });
});

describe('optionsOf', () => {
  it('reads each of the names, and refuses others', () => {
    class Derived {
      get a(): number {
        return 1;
      }
    }
    expect(optionsOf({ a: 1 } as { a: number; b?: number }, ['a', 'b'])).toEqual({ a: 1, b: undefined });
    expect(optionsOf(new Derived(), ['a'])).toEqual({ a: 1 });
    expect(() => optionsOf({ a: 1, aa: 2 }, ['a'])).toThrow('"options" has no "aa"; it takes a.');
    expect(() => optionsOf({ a: 1, aa: undefined }, ['a'], 'shape')).toThrow('"shape" has no "aa"; it takes a.');
  });

  it('refuses values that are not objects, and names members that throw', () => {
    for (const wrong of [undefined, null, 1, 'a', () => 1]) {
      expect(() => optionsOf(wrong as never, [])).toThrow(/^"options" expected an object, got /);
    }
    const cause = new RangeError('mine');
    const throwing = {
      get a(): number {
        throw cause;
      },
    };
    expect(errorOf(() => optionsOf(throwing, ['a']))).toMatchObject({ code: 'invalid-argument', cause });
    expect(() => optionsOf(throwing, ['a'])).toThrow('"a" threw when it was read');
    expect(() => fieldsOf(throwing, ['a'], 'shape')).toThrow('"shape.a" threw when it was read');
    expect(code(() => optionsOf(revoked() as typeof throwing, ['a']))).toBe('invalid-argument');
    expect(code(() => fieldsOf(revoked() as typeof throwing, ['a'], 'shape'))).toBe('invalid-argument');
  });
});

describe('bytesOf', () => {
  const detached = (): Uint8Array => {
    const bytes = new Uint8Array(3);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return bytes;
  };
  const shrunk = (): Uint8Array => {
    const memory = new ArrayBuffer(8, { maxByteLength: 8 });
    const bytes = new Uint8Array(memory, 4);
    memory.resize(2);
    return bytes;
  };
  /** Says that it is longer, and makes others of its kind. */
  class Lying extends Uint8Array {
    static get [Symbol.species](): Uint8ArrayConstructor {
      throw new RangeError('mine');
    }
    override get length(): number {
      return 9;
    }
  }

  it('copies a Uint8Array of any kind and realm', () => {
    const mine: unknown[] = [
      Uint8Array.of(0, 1, 2, 3).subarray(1),
      Buffer.from([1, 2, 3]),
      new Lying([1, 2, 3]),
      elsewhere('Uint8Array.of(1, 2, 3)'),
      Object.setPrototypeOf(Uint8Array.of(1, 2, 3), null),
    ];
    for (const given of mine) {
      const bytes = bytesOf(given, 'key', 3, 3);
      expect([bytes.constructor, bytes.byteOffset, bytes.buffer.byteLength]).toEqual([Uint8Array, 0, 3]);
      expect([...bytes]).toEqual([1, 2, 3]);
    }
    const source = Uint8Array.of(1);
    const copy = bytesOf(source, 'key');
    source.fill(0);
    expect([...copy]).toEqual([1]);
    expect(bytesOf(new Uint8Array(), 'key')).toEqual(new Uint8Array());
  });

  it.each<[string, unknown, string, [least?: number, most?: number]]>([
    ['none', undefined, 'a Uint8Array, got undefined', []],
    ['a string, which may be a secret', 'hunter2', 'a Uint8Array of 32, got a string', [32, 32]],
    ['a number, which may be one too', 42n, 'a Uint8Array of 32, got a bigint', [32, 32]],
    ['other numbers', new Int8Array(3), 'a Uint8Array, got an Int8Array of 3', []],
    ['an impostor', Object.create(Uint8Array.prototype), 'a Uint8Array, got an object', []],
    ['too few', new Uint8Array(31), 'a Uint8Array of 32 or more, got a Uint8Array of 31', [32]],
    ['too many', new Uint8Array(9), 'a Uint8Array of 1 to 8, got a Uint8Array of 9', [1, 8]],
    [
      'shared memory',
      new Uint8Array(new SharedArrayBuffer(3)),
      'a Uint8Array whose memory is neither shared nor detached, got a Uint8Array of 3',
      [],
    ],
    ['memory that was given away', detached(), 'a Uint8Array whose memory is neither shared nor detached, got', []],
    ['memory that has shrunk', shrunk(), 'a Uint8Array whose memory is neither shared nor detached, got', []],
    ['memory that was given away, of a length', detached(), 'a Uint8Array of 3, got a Uint8Array of 0', [3, 3]],
    ['a proxy that throws', revoked(), 'a Uint8Array, got an object that throws when it is read', []],
  ])('refuses %s', (_, value, message, lengths) => {
    const error = errorOf(() => bytesOf(value, 'key', ...lengths));
    expect(error?.code).toBe('invalid-argument');
    expect(error?.message).toContain(`"key" expected ${message}`);
  });
});

describe('callOptionsOf', () => {
  it('takes a signal and a function, or none', () => {
    const { signal } = new AbortController();
    const onProgress = (): void => {};
    expect(callOptionsOf({ signal, onProgress })).toEqual({ signal, onProgress });
    expect(callOptionsOf({})).toEqual({});
  });

  it.each([
    [{ signal: 1 }, '"signal" expected an AbortSignal, got 1.'],
    [{ onProgress: 'x' }, '"onProgress" expected a function, got "x".'],
    [{ onProgres: () => {} }, '"options" has no "onProgres"; it takes signal, onProgress.'],
    [null, '"options" expected an object, got null.'],
  ])('refuses %j', (options, message) => {
    expect(() => callOptionsOf(options as never)).toThrow(message);
  });
});

describe('methodsOf', () => {
  const get = (value: unknown) => methodsOf(value as Map<string, string>, ['get', 'set'], 'store', 'a store');

  it('takes whatever has all the methods, inherited ones too', () => {
    for (const right of [new Map(), { get() {}, set() {} }]) expect(get(right)).toBe(right);
  });

  it('refuses anything else by its name', () => {
    for (const wrong of [undefined, null, 5, 'a', {}, new WeakSet(), { get() {} }, { get() {}, set: 1 }, revoked()]) {
      expect(code(() => get(wrong))).toBe('invalid-argument');
      expect(() => get(wrong)).toThrow(/^"store" expected a store, got /);
    }
  });
});

describe('listOf', () => {
  const read = (list: unknown) => listOf(list, 'clients', 'an array', (item, i) => `${i} ${String(item)}`);

  it('reads by index, whatever the iterator says', () => {
    const list = Object.assign(['a', 'b'], { [Symbol.iterator]: () => [][Symbol.iterator]() });
    expect(read(list)).toEqual(['0 a', '1 b']);
    expect(read([])).toEqual([]);
  });

  it('stops at the first item that is refused', () => {
    const refuse = (): never => {
      throw new RangeError('mine');
    };
    expect(() => listOf(new Array(2 ** 32 - 1), 'clients', 'an array', refuse)).toThrow('mine');
  });

  it('refuses anything else by its name', () => {
    const list = new Proxy(['a'], { get: (_, key) => (key === 'length' ? 1 : Reflect.get(revoked(), key)) });
    for (const wrong of [undefined, null, 5, 'ab', {}, new Map(), new Uint8Array(2), revoked(), list]) {
      expect(code(() => read(wrong))).toBe('invalid-argument');
      expect(() => read(wrong)).toThrow('"clients" expected an array, got ');
    }
  });
});

it('signalOf takes a signal or none', () => {
  const { signal } = new AbortController();
  expect([signalOf(signal), signalOf(undefined)]).toEqual([signal, undefined]);
  for (const wrong of [null, 0, '', 1, 'a', {}, [], new AbortController(), new EventTarget(), revoked()]) {
    expect(code(() => signalOf(wrong as AbortSignal))).toBe('invalid-argument');
    expect(() => signalOf(wrong as AbortSignal)).toThrow('"signal" expected an AbortSignal, got ');
  }
});
