import { optionsOf, type SchemaIssue, type StandardSchema, standardSchema, unexpected } from '@fedzk/core';

/** What is wrong with an id. */
export type ClientIdIssueCode =
  /** No text. */
  | 'type'
  | 'too-short'
  | 'too-long'
  /** A character that is none of `[a-zA-Z0-9_-]`. */
  | 'character';

export interface ClientIdOptions {
  /** The largest length, from 3 to 100. Default: 100. FEDzk's server and its reports take up to 64. */
  readonly maxLength?: number | undefined;
}

const SHORTEST = 3;
const LONGEST = 100;

/**
 * Makes a schema for the id of a client: 3 to 100 of `[a-zA-Z0-9_-]`. It is a Standard Schema, which frameworks
 * take; for zod and valibot the README has some lines. It refuses an id and never mends it: an id without its bad characters would be the id of somebody else.
 *
 * Validating never throws. An issue doesn't repeat the id, which may be personal.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * clientIdSchema({ maxLength: 64 })['~standard'].validate('client_001'); // { value: 'client_001' }
 * ```
 */
export function clientIdSchema(options: ClientIdOptions = {}): StandardSchema<string, ClientIdIssueCode> {
  const { maxLength = LONGEST } = optionsOf(options, ['maxLength']);
  if (!Number.isInteger(maxLength) || maxLength < SHORTEST || maxLength > LONGEST) {
    throw unexpected('maxLength', `an integer from ${SHORTEST} to ${LONGEST}`, maxLength);
  }
  return standardSchema((value) => issuesOf(value, maxLength));
}

function issuesOf(value: unknown, maxLength: number): SchemaIssue<ClientIdIssueCode>[] {
  const issue = (code: ClientIdIssueCode, message: string): SchemaIssue<ClientIdIssueCode>[] => [
    { code, message, path: [] },
  ];
  if (typeof value !== 'string') return issue('type', 'Expected a text.');
  const { length } = value;
  const expected = `Expected ${SHORTEST} to ${maxLength} characters, got ${length}.`;
  if (length < SHORTEST) return issue('too-short', expected);
  if (length > maxLength) return issue('too-long', expected);
  const at = value.search(/[^a-zA-Z0-9_-]/);
  return at < 0
    ? []
    : issue('character', `Expected letters of ASCII, digits, "_" and "-", got another at index ${at}.`);
}
