// Pages of other origins, as the Fetch standard has it (CORS): which may ask as clients and readers.

import { listOf, unexpected } from '@fedzk/core';
import type { Answer } from './answer.js';

/** Origins of pages that may ask, such as `https://clinic.example`, or all. */
export type Origins = '*' | readonly string[];

type Fields = Readonly<Record<string, string>>;

/** Header fields that a client or reader may send beside those that every page may. */
const ALLOWED = 'authorization, content-type, prefer, signature, signature-input';
/** Header fields of answers by which a reporter knows where and when to ask again. */
const EXPOSED = 'location, retry-after';
/** Seconds for which a browser need not ask again what is allowed. */
const MAX_AGE = '7200';

/**
 * Reads the option.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readOrigins(origins: Origins | undefined): Origins {
  if (origins === undefined) return [];
  const expected = '"*", or an array of origins such as "https://clinic.example"';
  if (origins === '*') return origins;
  return listOf(origins, 'origins', expected, (origin, i) => {
    if (typeof origin !== 'string' || !isOrigin(origin)) {
      throw unexpected(`origins[${i}]`, 'an origin such as "https://clinic.example", with no path', origin);
    }
    return origin;
  });
}

function isOrigin(text: string): boolean {
  try {
    return text !== 'null' && new URL(text).origin === text;
  } catch {
    return false;
  }
}

/** The fields by which a page of the request's origin may read an answer; none for another origin, or no page. */
export function sharedWith(origins: Origins, request: Request): Fields {
  const origin = request.headers.get('origin');
  const exposed = { 'access-control-expose-headers': EXPOSED };
  if (origins === '*') return { 'access-control-allow-origin': '*', ...exposed };
  if (origins.length === 0) return {};
  // A cache must not give one origin's answer to another.
  const vary = { vary: 'Origin' };
  return origin !== null && origins.includes(origin)
    ? { 'access-control-allow-origin': origin, ...exposed, ...vary }
    : vary;
}

/** Answers what a browser asks before a request. */
export function preflight(methods: readonly string[]): Answer {
  const headers = {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': ALLOWED,
    'access-control-max-age': MAX_AGE,
  };
  return { status: 204, headers, body: new Uint8Array() };
}
