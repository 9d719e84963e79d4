// Checks a caller's metadata: it must be JSON that comes back unchanged.

import { FedzkError, type JsonObject, type JsonValue, unexpected } from '@fedzk/core';

const EXPECTED = 'what JSON holds: objects, arrays, strings, finite numbers, true, false, null';

/**
 * Copies a caller's metadata, each property read once. A property that is undefined is left out.
 *
 * @throws {FedzkError} `invalid-argument`: no object, or a value that JSON would change, such as a Date
 */
export function ownMetadata(metadata: unknown): JsonObject {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw unexpected('metadata', 'an object', metadata);
  }
  try {
    return copyOf(metadata, 'metadata') as JsonObject;
  } catch (cause) {
    if (cause instanceof FedzkError) throw cause;
    // A getter or a proxy threw, or an object contains itself.
    throw unexpected('metadata', EXPECTED, metadata, { cause });
  }
}

function copyOf(value: unknown, name: string): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return Array.from(value, (item: unknown, i) => copyOf(item, `${name}.${i}`));
      if (isPlain(value)) return copyOfObject(value, name);
  }
  throw unexpected(name, EXPECTED, value);
}

function copyOfObject(object: object, name: string): JsonObject {
  const said = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([key, value]) => [key, copyOf(value, `${name}.${key}`)]));
}

/** Whether an object is plain, of this realm or another, and has no `toJSON`. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  const isRoot = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRoot && !('toJSON' in object && typeof object.toJSON === 'function');
}
