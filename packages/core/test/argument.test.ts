import { asOptions, FedzkError, listOf, methodsOf, optionsOf, signalOf, unexpected } from '@fedzk/core';
import { code, errorOf } from '@fedzk/testkit/errors';
import { elsewhere } from '@fedzk/testkit/realms';
import { describe, expect, it } from 'vitest';

it('unexpected says the name, what was expected and what came', () => {
  const error = unexpected('bits', '4, 8 or 16', 5);
  expect(error).toBeInstanceOf(FedzkError);
  expect(error.code).toBe('invalid-argument');
  expect(error.message).toBe('"bits" expected 4, 8 or 16, got 5.');
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

describe('optionsOf', () => {
  it('reads each of the names once, and nothing else', () => {
    const asked: PropertyKey[] = [];
    const options = new Proxy({ a: 1, b: 2, c: 3 }, { get: (of, key) => [asked.push(key), Reflect.get(of, key)][1] });
    expect(optionsOf(options, ['c', 'a'])).toEqual({ a: 1, c: 3 });
    expect(asked).toEqual(['c', 'a']);
  });

  it('refuses what is no object, and names what throws', () => {
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
    expect(() => optionsOf(throwing, ['a'], 'shape')).toThrow('"shape.a" threw when it was read');
    expect(code(() => optionsOf(revoked() as typeof throwing, ['a']))).toBe('invalid-argument');
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
