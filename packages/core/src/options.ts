import { unexpected } from './argument.js';
import { FedzkError } from './errors.js';
import { escaped, quoted } from './shown.js';

/**
 * Takes an object whose names the caller chose, such as a circuit's inputs. If `Object.prototype` was given a property,
 * returns a view of the object without that. Properties of other prototypes count.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function asOptions<T extends object>(options: T, name = 'options'): T {
  if (typeof options !== 'object' || options === null) throw unexpected(name, 'an object', options);
  try {
    return withoutAdded(options);
  } catch (cause) {
    // A proxy whose trap for its prototype throws.
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
 * Reads named options, each once. Properties of prototypes count as the object's own do, but for those of
 * `Object.prototype`. Refuses what {@link requireKnown} does.
 *
 * @param keys the known options
 * @param name the object's, for messages
 * @throws {FedzkError} `invalid-argument`: no plain object, an unknown name, or a getter or proxy that throws; `cause` is
 *   what it threw
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
  requireKnown(own, keys, name);
  return read(own, keys, name);
}

/**
 * Reads properties of an object that may have others too, such as a verifier's `id`, each once.
 *
 * @param name the object's, for messages
 * @throws {FedzkError} `invalid-argument`: no object, or a getter or proxy that throws; `cause` is what it threw
 */
export function fieldsOf<T extends object, Key extends keyof T & string>(
  object: T,
  keys: readonly Key[],
  name: string,
): Pick<T, Key> {
  return read(asOptions(object, name), keys, name);
}

function read<T extends object, Key extends keyof T & string>(
  object: T,
  keys: readonly Key[],
  name: string | undefined,
): Pick<T, Key> {
  const values: Partial<Record<Key, unknown>> = {};
  for (const key of keys) {
    try {
      values[key] = object[key];
    } catch (cause) {
      const which = name === undefined ? key : `${name}.${key}`;
      throw new FedzkError('invalid-argument', `"${which}" threw when it was read; pass a plain value.`, { cause });
    }
  }
  return values as Pick<T, Key>;
}

/**
 * Refuses an object with an unknown name, since a misspelt option would be ignored. Enumerable names count, those of
 * prototypes too. Refuses what is no plain object too, such as an array, or an `AbortSignal` in the place of `{ signal }`.
 *
 * @param known the known options
 * @param name the object's, for messages
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * requireKnown(options, ['signal', 'onProgress']);
 * ```
 */
export function requireKnown(options: object, known: readonly string[], name = 'options'): void {
  let kind: string;
  let names: readonly string[];
  try {
    kind = Object.prototype.toString.call(options);
    names = namesOf(options);
  } catch (cause) {
    throw unexpected(name, 'an object', options, { cause });
  }
  if (!PLAIN.includes(kind)) {
    const expected = `a plain object, which may have ${known.join(', ')}`;
    throw new FedzkError('invalid-argument', `"${name}" expected ${expected}, got ${escaped(kind)}.`);
  }
  const other = names.find((each) => !known.includes(each));
  if (other === undefined) return;
  throw new FedzkError('invalid-argument', `"${name}" has no ${quoted(other)}; it takes ${known.join(', ')}.`);
}

/** Lists the enumerable names of an object and of its prototypes, but for `Object.prototype`. */
function namesOf(options: object): string[] {
  const root = objectPrototypeOf(options);
  const names: string[] = [];
  for (let one: object | null = options; one !== null && one !== root; one = Object.getPrototypeOf(one)) {
    names.push(...Object.keys(one));
  }
  return names;
}

/** What a plain object says that it is, and a module that exports options. */
const PLAIN: readonly string[] = ['[object Object]', '[object Module]'];
