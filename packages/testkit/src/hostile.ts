// Values that mislead or break what reads them. JSON.parse returns none of them, but a caller can pass them.
import { elsewhere } from './realms.js';

/** Counts how often code of a hostile value ran. */
export class Calls {
  count = 0;
  /** Counts and throws, as anything. */
  readonly fail = (): never => {
    this.count++;
    throw new Error('code of the input ran');
  };
}

/** An object with a getter that throws for each of the names. */
export function withGetters(names: readonly PropertyKey[], calls: Calls): object {
  const getters = names.map((name) => [name, { get: calls.fail, enumerable: true, configurable: true }] as const);
  return Object.defineProperties({}, Object.fromEntries(getters));
}

/** A proxy of which every trap throws what `thrown` gives. */
function throwing(target: object, thrown: () => unknown): object {
  const trap = (): never => {
    throw thrown();
  };
  const names = Object.getOwnPropertyNames(Reflect) as (keyof ProxyHandler<object>)[];
  return new Proxy(target, Object.fromEntries(names.map((name) => [name, trap])));
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A proxy that answers a read of an own property with the next of `answers`, and with the last from then on. */
export function changing(answers: readonly object[]): object {
  const reads = new Map<PropertyKey, number>();
  return new Proxy(answers[0] ?? {}, {
    getOwnPropertyDescriptor(_, key) {
      const read = reads.get(key) ?? 0;
      reads.set(key, read + 1);
      const property = Reflect.getOwnPropertyDescriptor(answers[Math.min(read, answers.length - 1)] ?? {}, key);
      return property && { ...property, configurable: key !== 'length' };
    },
  });
}

/** What a hostile trap throws: an error, nothing, or something that breaks whoever looks at it. */
const thrown: Readonly<Record<string, () => unknown>> = {
  'an error': () => new RangeError('mine'),
  undefined: () => undefined,
  null: () => null,
  'a symbol': () => Symbol('mine'),
  'a look-alike of the own refusal': () => ({ kind: 'range', path: 'mine', expected: 'mine', got: 'mine' }),
  'a revoked proxy': () => revoked({}),
  'a proxy that throws': () => throwing({}, () => new Error('again')),
};

const lies = { length: 192, byteLength: 192, byteOffset: 0, [Symbol.toStringTag]: 'Uint8Array' };

function cyclic(): object {
  const object: Record<string, unknown> = {};
  const list: unknown[] = [];
  list.push(list, list, list);
  return Object.assign(object, { pi_a: list, pi_b: object, pi_c: object, self: object });
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(192);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** A view whose buffer has shrunk to less than it needs. */
function outOfBounds(): Uint8Array {
  const buffer = new ArrayBuffer(192, { maxByteLength: 256 });
  const bytes = new Uint8Array(buffer, 64, 128);
  buffer.resize(100);
  return bytes;
}

/** Lists values that are malformed in every place. Functions that count their calls share `calls`. */
export function hostileValues(calls: Calls): readonly (readonly [string, unknown])[] {
  const { fail } = calls;
  return [
    ...Object.entries(thrown).flatMap(([name, make]) => [
      [`a proxy that throws ${name}`, throwing({}, make)] as const,
      [`a proxy of an array that throws ${name}`, throwing([], make)] as const,
    ]),
    [
      'a proxy of a function that throws',
      throwing(
        () => undefined,
        () => new Error('mine'),
      ),
    ],
    ['a revoked proxy', revoked({})],
    ['a revoked proxy of an array', revoked([])],
    ['a revoked proxy of a function', revoked(() => undefined)],
    ['a proxy of bytes', new Proxy(new Uint8Array(192), {})],
    ['a getter for everything', withGetters(['pi_a', 'pi_b', 'pi_c', 'curve', 'protocol', 'length', '0'], calls)],
    ['an array of getters', Object.assign(withGetters(['0', '1', '2', '3'], calls), { length: 4 })],
    ['conversions that throw', { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail, toJSON: fail }],
    ['an iterator that throws', { [Symbol.iterator]: fail, length: 3 }],
    ['an array whose iterator throws', Object.assign([], { [Symbol.iterator]: fail })],
    ['a thenable', withGetters(['then'], calls)],
    ['an object with the prototype of bytes', Object.create(Uint8Array.prototype)],
    ['an object with the prototype of arrays', Object.assign(Object.create(Array.prototype), { length: 3 })],
    ['an object that says it is bytes', { ...lies, buffer: new ArrayBuffer(192) }],
    ['an array that says it is bytes', Object.setPrototypeOf(['1', '2', '1', '3', '4'], Uint8Array.prototype)],
    ['signed bytes that say they are bytes', Object.defineProperties(new Int8Array(192), properties(lies))],
    ['signed bytes with the prototype of bytes', Object.setPrototypeOf(new Int8Array(192), Uint8Array.prototype)],
    [
      'a DataView with the prototype of bytes',
      Object.setPrototypeOf(new DataView(new ArrayBuffer(192)), Uint8Array.prototype),
    ],
    ['bytes, detached', detached()],
    ['bytes out of bounds', outOfBounds()],
    ['shared memory', new SharedArrayBuffer(192)],
    ['an array of 2^32 - 1 holes', new Array(2 ** 32 - 1)],
    ['the longest string', '1'.repeat(2 ** 29 - 24)],
    ['a long string of another realm', elsewhere("'1'.repeat(2 ** 20)")],
    ['a String object of another realm', elsewhere("new String('1')")],
    ['a function of another realm', elsewhere('() => 1')],
    ['the global object of another realm', elsewhere('globalThis')],
    ['a cycle', cyclic()],
    ['WebAssembly memory', new WebAssembly.Memory({ initial: 1 })],
    ['a weak reference', new WeakRef({})],
    ['the global object', globalThis],
  ];
}

/** Property descriptors with these values. */
export function properties(values: object): PropertyDescriptorMap {
  return Object.fromEntries(Reflect.ownKeys(values).map((key) => [key, { value: Reflect.get(values, key) }]));
}
