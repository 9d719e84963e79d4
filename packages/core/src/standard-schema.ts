// Standard Schema, version 1 (https://standardschema.dev): the one property by which programs ask a validator of any library.

import { callbackOf, unexpected } from './argument.js';

/** What is wrong with a value, and where in it. */
export interface SchemaIssue<Code extends string = string> {
  /** A sentence for people. */
  readonly message: string;
  /** Names and indices that lead to the place, from outside in. Empty for the value itself. */
  readonly path: readonly (string | number)[];
  /** The kind of problem, for a program. Standard Schema knows no codes. */
  readonly code: Code;
}

/** The value itself, or at least one issue. */
export type SchemaResult<Value, Code extends string = string> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue<Code>[] };

/** A validator as Standard Schema describes it. These answer at once, not by a promise, and return the same value that they got. */
export interface StandardSchema<Value, Code extends string = string> {
  readonly '~standard': {
    readonly version: 1;
    /** The library. */
    readonly vendor: string;
    /** Validates anything. Never throws, and never changes the value. */
    readonly validate: (value: unknown) => SchemaResult<Value, Code>;
    /** For TypeScript alone. There is no such property. */
    readonly types?: { readonly input: Value; readonly output: Value } | undefined;
  };
}

/**
 * Makes a Standard Schema of a check.
 *
 * @param check returns what is wrong with a value: nothing if it is valid. It must not throw
 * @throws {FedzkError} `invalid-argument`: no function
 */
export function standardSchema<Value, Code extends string>(
  check: (value: unknown) => readonly SchemaIssue<Code>[],
): StandardSchema<Value, Code> {
  if (callbackOf(check, 'check') === undefined) throw unexpected('check', 'a function', check);
  const validate = (value: unknown): SchemaResult<Value, Code> => {
    const issues = check(value);
    return issues.length === 0 ? { value: value as Value } : { issues };
  };
  return Object.freeze({ '~standard': Object.freeze({ version: 1, vendor: 'fedzk', validate } as const) });
}
