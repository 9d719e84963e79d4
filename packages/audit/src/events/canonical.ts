// Canonical JSON (RFC 8785) of strings and of `details`.

import { canonicalJson } from '@fedzk/core';

/** In bytes. */
const MOST_DETAILS_BYTES = 32_768;

/** Matches strings that need no escape. */
export const NO_ESCAPE: RegExp = /^[ !#-[\]-~]*$/;

/** Writes a well-formed string. RFC 8785 §3.2.2.2 asks for ECMA-262's QuoteJSONString. */
export function writeString(text: string): string {
  return NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * Writes the `details` of an event as canonical JSON.
 *
 * @throws {FedzkError} `invalid-argument`: not a plain object of I-JSON, too deep, or of more than 32 KiB
 */
export function writeDetails(name: string, details: unknown): string {
  return canonicalJson(details as object, name, MOST_DETAILS_BYTES);
}
