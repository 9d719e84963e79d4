import { byteLength, ownBytes } from './bytes.js';
import { describe } from './describe.js';
import { FedzkError } from './errors.js';
import { escaped } from './shown.js';

/** Makes the error for an argument that is not what was expected: `invalid-argument`. */
export function unexpected(name: string, expected: string, got: unknown, options?: ErrorOptions): FedzkError {
  return new FedzkError(
    'invalid-argument',
    `"${escaped(name)}" expected ${escaped(expected)}, got ${describe(got)}.`,
    options,
  );
}

/**
 * Copies a Uint8Array, of this realm or another.
 *
 * @param least the least length in bytes
 * @param most the largest length in bytes
 * @throws {FedzkError} `invalid-argument`: another type or length, or memory that is shared, detached or has shrunk. The
 *   message doesn't show a string or number, which may be the secret in another form
 *
 * @example
 * ```ts
 * const key = bytesOf(options.key, 'key', 32, 32);
 * ```
 */
export function bytesOf(value: unknown, name: string, least = 0, most: number = Infinity): Uint8Array<ArrayBuffer> {
  if (typeof least !== 'number' || typeof most !== 'number') {
    throw new FedzkError('invalid-argument', 'bytesOf() expected numbers for the least and the largest length.');
  }
  const length = byteLength(value);
  const bytes = ownBytes(value, most);
  if (bytes !== undefined && bytes.length >= least) return bytes;
  const fits = length !== undefined && length >= least && length <= most;
  const expected = `a Uint8Array${lengthInWords(least, most)}${fits ? ' whose memory is neither shared nor detached' : ''}`;
  if (!['string', 'number', 'bigint'].includes(typeof value)) throw unexpected(name, expected, value);
  throw new FedzkError('invalid-argument', `"${escaped(name)}" expected ${expected}, got a ${typeof value}.`);
}

function lengthInWords(least: number, most: number): string {
  if (least === most) return ` of ${least}`;
  if (most !== Infinity) return ` of ${least} to ${most}`;
  return least === 0 ? '' : ` of ${least} or more`;
}

/**
 * Checks that an optional callback is a function or undefined, and returns it.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function callbackOf<T extends (...given: never) => unknown>(value: T | undefined, name: string): T | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw unexpected(name, 'a function', value);
}

/**
 * Checks that an object has methods, as a storage has, and returns it.
 *
 * @param expected the description for messages
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
 * Reads the items of an array by index, each once. Doesn't use the array's iterator, which may be replaced.
 *
 * @param expected the description for messages
 * @param read converts an item, or throws
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
