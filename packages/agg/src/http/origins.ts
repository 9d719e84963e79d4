// Says which pages of other origins may send requests of clients and readers: CORS, as in the Fetch standard.

import { listOf, unexpected } from '@fedzk/core';
import type { Answer } from './answer.js';

/** The allowed origins, such as `https://clinic.example`, or all. */
export type Origins = '*' | readonly string[];

type Fields = Readonly<Record<string, string>>;

/** Header fields that a client or reader may send, besides those that are always allowed. */
const ALLOWED = 'authorization, content-type, prefer, signature, signature-input';
/** Header fields of answers that tell a reporter where and when to ask again. */
const EXPOSED = 'location, retry-after';
/** Seconds for which a browser may remember what is allowed. */
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

/** Returns the fields that let a page of the request's origin read the answer; none for other origins, or without one. */
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

/** Answers a browser's preflight request. */
export function preflight(methods: readonly string[]): Answer {
  const headers = {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': ALLOWED,
    'access-control-max-age': MAX_AGE,
  };
  return { status: 204, headers, body: new Uint8Array() };
}
