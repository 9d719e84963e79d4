// Canonical JSON (RFC 8785) of values that I-JSON (RFC 7493) allows. Other values are refused.

import { unexpected } from './argument.js';
import { describe } from './describe.js';
import { FedzkError } from './errors.js';

/** The largest depth of nested objects and arrays. */
const MOST_DEPTH = 8;
/** Matches strings that need no escape. */
const NO_ESCAPE = /^[ !#-[\]-~]*$/;

/**
 * Writes an object as canonical JSON: names in the order of their UTF-16 units, no spaces, numbers as ECMA-262 writes
 * them.
 *
 * @param value a plain object of I-JSON values, at most eight levels deep, without U+0000
 * @param name the object's, for messages
 * @param most the largest length in bytes, as UTF-8
 * @throws {FedzkError} `invalid-argument`, with the path of the wrong value
 *
 * @example
 * ```ts
 * canonicalJson({ b: [1, 2.50], a: 'é' }); // {"a":"é","b":[1,2.5]}
 * ```
 */
export function canonicalJson(value: object, name = 'value', most: number = Infinity): string {
  if (typeof value !== 'object' || value === null) throw unexpected(name, 'an object', value);
  const text = new Writer(name, most).whole(value);
  // A UTF-16 unit has three bytes at most.
  if (3 * text.length > most && new TextEncoder().encode(text).length > most) throw tooLong(name, most);
  return text;
}

function tooLong(name: string, most: number): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected at most ${most} bytes as canonical JSON, got more.`);
}

/** Reports a value that JSON doesn't have. Each level adds its part of the path, such as `.list[3]`. */
class Refused extends Error {
  readonly expected: string;
  readonly got: string;
  place = '';

  constructor(expected: string, got: string) {
    super();
    this.expected = expected;
    this.got = got;
  }

  /** Puts a member's name before the path of an error that came out of it. */
  static within(member: string | number, error: unknown): unknown {
    if (error instanceof Refused) error.place = placeOf(member) + error.place;
    return error;
  }
}

function placeOf(member: string | number): string {
  if (typeof member === 'number') return `[${member}]`;
  return /^[A-Za-z_]\w{0,63}$/.test(member) ? `.${member}` : `[${describe(member)}]`;
}

const JSON_VALUES = 'a string, a finite number, true, false, null, an array or a plain object';

/** Writes and checks in one pass, so that each getter is called once. */
class Writer {
  readonly #name: string;
  readonly #most: number;
  /** Bytes left. Counted while writing, since an object that is nested many times over could grow without end. */
  #left: number;

  constructor(name: string, most: number) {
    this.#name = name;
    this.#most = most;
    this.#left = most;
  }

  /** @throws {FedzkError} `invalid-argument`, with the path of the wrong value */
  whole(value: object): string {
    try {
      if (Array.isArray(value)) throw unexpected(this.#name, 'an object', value);
      return this.#object(value, 1);
    } catch (error) {
      if (error instanceof FedzkError) throw error;
      if (!(error instanceof Refused)) {
        const message = `"${this.#name}" expected an object whose fields can be read; one throws.`;
        throw new FedzkError('invalid-argument', message, { cause: error });
      }
      const { place, expected, got } = error;
      throw new FedzkError('invalid-argument', `"${this.#name}${place}" expected ${expected}, got ${got}.`);
    }
  }

  #object(value: object, depth: number): string {
    if (!isPlain(value)) throw refused(JSON_VALUES, value);
    const keys = Object.keys(value);
    // In the order of UTF-16 units (RFC 8785 §3.2.3), which < and sort() use.
    if (!areSorted(keys)) keys.sort();
    let text = '';
    let member = '';
    try {
      for (const key of keys) {
        member = key;
        text += `${text === '' ? '{' : ','}${this.#string(key)}:${this.#value(value[key], depth)}`;
      }
    } catch (error) {
      throw Refused.within(member, error);
    }
    this.#spend(2);
    return text === '' ? '{}' : `${text}}`;
  }

  #array(values: readonly unknown[], depth: number): string {
    let text = '';
    let i = 0;
    try {
      for (; i < values.length; i++) text += `${i === 0 ? '[' : ','}${this.#value(values[i], depth)}`;
    } catch (error) {
      throw Refused.within(i, error);
    }
    this.#spend(2);
    return text === '' ? '[]' : `${text}]`;
  }

  #value(value: unknown, depth: number): string {
    switch (typeof value) {
      case 'string':
        return this.#string(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        this.#spend(4);
        return value ? 'true' : 'false';
      case 'object':
        if (value === null) {
          this.#spend(4);
          return 'null';
        }
        if (depth === MOST_DEPTH) throw refused(`objects and arrays at most ${MOST_DEPTH} levels deep`, value);
        return Array.isArray(value) ? this.#array(value, depth + 1) : this.#object(value, depth + 1);
      default:
        throw refused(JSON_VALUES, value);
    }
  }

  #string(value: string): string {
    // Counted before it is read: it may be very long.
    this.#spend(value.length + 2);
    if (NO_ESCAPE.test(value)) return `"${value}"`;
    if (/[\0\ud800-\udfff]/.test(value) && /[\0\p{Cs}]/u.test(value))
      throw refused('strings without U+0000 and lone surrogates', value);
    return JSON.stringify(value);
  }

  /** Writes a number as ECMA-262 does (RFC 8785 §3.2.2.3). −0 is 0. */
  #number(value: number): string {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw refused('finite numbers, and integers within 2^53 - 1', value);
    }
    this.#spend(1);
    return String(value);
  }

  /** Counts a lower bound of the text's bytes. */
  #spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw tooLong(this.#name, this.#most);
  }
}

function refused(expected: string, got: unknown): Refused {
  return new Refused(expected, nameOf(got));
}

/** Describes a value, with its kind if it has one, such as `an object (Date)`. */
function nameOf(value: unknown): string {
  const words = describe(value);
  if (words !== 'an object') return words;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag !== 'Object' && /^\w{1,40}$/.test(tag) ? `${words} (${tag})` : words;
}

function areSorted(keys: readonly string[]): boolean {
  let before = '';
  for (const key of keys) {
    if (key < before) return false;
    before = key;
  }
  return true;
}

/** Tells whether an object is a literal's or JSON's, of this realm or another. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
