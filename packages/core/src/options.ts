import { unexpected } from './argument.js';
import { FedzkError } from './errors.js';
import { escaped, quoted } from './shown.js';

/**
 * Takes an object whose names the caller chose, such as a circuit's inputs. A property that was added to
 * `Object.prototype`, which every object would have, is left out: the result is then a view of the object without it.
 * Names may be inherited from any other prototype.
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
 * Reads named options, each once, whatever the object does meanwhile. A name that no option has is refused: misspelt, it
 * would be ignored. So is an object of another kind, such as an `AbortSignal` in the place of `{ signal }`. Options may be
 * inherited, but not from `Object.prototype`.
 *
 * @param keys the options that there are
 * @param name of the object, which goes before those of its options
 * @throws {FedzkError} `invalid-argument`: no plain object, a name that is not among them, or a getter or proxy that throws,
 *   with what it threw as `cause`
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
 * @param name of the object, which goes before those of its properties
 * @throws {FedzkError} `invalid-argument`: no object, or a getter or proxy that throws, with what it threw as `cause`
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
 * Refuses an object that has a name of its own which is no option's: a misspelt option would be ignored. Refuses an object
 * of another kind too, such as an array or an `AbortSignal`, which would have none of the options.
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
  let kind: string;
  let names: readonly string[];
  try {
    kind = Object.prototype.toString.call(options);
    names = Object.keys(options);
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

/** What objects with options say that they are: those of a program, and a module that exports its options. */
const PLAIN: readonly string[] = ['[object Object]', '[object Module]'];
