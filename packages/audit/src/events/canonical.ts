// What an event's entry has of canonical JSON (RFC 8785) beside `canonicalJson`.

import { canonicalJson } from '@fedzk/core';

/** In bytes. */
const MOST_DETAILS_BYTES = 32_768;

/** Of strings that need no escape. */
export const NO_ESCAPE: RegExp = /^[ !#-[\]-~]*$/;

/** A well-formed string. ECMA-262's QuoteJSONString is what RFC 8785 §3.2.2.2 asks for. */
export function writeString(text: string): string {
  return NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * The `details` of an event as canonical JSON.
 *
 * @throws {FedzkError} `invalid-argument`: not a plain object of I-JSON, too deep, or of more than 32 KiB
 */
export function writeDetails(name: string, details: unknown): string {
  return canonicalJson(details as object, name, MOST_DETAILS_BYTES);
}
