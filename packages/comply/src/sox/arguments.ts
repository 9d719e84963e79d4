// Arguments of the acts, checked by the schemas of their entries before anything is written.

import { unexpected } from '@fedzk/core';
import * as v from 'valibot';
import { hashSchema, idSchema, lineSchema } from './state.js';

/** Makes a reader of a text that a schema describes. */
function reader(schema: v.GenericSchema<unknown, string>, expected: string): (value: unknown, name: string) => string {
  return (value, name) => {
    if (typeof value === 'string' && v.is(schema, value)) return value;
    throw unexpected(name, expected, value);
  };
}

/** Reads an id of a control, a test or a risk. */
export const idOf: (value: unknown, name: string) => string = reader(
  idSchema,
  'an id: a letter or _, then letters, digits, _, . and -, 64 characters at most',
);

/** Reads a text of one line. */
export const lineOf: (value: unknown, name: string) => string = reader(
  lineSchema,
  'a text of one line, of 1 to 1024 characters, without control characters and spaces around it',
);

/** Reads the hash of a document. */
export const hashOf: (value: unknown, name: string) => string = reader(
  hashSchema,
  "the SHA-256 of the document, 64 lower-case hexadecimal digits, and not the document's text or name",
);

/** Reads the id of a person, as a log takes it in `user_id`. */
export function personOf(value: unknown, name: string): string {
  if (typeof value === 'string' && value.length <= 256 && v.is(lineSchema, value)) return value;
  throw unexpected(name, "a person's id, as entries have it in user_id", value);
}

/** Reads one of several words. */
export function oneOf<T extends string>(value: unknown, choices: readonly T[], name: string): T {
  if (choices.includes(value as T)) return value as T;
  throw unexpected(name, `one of ${choices.join(', ')}`, value);
}

/** Reads a flag. */
export function flagOf(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected(name, 'true or false', value);
}
