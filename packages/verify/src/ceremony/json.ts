// Reads a manifest's JSON: unknown in, typed out. A value that isn't as it should be throws, with its path.

import { describe, fromBase64 } from '@fedzk/core';

/** Reports what is wrong with a manifest's form, in words. */
export class Malformed extends Error {}

export type Read<T> = (value: unknown, path: string) => T;

/** Makes the error for a value that isn't as expected. */
export function malformed(path: string, expected: string, got: unknown): Malformed {
  return new Malformed(`"${path}" must be ${expected}, and is ${describe(got)}.`);
}

/** Reads an object that has all required members and no unknown one. */
export function object<T extends object>(
  members: { readonly [Name in keyof T]-?: Read<T[Name]> },
  optional: readonly (keyof T & string)[] = [],
): Read<T> {
  const names = Object.keys(members) as (keyof T & string)[];
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path, 'an object', value);
    const own = value as Readonly<Record<string, unknown>>;
    const other = Object.keys(own).find((name) => !names.includes(name as (typeof names)[number]));
    if (other !== undefined) throw new Malformed(`"${path}" has ${describe(other)}, which no manifest has.`);
    const entries: [string, unknown][] = [];
    for (const name of names) {
      if (Object.hasOwn(own, name)) entries.push([name, members[name](own[name], `${path}.${name}`)]);
      else if (!optional.includes(name)) throw new Malformed(`"${path}" lacks "${name}".`);
    }
    return Object.fromEntries(entries) as T;
  };
}

/** Reads an array. */
export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw malformed(path, 'an array', value);
    return value.map((each: unknown, i) => read(each, `${path}[${i}]`));
  };
}

export const text: Read<string> = (value, path) => {
  if (typeof value === 'string') return value;
  throw malformed(path, 'a string', value);
};

/** Reads one of the given values. */
export function oneOf<const T extends string | number | true>(...values: readonly T[]): Read<T> {
  return (value, path) => {
    const found = values.find((each) => each === value);
    if (found !== undefined) return found;
    throw malformed(path, values.map((each) => JSON.stringify(each)).join(' or '), value);
  };
}

/** Reads an integer from `least` on. */
export function integer(least: number): Read<number> {
  return (value, path) => {
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    throw malformed(path, `an integer from ${least} to 2^53 - 1`, value);
  };
}

/** Reads lower-case hexadecimal. */
export function hex(bytes: number): Read<string> {
  return (value, path) => {
    if (typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value)) return value;
    throw malformed(path, `${2 * bytes} digits of lower-case hexadecimal`, value);
  };
}

/** Checks canonical base64 with padding (RFC 4648 §4). {@link bytesOfBase64} decodes it. */
export function base64(bytes?: number): Read<string> {
  return (value, path) => {
    const decoded = typeof value === 'string' ? fromBase64(value) : undefined;
    if (decoded !== undefined && (bytes === undefined || decoded.length === bytes)) return value as string;
    throw malformed(path, bytes === undefined ? 'base64' : `base64 of ${bytes} bytes`, value);
  };
}

/** Decodes base64 that was checked. */
export function bytesOfBase64(encoded: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(encoded);
  if (bytes === undefined) throw new RangeError('bytesOfBase64() got a string that is not base64');
  return bytes;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Reads a time as `YYYY-MM-DDThh:mm:ssZ`. */
export const instant: Read<string> = (value, path) => {
  if (typeof value === 'string' && INSTANT.test(value)) {
    const time = Date.parse(value);
    // Date.parse takes the 30th of February for the 1st of March.
    if (Number.isFinite(time) && `${new Date(time).toISOString().slice(0, 19)}Z` === value) return value;
  }
  throw malformed(path, 'a time such as "2027-01-31T12:00:00Z"', value);
};
