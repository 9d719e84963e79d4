import { describe } from './describe.js';
import { FedzkError } from './errors.js';
import { quoted } from './shown.js';

/** The error for an argument that is not what was expected. */
export function unexpected(name: string, expected: string, got: unknown, options?: ErrorOptions): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}, got ${describe(got)}.`, options);
}

/**
 * An argument that is to be an object of named options. What a program was made to put on `Object.prototype`, by which
 * every object would have it, is none of them: then it is a view of the object without that. Options may be inherited
 * from any other prototype.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function asOptions<T extends object>(options: T, name = 'options'): T {
  if (typeof options !== 'object' || options === null) throw unexpected(name, 'an object', options);
  try {
    return withoutAdded(options);
  } catch (cause) {
    // A proxy that tells nobody its prototype.
    throw unexpected(name, 'an object', options, { cause });
  }
}

/** What ECMA-262 §20.1.3 and §B.2.2 give `Object.prototype`. */
const GIVEN: ReadonlySet<PropertyKey> = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

function withoutAdded<T extends object>(options: T): T {
  const root = objectPrototypeOf(options);
  if (root === undefined || Reflect.ownKeys(root).every((key) => GIVEN.has(key))) return options;
  const isOption = (key: PropertyKey): boolean => {
    for (let one: object | null = options; one !== null && one !== root; one = Object.getPrototypeOf(one)) {
      if (Object.hasOwn(one, key)) return true;
    }
    return GIVEN.has(key);
  };
  // Of an object that inherits nothing, since a proxy's traps are looked for on prototypes too.
  const traps: ProxyHandler<T> = Object.create(null);
  traps.get = (_, key) => (isOption(key) ? Reflect.get(options, key) : undefined);
  traps.has = (_, key) => isOption(key) && Reflect.has(options, key);
  return new Proxy(options, traps);
}

/** The `Object.prototype`, of this realm or another, from which an object inherits; undefined where it doesn't. */
function objectPrototypeOf(options: object): object | undefined {
  let last: object | undefined;
  for (let one = Object.getPrototypeOf(options); one !== null; one = Object.getPrototypeOf(one)) last = one;
  return last !== undefined && Object.hasOwn(last, 'isPrototypeOf') ? last : undefined;
}

/**
 * Reads named options as `asOptions` has them, each once, whatever the object does meanwhile.
 *
 * @param keys the options to read; others are not looked at
 * @param name of the object, which goes before those of its options
 * @throws {FedzkError} `invalid-argument`: no object, or a getter or proxy that throws, with what it threw as `cause`
 *
 * @example
 * ```ts
 * const { signal } = optionsOf(options, ['signal']);
 * ```
 */
export function optionsOf<T extends object, Key extends keyof T & string>(
  options: T,
  keys: readonly Key[],
  name?: string,
): Pick<T, Key> {
  const own = asOptions(options, name);
  const read: Partial<Record<Key, unknown>> = {};
  for (const key of keys) {
    try {
      read[key] = own[key];
    } catch (cause) {
      const which = name === undefined ? key : `${name}.${key}`;
      throw new FedzkError('invalid-argument', `"${which}" threw when it was read; pass a plain value.`, { cause });
    }
  }
  return read as Pick<T, Key>;
}

/**
 * Refuses an object that has a name of its own which is no option's: a misspelt option would be ignored.
 *
 * @param known the options that there are
 * @param name of the object
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * requireKnown(options, ['signal', 'onProgress']);
 * ```
 */
export function requireKnown(options: object, known: readonly string[], name = 'options'): void {
  let names: readonly string[];
  try {
    names = Object.keys(options);
  } catch (cause) {
    throw unexpected(name, 'an object', options, { cause });
  }
  const other = names.find((each) => !known.includes(each));
  if (other === undefined) return;
  throw new FedzkError('invalid-argument', `"${name}" has no ${quoted(other)}; it takes ${known.join(', ')}.`);
}

/**
 * An argument that is to have methods, such as a store.
 *
 * @param expected what it is to be, in words
 * @throws {FedzkError} `invalid-argument`
 */
export function methodsOf<T extends object>(
  value: T,
  methods: readonly (keyof T & string)[],
  name: string,
  expected: string,
): T {
  try {
    const isObject = typeof value === 'object' && value !== null;
    if (isObject && methods.every((method) => typeof value[method] === 'function')) return value;
  } catch (cause) {
    throw unexpected(name, expected, value, { cause });
  }
  throw unexpected(name, expected, value);
}

/**
 * Reads the items of an array one by one, by index: an iterator of the caller's could do anything.
 *
 * @param expected what the array is to be, in words
 * @param read makes of each item what is returned, or throws
 * @throws {FedzkError} `invalid-argument`: no array, or one that throws when it is read
 */
export function listOf<Item>(
  list: unknown,
  name: string,
  expected: string,
  read: (item: unknown, index: number) => Item,
): Item[] {
  const guarded = <Value>(get: () => Value): Value => {
    try {
      return get();
    } catch (cause) {
      throw unexpected(name, expected, list, { cause });
    }
  };
  const array = guarded(() => (Array.isArray(list) ? (list as readonly unknown[]) : undefined));
  if (array === undefined) throw unexpected(name, expected, list);
  const items: Item[] = [];
  const length = guarded(() => array.length);
  for (let i = 0; i < length; i++) {
    const item = guarded(() => array[i]);
    items.push(read(item, i));
  }
  return items;
}

/**
 * The signal that a call may bring. It is known by what it can do: some programs have more than one `AbortSignal`.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  return methodsOf(signal, ['addEventListener', 'throwIfAborted'], 'signal', 'an AbortSignal');
}
