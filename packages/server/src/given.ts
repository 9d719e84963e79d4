// What callers give, read once and checked.

import { FedzkError, quoted } from '@fedzk/core';
import * as v from 'valibot';

/**
 * Copies plain data, and checks it.
 *
 * @param name of the argument, for messages
 * @throws {FedzkError} `invalid-argument`, which names the member
 */
export function plainData<T>(value: unknown, schema: v.GenericSchema<unknown, T>, name: string): T {
  let copy: unknown;
  try {
    copy = JSON.parse(JSON.stringify(value));
  } catch (cause) {
    throw new FedzkError('invalid-argument', `"${name}" expected an object of plain data.`, { cause });
  }
  const read = v.safeParse(schema, copy);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const path = [name, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new FedzkError('invalid-argument', `"${path}": ${issue.message}`);
}

/** Quotes the beginning of a text that somebody gave, for a message that repeats it. */
export function quotedStart(text: string, most = 64): string {
  return quoted(text.slice(0, most));
}

/** A role. */
export const roleSchema = v.picklist(['leader', 'helper']);

/** A mode. */
export const modeSchema = v.picklist(['development', 'production']);

/** A path: of no length it would be the folder in which the program runs. */
export const pathSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4_000));

/** A port; 0 is none. */
export const portSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
